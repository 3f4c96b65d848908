"""Reads short follow-ups that hold neither an intent nor an entity of their own: "more", "cheaper", "the second one".

They mean something only in a conversation. "More", for one, is read only while search results are on the screen.
"""

from __future__ import annotations

import re
from functools import lru_cache

from actions.marketplace.search.records import Sort

_LONGEST = 60
"""The most characters of a follow-up. A longer text says by itself what it wants, and a word such as "more" in it means little."""

_MORE = re.compile(
    r"\b(more|next|others?|else|any ?more|another)\b|更多|还有|還有|下一页|下一頁|换一批|換一批|其他|其它|别的|別的|再来|再看",
    re.I,
)
_VERIFIED = re.compile(
    r"\b(verified|certified suppliers?|audited|trusted)\b|认证过的|通过了?(?:认证|認證|审核|審核|验厂|驗廠)|验证|驗證|核实|核實|已认证|认证供应商|靠谱",
    re.I,
)
_SELLERS = (
    r"(?:suppliers?|factor(?:y|ies)|manufacturers?|producers?|makers?|sellers?|vendors?|exporters?|compan(?:y|ies))"
)
_SEEKS = re.compile(
    rf"\b(?:need|want|find|looking for|look for|search(?:ing)? for|seek\w*|get|recommend|any)\b(?: [\w-]+){{0,3}} {_SELLERS}\b|[找求搵][个個]?.{{0,8}}(?:供应商|供應商|厂家|廠家|工厂|工廠)",
    re.I,
)
_BECOMES = re.compile(r"\b(?:becom\w+|be an?|being|as an?|register|join|sell|open a)\b|成为|入驻|注册|开店|加入", re.I)
_OF_SELLERS = re.compile(
    rf"\b{_SELLERS}\b|\b(?:rat\w+|reviews?|certif\w+|verified|licen[cs]e\w*|profile|who|they|them|their|old|founded|trust\w*)\b"
    r"|家|供应商|供應商|厂商|廠商|公司|工厂|工廠|评分|評分|评价|評價|资质|資質|证书|證書|认证|認證|靠谱|规模|規模|成立",
    re.I,
)
_VERIFIED_SELLERS = re.compile(
    rf"\b(?:verified|audited|vetted|trusted)\b(?: [\w-]+){{0,3}} {_SELLERS}\b"
    rf"|\b{_SELLERS},? (?:(?!not\b|[a-z]+n't\b)[a-z]+ ){{0,4}}(?:verified|audited|vetted)\b"
    r"|已(?:经|經)?(?:核实|核實|验证|驗證|认证|認證)|(?:核实|核實|验证|驗證)(?:过|過)的"
    r"|(?:核实|核實|验证|驗證)的?(?:供应商|供應商|厂家|廠家|工厂|工廠|商家|卖家|賣家|企业|企業)",
    re.I,
)
"""Matches words that ask for verified suppliers. They are read in texts of any length, because they are a part of the wish."""
_FACTORIES = re.compile(
    r"\b(?:factor(?:y|ies)|manufacturers?|producers?|makers?)(?: direct)?(?: ones)? only(?=\s*(?:$|[,.;!?])|\s(?:please|pls|and|with|from|in|under)\b)"
    r"|\b(?:only|just) (?:\w+ ){0,2}(?:factor(?:y|ies)|manufacturers?|producers?)\b|\bdirect(?:ly)? (?:from )?(?:the )?(?:factor|manufactur)\w+"
    r"|\bno (?:trad(?:ers?|ing compan\w+)|middle ?m[ae]n|agents?)\b"
    r"|(?:只|仅|僅)[要看找限跟和与]?.{0,3}(?:工厂|工廠|厂家|廠家|生产商|生產商)|(?:工厂|工廠|厂家|廠家)直[销銷供]|源[头頭](?:工厂|工廠|厂家|廠家)"
    r"|(?:不要|不找|不跟)(?:贸易|貿易|中[间間])",
    re.I,
)
_STARS = r"[\s-]?(?:stars?|★|⭐)"
_RATING = re.compile(
    rf"\b(?:above|over|at least|min(?:imum)?|more than|better than|from)\s(?P<limit>[1-5](?:\.\d)?)\+?(?:{_STARS}|\srating)"
    rf"|(?<![\d.])(?P<stars>[1-5](?:\.\d)?)\+?{_STARS}\s?(?:(?:or|and|&)\s(?:more|above|up|higher|better|over)|\+)"
    rf"|(?<![\d.])(?P<plus>[1-5](?:\.\d)?)\s?\+{_STARS}"
    r"|\brat(?:ed|ings?)(?:\sof|\sis)?(?:\s(?:above|over|at least|higher than|more than|better than|from))?\s(?P<rated>[1-5](?:\.\d)?)"
    r"(?=\s?(?:\+|or\b|and\b|/|[,!?]|\.?$|stars?))"
    r"|(?:评分|評分|评价|評價)[^\d]{0,6}(?P<zh>[1-5](?:\.\d)?)(?![\d.])|(?<![\d.])(?P<fen>[1-5](?:\.\d)?)\s?(?:分|星)[级級]?[及或]?(?:以上|起)",
    re.I,
)
_LOWER_MOQ = re.compile(
    r"\b(low(er|est)?|small(er|est)?|less|min\w* smaller) (moq|minimum|min)\b|\b(moq|minimum)\b.{0,20}\b(low(er)?|small(er)?|less)\b"
    r"|起[订訂批]量?.{0,6}(低|(?<!多)少|小)|(低|少|小).{0,4}起[订訂批]",
    re.I,
)
_SORTS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("moq", _LOWER_MOQ),
    (
        "price",
        re.compile(
            r"\b(cheap\w*|low(er|est)? (price|cost)\w*|less expensive|too expensive|best price|by price|budget|cost less)\b"
            r"|便宜|低价|低價|最低|太贵|太貴|价格低|按价格|实惠",
            re.I,
        ),
    ),
    (
        "rating",
        re.compile(
            r"\b(best rated|better rat\w+|top rated|highest rat\w+|by rating|best review\w*)\b|评分|評分|评价最?好|口碑",
            re.I,
        ),
    ),
    (
        "lead_time",
        re.compile(
            r"\b(fast(er|est)?|quick(er|est|ly)?|soon(er|est)?|shorter|by lead time)\b|更快|最快|交期|快一点|快点", re.I
        ),
    ),
)
_CERTIFIED = re.compile(
    r"\b(certified|with (a )?certificat\w+|have certificat\w+|certificat\w+ only)\b|(有|带|要)(认证|證書|证书|認證)",
    re.I,
)
_DAYS = re.compile(
    r"(?:\b(?:under|within|in|less than|below|max(?:imum)?|at most|up to|not more than|no more than|faster than|shorter than)\s|<\s?|≤\s?|不超过|少于|小于|最多|低于)"
    r"\s*(?P<before>\d{1,3})\s*-?(?P<unit>days?|weeks?|天|日|周|个?星期|个?礼拜)|(?P<after>\d{1,3}|[一两二三四五六七八九十]{1,3})(?P<zh>天|日|周|个?星期|个?礼拜)(?:以内|之内|以下|内|能)",
    re.I,
)
_LEAD_TIME = re.compile(r"\b(lead|production|making|delivery|ready|turnaround)\b|交期|交货|生产|工期|货期|出货", re.I)
_ATTRIBUTE_FILLERS = re.compile(
    r"\b(only|just|it|please|pls|plz|ones?|the|a|an|in|with|for|any|some|do you have|have you got|i want|i need|show me|what about|how about|and)\b"
    r"|只要|仅|要|有没有|有|的|吗|呢|款|那|请|换成|来点|看看|[?？!！.。,，]",
    re.I,
)
_ATTRIBUTE_WORDS = 3
_ATTRIBUTE_HAN = 6
_NOT_ATTRIBUTES = re.compile(
    r"\b(find|search|look\w*|suppl\w+|factor\w+|manufactur\w+|products?|goods|items?|orders?|quot\w+|prices?|person|agent|human|help|more|status)\b"
    r"|找|供应商|供應商|工厂|厂家|产品|产地|货|订单|报价|询价|价|样品|发票|客服|人工|帮"
    r"|^(yes|no|ok|okay|thanks?|thx|hi|hello|bye|cool|good|great|nice|sure|fine|hmm+|maybe|what|why|who|help|stop|cancel|back|first|last|best"
    r"|好|是|对|不|嗯|哦|谢谢|你好|再见|行|可以|什么|为什么|人工|客服)",
    re.I,
)
_ORDINALS: tuple[re.Pattern[str], ...] = (
    re.compile(r"\b(first|1st|number (one|1)|no\.? ?1)\b|#1\b|第一|第1", re.I),
    re.compile(r"\b(second|2nd|number (two|2)|no\.? ?2)\b|#2\b|第二|第2", re.I),
    re.compile(r"\b(third|3rd|number (three|3)|no\.? ?3)\b|#3\b|第三|第3", re.I),
    re.compile(r"\b(fourth|4th|number (four|4)|no\.? ?4)\b|#4\b|第四|第4", re.I),
    re.compile(r"\b(fifth|5th|number (five|5)|no\.? ?5)\b|#5\b|第五|第5", re.I),
)
_LAST = re.compile(r"\b(last one|the last)\b|最后一|最後一", re.I)
_FIRST_FEW = re.compile(r"\b(?:first|top) (few|two|three|3|2)\b|前([几幾两兩二三])", re.I)
_MANDARIN = re.compile(r"chinese|mandarin|中文|汉语|漢語|华语|華語|国语|國語|普通话|普通話|\bzh\b|\bcn\b", re.I)
_ENGLISH = re.compile(r"english|英文|英语|英語|\ben\b|\beng\b", re.I)
_NOT_READABLE = re.compile(
    r"(can'?t|cannot|dont|don'?t|not?) (read|understand|speak|use|know)[^,.，。]*|看不懂[^,，。]*|不懂[^,，。]*|听不懂[^,，。]*|别[^,，。]*"
    r"|instead of \w+",
    re.I,
)
_CORRECTS = re.compile(
    r"^\s*(no+|nope|nah|sorry|wait|oops)\b[\s,.!…-]+(i (meant?|said|asked|want|need)|not\b|it'?s\b|\d|to \w+,? not\b)"
    r"|\bi (meant|was asking|asked (about|for))\b|\bi mean,?\s+\w|\b(that'?s|it'?s|that is) not what i\b"
    r"|\byou (misunderstood|got (me|it|that) wrong)\b|^[^,.!?]{1,30},? not \S+\s*$"
    r"|^\s*(不是|唔係|唔系)([，,。\s]|.{1,12}[，,\s]*(而?是|係))|^\s*(不对|不對|错了|錯了|搞错|搞錯|弄错|弄錯)"
    r"|我(的意思)?是[说說]|我[说說]的是|我[问問]的是|我係[话話]|理解[错錯]|你没(听|看)懂|你沒(聽|看)懂",
    re.I,
)
_COMPLAINS = re.compile(
    r"\b(useless|stupid|dumb|not help(ing|ful)|(don'?t|do not|doesn'?t|not) understand(ing)?( me| a)?\b|wrong answer|not what i)"
    r"|听不懂|聽不懂|看不懂我|没用|沒用|答非所问|答非所問|智障|笨|蠢|不明白我",
    re.I,
)
_NEGATION = re.compile(
    r"(\b(not|isn'?t|instead of|rather than|no longer)( the| for| to| in| from)?|(不是|不要|而非|并非|唔係|唔系|唔要)(发到|發到|发往|寄到|送到|运到|到|去|要)?)\s*$",
    re.I,
)

_LONGEST_NEGATION = 40
"""Characters within which a negation stands before what it rules out."""

_CONFIRMS = re.compile(r"\b(confirm(ed)?|accept(ed)?)\b|确认|確認|接受|接单|接單", re.I)
_QUESTION = re.compile(
    r"[?？]$|^(when|where|what|why|how|who|which|has|have|is|are|was|were|did|does|do|can|could)\b"
    r"|(吗|嗎|呢|么|没有?|了没)$|什么|什麼|怎么|怎麼|哪[里裡儿]|几时|幾時|多久|多少|为什么",
    re.I,
)
_OWN = re.compile(r"\b(our|ours|my|mine|we|us)\b|我们|我們|咱们|我家|本厂|我厂|我司|自己|我的", re.I)
_SAMPLE = re.compile(r"\bsamples?\b|样品|樣品|样板|打样|样布", re.I)
_PRICE = re.compile(
    r"\b(how much|costs?|price\w*|charges?|fees?|free)\b|多少钱|多少錢|幾錢|几钱|价格|價格|收费|收費|要钱|免费|怎么算",
    re.I,
)
_AMOUNT = re.compile(r"\s*([1-9]\d{0,2}(?:[,，\s]?\d{3}){0,2}|[1-9]\d{1,8})\s*[.。!！]?\s*")
_STOPS = re.compile(
    r"(please )?(cancel|stop|quit|exit|abort|never ?mind|forget it|leave it|back)( (it|this|that|please))?[.!]*|取消(吧|掉|了)?|算了吧?|不(用|要|弄|填|发)了|停|停止|退出|返回|放弃",
    re.I,
)
_ACKNOWLEDGES = re.compile(
    r"(ok|okay|okey|k|fine|alright|all right|got it|i see|understood|noted|good|great|cool|right|哦|噢|嗯+|好|好的|好吧|好滴|行|知道了|了解|明白了?|收到|没问题|可以)"
    r"[\s,，]*(thanks?|thank you|thx|谢谢|多谢)?[.!。！~👍]*",
    re.I,
)
_SENDS = re.compile(
    r"(?:(?:yes|ok|okay|sure|please|pls)[\s,]+)*(?:send|submit|go ahead)(?: (?:it|them|this|that|the (?:request|quotation|quote|rfq|offer)))?"
    r"(?: (?:now|please|pls|off|out))*[.!]*|(?:好的?|行|可以|是的?|对|嗯|确认)?[\s,，]*(?:请|就)?(?:发送|提交|发出去?|发|發送|發)(?:报价|询价|請求|请求)?[吧了]?[.。!！]*",
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
_BARE_NUMBER = re.compile(r"\s*(?:#|no\.?\s?|number\s)?([1-9１-９一二三四五])\s*[.)、。号號]?\s*", re.I)
_BEGINS_AGAIN = re.compile(
    r"[,.;…-]\s*(i mean\b|i meant\b|no wait|wait no|sorry,?\s|rather\s|correction\b)|[,，。…\s](不对|不對|哦不|啊不|我是[说說]|应该是|應該是)",
    re.I,
)


def is_question(text: str) -> bool:
    return _QUESTION.search(text.strip()) is not None


def asks_of_own(text: str) -> bool:
    """Returns whether the words speak of the contact's own company: "our prices", 我们的样品."""
    return _OWN.search(text) is not None


def names_sample(text: str) -> bool:
    return _SAMPLE.search(text) is not None


def asks_price(text: str) -> bool:
    return _PRICE.search(text) is not None


def stops(text: str) -> bool:
    """Returns whether the words say "stop" and nothing else, so that they name no order."""
    return _STOPS.fullmatch(text.strip()) is not None


def sends(text: str) -> bool:
    """Returns whether the words say "send it", which is a "yes" after "Shall I send it?"."""
    return _SENDS.fullmatch(text.strip()) is not None


def asks_arrival(text: str) -> bool:
    """Returns whether the words ask when something arrives somewhere."""
    return _short(text) and _ARRIVES.search(text) is not None


def asks_of_own_profile(text: str) -> bool:
    """Returns whether a company asks how others see it: "what's my rating", 我们的评价."""
    return _short(text) and asks_of_own(text) and _OWN_PROFILE.search(text) is not None


def acknowledges(text: str) -> bool:
    """Returns whether the words only acknowledge what the bot said: "ok", 好的."""
    return _ACKNOWLEDGES.fullmatch(text.strip()) is not None


def confirms(text: str) -> bool:
    """Returns whether the words are short and say that something is confirmed or accepted."""
    return len(text.strip()) <= 25 and _CONFIRMS.search(text) is not None


def find_chosen(text: str, count: int) -> list[int]:
    """Returns the indexes, from 0, of those that the words choose from `count` offered things. They choose by an ordinal, as
    `ordinals` reads it, or by a bare number ("2", "二")."""
    if bare := _BARE_NUMBER.fullmatch(text):
        number = "一二三四五".find(bare[1]) + 1 or int(bare[1])
        return [number - 1] if number <= count else []
    return ordinals(text, count)


def corrects(text: str) -> bool:
    """Returns whether the words correct how the last message was read: "no, 600 not 500", 不是，我是说…."""
    return _short(text) and _CORRECTS.search(text) is not None


def complains(text: str) -> bool:
    """Returns whether the words complain that the bot does not understand."""
    return _COMPLAINS.search(text) is not None


def is_denied(text: str, start: int) -> bool:
    """Returns whether the text rules out what begins at `start`, as it does the 500 in "600 not 500" and in "500, I mean 600"."""
    negated = _NEGATION.search(text, max(start - _LONGEST_NEGATION, 0), start) is not None
    return negated or start <= _find_last_beginning(text)


@lru_cache(maxsize=64)
def _find_last_beginning(text: str) -> int:
    """Returns where the last words stand that begin again, such as ", I mean"; -1 without any."""
    return max((found.start() for found in _BEGINS_AGAIN.finditer(text)), default=-1)


def wants_more(text: str) -> bool:
    return _short(text) and _MORE.search(text) is not None


def wants_verified(text: str) -> bool:
    return _short(text) and _VERIFIED.search(text) is not None


def wants_certified(text: str) -> bool:
    """Returns whether the words ask for certified goods without naming a certificate. A named one is an entity."""
    return _short(text) and _CERTIFIED.search(text) is not None


def wanted_days(text: str) -> int | None:
    """Returns the longest lead time, in days, that the words allow: "lead time under 25 days", 交期20天以内."""
    found = _DAYS.search(text) if _short(text) and _LEAD_TIME.search(text) else None
    if found is None:
        return None
    said, unit = found["before"] or found["after"], found["unit"] or found["zh"]
    number = int(said) if said.isdecimal() else _han_number(said)
    return number * (1 if unit[0] in "dD天日" else 7) or None


def _han_number(said: str) -> int:
    """Returns the number that a Chinese numeral from 一 to 九十九 means."""
    tens, ten, ones = said.replace("两", "二").rpartition("十")
    digits = "一二三四五六七八九"
    return (digits.find(tens) + 1 or 1 if ten else 0) * 10 + (digits.find(ones) + 1 if ones else 0)


def bare_amount(text: str) -> int | None:
    """Returns the number that the whole text is, taken as a quantity of goods; None for any other text."""
    found = _AMOUNT.fullmatch(text)
    return int(re.sub(r"[,，\s]", "", found[1])) if found else None


def attribute(text: str) -> str | None:
    """Returns the property of goods that the whole text names: "women's" or "220 gsm" of "220 gsm only"; None for a longer text."""
    if not _short(text) or _NOT_ATTRIBUTES.search(text.strip()):
        return None
    said = " ".join(_ATTRIBUTE_FILLERS.sub(" ", text).split())
    long = len(said) > _ATTRIBUTE_HAN if re.search(r"[\u3400-\u9fff]", said) else len(said.split()) > _ATTRIBUTE_WORDS
    return None if long or said.isdecimal() or (said.isascii() and len(said) < 2) else said or None


def names_verified_sellers(text: str) -> bool:
    """Returns whether the words ask for verified suppliers: "verified suppliers of tomato paste", 已核实的番茄酱供应商."""
    return _is_wanted(_VERIFIED_SELLERS, text)


def seeks_supplier(text: str) -> bool:
    """Returns whether the words look for a supplier, as "need supplier" does and "want to be a supplier" does not."""
    return _short(text) and _SEEKS.search(text) is not None and _BECOMES.search(text) is None


def speaks_of_sellers(text: str) -> bool:
    """Returns whether the words are about the sellers and not about their goods."""
    return _OF_SELLERS.search(text) is not None


def names_factories(text: str) -> bool:
    """Returns whether the words ask for factories and no trading companies: "factories only", 只要工厂."""
    return _is_wanted(_FACTORIES, text)


def _is_wanted(condition: re.Pattern[str], text: str) -> bool:
    found = condition.search(text)
    return found is not None and not is_denied(text, found.start())


def wanted_rating(text: str) -> float | None:
    """Returns the lowest rating of a supplier, from 1 to 5, that the words allow: "above 4.5 stars", 评分4.5以上."""
    found = _RATING.search(text)
    return next(float(said) for said in found.groups() if said) if found else None


def names_supplier_condition(text: str) -> bool:
    """Returns whether the words set a condition on suppliers: verified, factories only, or a rating."""
    return names_verified_sellers(text) or names_factories(text) or wanted_rating(text) is not None


def wanted_sort(text: str) -> Sort | None:
    if not _short(text):
        return None
    return next((sort for sort, pattern in _SORTS if pattern.search(text)), None)


def ordinals(text: str, count: int) -> list[int]:
    """Returns the indexes, from 0, of the things that ordinals such as "the second one" mean in a list of `count`; [] without any."""
    if not _short(text) or _FIRST_FEW.search(text):
        return []
    chosen = [index for index, pattern in enumerate(_ORDINALS[:count]) if pattern.search(text)]
    if not chosen and count and _LAST.search(text):
        return [count - 1]
    return chosen


def first_few(text: str) -> int | None:
    """Returns 2 for "the first two" and 3 for "the first three", in either language; None when the words say neither."""
    found = _FIRST_FEW.search(text)
    said = found and (found[1] or found[2]).casefold()
    return 2 if said in ("two", "2", "两", "兩", "二") else 3 if said in ("three", "3", "三") else None


def wanted_language(text: str, current: str) -> str:
    """Returns the language that the words ask for.

    When they name none, or only one that the person cannot read, it is the one that is not `current`.
    """
    said = _NOT_READABLE.sub(" ", text)
    mandarin, english = _MANDARIN.search(said), _ENGLISH.search(said)
    if mandarin and english:
        return "zh" if mandarin.start() > english.start() else "en"
    if mandarin:
        return "zh"
    if english:
        return "en"
    return "en" if current == "zh" else "zh"


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
    """Whether the words ask for a list as a file for a spreadsheet program."""
    return _AS_TABLE.search(text) is not None


def says_attached(text: str) -> bool:
    """Whether the words speak of a photo or another file as if it were there."""
    return _ATTACHED.search(text) is not None


def _short(text: str) -> bool:
    return 0 < len(text.strip()) <= _LONGEST
