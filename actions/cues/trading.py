"""Recognises words about orders, requests and listings: "when does it arrive?", "our prices", 进度到60%了."""

from __future__ import annotations

import re

from actions.cues.brief import is_short

_OF_LISTING = {
    "price": re.compile(r"\bprices?\b|价", re.I),
    "moq": re.compile(r"\bmoq\b|\bminimum\b|起[订訂批]", re.I),
    "stock": re.compile(r"\b(?:stock|inventory)\b|库存|庫存|存货", re.I),
    "lead_time": re.compile(r"\blead time\b|交期|工期|货期", re.I),
    "sample": re.compile(r"\bsamples?\b|样品|樣品", re.I),
}
_SWAPS_TWO = re.compile(
    r"\b(?:other way (?:a?round)|vice versa|reversed|swapped|mixed (?:them |it )?up)\b|[说写弄搞]?反了|对调|對調|调过来|調過來|调换|弄混|搞混",
    re.I,
)
_TRADES = re.compile(
    r"\b(?:claims?|rfqs?|quotations?|my quote|counter|orders?|tell (?:them|him|her|the)|message (?:to|the|for))\b|\bQUO-?\d"
    r"|索赔|赔[他她付]|补发|求购|询盘|报价|还价|订单|[那这]单|说一声|留言|捎|带句话|发(?:个|条)?(?:消息|信息)|告诉|转告",
    re.I,
)
_LEAVING = re.compile(
    r"\b(?:ship|shipp\w+|ships|leav(?:e|es|ing)|left|sent|dispatch\w*|deliver\w*|depart\w*|load(?:ed|ing|s)?|sail\w*|collect\w*|pick(?:ed)?[- ]?up|handed over"
    r"|go(?:es)?|going|ready|late|later|delay\w*|postpone\w*|earlier|lead time|eta)\b"
    r"|\bsends?\b(?! (?:the |a |your |him |her |them )?(?:buyer|customer|client|message|msg|word|note|mail))"
    r"|发[货貨走出船运運往]|(?<!开)发(?=[\s，,。！]|$|得|掉|完)|能发|可以发|再发|先发|發|出[货貨厂运]|寄|运走|交[货貨付期]|工期|货期|走(?=[\s，,。！了]|$)|装[柜箱船车]|提货|自提|送货|到货|备好|好货"
    r"|\b(?:mov(?:e|es|ed|ing)|chang(?:e|es|ed)|push(?:es|ed)?) (?:it |them |that )?(?:back )?to\b|改[到成为為]|延期|延[后後迟]|推[迟后後]|往后|提前|晚|迟|遲",
    re.I,
)
_PROGRESS = re.compile(
    r"(?:进度|進度|进展|做|生产|完成|赶|干)[^，。,;；]{0,8}?(?:\d{1,3}\s?%|百分之|[一二三四五六七八九]成|一半|大半)"
    r"|\b\d{1,3}\s?(?:%|percent|pct)\s(?:\w+\s){0,3}?(?:done|finished|made|assembled|complete\w*|produced|through)\b"
    r"|\b(?:progress|done|finished|complete\w*|produced|made|assembled)\b[^.;]{0,20}?\b\d{1,3}\s?(?:%|percent|pct)"
    r"|\b\d+ (?:out )?of (?:the )?\d+\b[^.;]{0,20}?\b(?:done|finished|made|assembled|complete\w*|produced|packed|sewn|printed)\b"
    r"|\bhalf (?:(?:of )?(?:it|them|the \w+) )?(?:is |are )?(?:done|finished|made|through)\b",
    re.I,
)
_OWN = re.compile(r"\b(our|ours|my|mine|we|us)\b|我们|我們|咱们|我家|本厂|我厂|我司|自己|我的", re.I)
_SAMPLE = re.compile(r"\bsamples?\b|样品|樣品|样板|打样|样布", re.I)
_PRICE = re.compile(
    r"\b(how much|costs?|price\w*|charges?|fees?|free)\b|多少钱|多少錢|幾錢|几钱|价格|價格|收费|收費|要钱|免费|怎么算",
    re.I,
)
_ARRIVES = re.compile(
    r"\b(?:when|how (?:soon|long)|eta|what (?:day|date|time))\b.*\b(?:reach|arriv|get (?:to|here|there)|come|deliver|land)\w*"
    r"|(?:什么时候|什麼時候|啥时候|几时|幾時|何时|哪天|多久|几号|预计).*(?:到|送达|抵)",
    re.I,
)
_OWN_PROFILE = re.compile(
    r"\b(?:rat(?:ing|ed)|reviews?|profile|score|on[- ]time)\b|评分|評分|评价|評價|口碑|准时率|企业资料|公司资料", re.I
)


def asks_of_own(text: str) -> bool:
    """Returns whether the words speak of the contact's own company: "our prices", 我们的样品."""
    return _OWN.search(text) is not None


def names_sample(text: str) -> bool:
    return _SAMPLE.search(text) is not None


def asks_price(text: str) -> bool:
    return _PRICE.search(text) is not None


def asks_arrival(text: str) -> bool:
    """Returns whether the words ask when something arrives somewhere."""
    return is_short(text) and _ARRIVES.search(text) is not None


def asks_of_own_profile(text: str) -> bool:
    """Returns whether a company asks how others see it: "what's my rating", 我们的评价."""
    return is_short(text) and asks_of_own(text) and _OWN_PROFILE.search(text) is not None


def names_of_listing(text: str) -> frozenset[str]:
    """Returns which values of a listing the words name: the price, the minimum order, the stock, the lead time, the sample."""
    return frozenset(name for name, pattern in _OF_LISTING.items() if pattern.search(text))


def swaps_two(text: str) -> bool:
    """Returns whether the words say that two values belong in each other's place: "the other way round", 反了."""
    return _SWAPS_TWO.search(text) is not None


def speaks_of_trades(text: str) -> bool:
    """Returns whether the words speak of a claim, a quotation, an order or of somebody who is to be told something."""
    return _TRADES.search(text) is not None


def speaks_of_leaving(text: str) -> bool:
    """Returns whether the words speak of goods that leave, are ready to, or come later. A day in other words is none on
    which they leave: "the rest is assembled by Wednesday", 下周上釉."""
    return _LEAVING.search(text) is not None


def tells_progress(text: str) -> bool:
    """Returns whether the words say how much of an order is made: 进度到60%了, "320 of 500 are assembled"."""
    return _PROGRESS.search(text) is not None


_ATTACHED = re.compile(
    r"\b(?:here(?:'s|’s| is| are| you (?:have|go))|(?:i|we)(?: am|'m|’m| are|'re|’re| have|'ve|’ve)? (?:just )?(?:send(?:ing)?|sent|attach(?:ed|ing)?|upload(?:ed|ing)?)"
    r"|(?:please )?(?:see|find|check|look at) (?:the |my |our |this |these )?(?:attached )?)\s?(?:you )?(?:the |a |some |my |our |two |three |\d+ )?"
    r"(?:photos?|pictures?|pics?|images?|screenshots?|attachments?|attached|files?|pdfs?|spreadsheets?|drawings?)\b"
    r"|\bas attached\b|\bin the attachment\b|\b(?:photos?|pictures?|files?|documents?|lists?|pdfs?) (?:is |are )?attached\b"
    r"|(?:这是|這是|请看|請看|见|見|附上|发了|發了|传了|傳了|上传了|上傳了|发给你|發給你|发您|發您).{0,6}(?:照片|图片|圖片|截图|截圖|附件|文件|图纸|圖紙)"
    r"|(?:见|見|看)附件|如[图圖](?:所示)?|(?:见|見|看)[图圖](?!书|書|案)|附件(?:里|裡|中)?(?:是|有)",
    re.I,
)
_AS_TABLE = re.compile(
    r"\b(?:spreadsheets?|excel|xlsx?|csv|export(?:ed)?|as an? (?:table|file|sheet)|download(?:able)?)\b|表格|导出|導出|匯出|电子表|電子表|下载|下載",
    re.I,
)


def asks_for_table(text: str) -> bool:
    """Returns whether the words ask for a list as a file for a spreadsheet program."""
    return _AS_TABLE.search(text) is not None


def says_attached(text: str) -> bool:
    """Returns whether the words speak of a photo or another file as if it were attached."""
    return _ATTACHED.search(text) is not None


_WANTS_QUOTATION = re.compile(
    r"(?:攞|拎|俾|畀|要|问|問|请|請|让|讓|帮我|幫我)[^，,。]{0,12}(?:报[个個下]?价|報[個下]?價)", re.I
)


def wants_quotation(text: str) -> bool:
    """Returns whether the words ask to get a price from somebody: 攞報價, 帮我问他们报个价."""
    return _WANTS_QUOTATION.search(text) is not None
