"""Finds words that change a search for goods and their suppliers: "more", "cheaper", "under 25 days", "220 gsm", "factories only".
Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.assenting import is_assent
from nlu.turn.words.cues.correcting import is_denied
from nlu.turn.words.cues.finder import Finder, has, is_short, when_short
from nlu.turn.words.goods.described.colours import find_part_colour

_LOWER_MOQ = re.compile(
    r"\b(low(er|est)?|small(er|est)?|less|min\w* smaller) (moq|minimum|min)\b|\b(moq|minimum)\b.{0,20}\b(low(er)?|small(er)?|less)\b"
    r"|\b(?:anyone|anybody|any|who|someone)\b.{0,24}\b(?:less|fewer|smaller|this small|so small|so few|this few)\b(?! expensive)"
    r"|起[订訂批]量?.{0,6}(低|(?<!多)少|小)|(低|少|小).{0,4}起[订訂批]|少一?[点些]也?(?:肯|可以|能|行|得)|最[低少小].{0,2}(?:起?[订訂]|批)[货貨单單]?量|(?:肯|能|愿意|接).{0,3}(?:小单|少量|小批量|散单)",
    re.I,
)
SORTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("moq", _LOWER_MOQ),
    (
        "price",
        re.compile(
            r"\b(cheap\w*|low(er|est)? (price|cost)\w*|less expensive|too expensive|best price|by price|budget|cost less)\b"
            r"|便宜|低价|低價|最低|太贵|太貴|价格低|按价格|实惠|平[啲點点]|抵啲|貴咗|贵咗",
            re.I,
        ),
    ),
    (
        "rating",
        re.compile(
            r"\b(best rated|better rat\w+|top rated|highest rat\w+|by rating|best review\w*|(?:more|most|very)? ?reliable|trustworthy)\b|评分|評分|评价最?好|口碑",
            re.I,
        ),
    ),
    (
        "lead_time",
        re.compile(
            r"\b(fast(er|est)?|quick(er|est|ly)?|soon(er|est)?|shorter|by lead time)\b|更快|最快|交期.{0,4}[短快]|[短快].{0,3}交期|按交期|快一点|快点",
            re.I,
        ),
    ),
)
_TOO_MANY = (
    r"\b(?:too (?:many|much|high|big)|(?:is|are|its|it's) (?:many|much|a lot))\b(?! (?:money|expensive|time|work|talk|question|text|info|detail|email|message|result))(?!.{0,12}\b(?:price|cost|dollar|usd|rmb)\b)"
    r"|起[订訂批](?:量)?(?:这么|那么|這麼|咁|太)?[多高](?![少大几幾])|(?:太多|多[了咗]点|用不了|用不完|用唔晒|卖不完|賣不完|賣唔晒|卖不掉|[哪邊边][里裡度]?用得[了到着])"
)
"""Matches words that call a number, such as the minimum order, too large for the writer."""
_DAYS = re.compile(
    r"(?:\b(?:under|within|in|less than|below|max(?:imum)?|at most|up to|not more than|no more than|faster than|shorter than)\s|<\s?|≤\s?|不超过|少于|小于|最多|低于)"
    r"\s*(?:the next )?(?P<before>\d{1,3}|one|two|three|four|five|six|seven|eight|ten|[一两三四五六七八九十]{1,3})\s*-?(?P<unit>days?|weeks?|天|日|周|个?星期|个?礼拜)|(?P<after>\d{1,3}|[一两二三四五六七八九十]{1,3})(?P<zh>天|日|周|个?星期|个?礼拜)(?:以内|之内|以下|内|能)",
    re.I,
)
_QUICKER = re.compile(
    r"\b(?:quicker|faster|sooner|shorter)\s(?:lead time\s)?than\s(?P<en>\d{1,3})\s?(?P<en_unit>days?|weeks?)(?![a-z])"
    r"|比\s?(?P<zh>\d{1,3})\s?(?P<zh_unit>天|周|个?星期|个?礼拜)(?:更|还)?[快短]",
    re.I,
)
"""Matches a lead time that shall be shorter than this one: "anyone quicker than 19 days?", 有没有比19天快的."""
_LEAD_TIME = re.compile(
    r"\b(lead|production|making|made|delivery|ready|turnaround|(?:get|have|need) (?:it|them|these|those|one|some)? ?(?:with)?in)\b|交期|交货|生产|工期|货期|出货|能交|要交|得交|交到|做好|做完",
    re.I,
)
_ATTRIBUTE_FILLERS = re.compile(
    r"\bhm+\b|\b(only|just|it|please|pls|plz|ones?|the|a|an|in|with|for|any|some|do you have|have you got|i want|i need|show me|what about|how about|and|or"
    r"|(?:the )?same|but|as well|instead|rather|please|(?<=\s)(?:sizes?|styles?|types?|kinds?|versions?|models?))\b"
    r"|\bnot \S+\s*$|(?:不要|唔要)[^，,\s]{1,6}的?$"
    r"|只要|仅|想要|想|要|有没有|有冇|有|的|嘅|吗|嗎|呢|款|那|请|换成|換成|来点|看看|一样|一樣|同样|同樣|不过|不過|但是?|就好|就行|就得|即可|就可以|[?？!！.。,，]",
    re.I,
)
_LEADS_TO_ATTRIBUTE = re.compile(r"^(?:(?:and|or|but|so|ok|hmm)\b[\s,]*)*(?:what about|how about|what if)\b", re.I)
_ATTRIBUTE_WORDS = 3
_ATTRIBUTE_HAN = 6
_NOT_ATTRIBUTES = re.compile(
    r"\b(find|search|look\w*|suppl\w+|factor\w+|manufactur\w+|products?|goods|items?|orders?|quot\w+|prices?|person|agent|human|help|more|status|requests?|shops?|stores?|boutiques?|start-?ups?|inquir\w+|enquir\w+|rfqs?|number|add|include|including|too|dear|sir|madam|friends?|boss|team|morning|afternoon|evening"
    r"|how|when|where|who|which|until|that|this|these|those|they|them|you|your|we|us|our|my|me|is|are|was|does|did|can|will)\b"
    r"|老板|老闆|早上|上午|下午|晚上|找|供应商|供應商|工厂|厂家|产品|产地|货|小店|店铺|我店|订单|报价|询价|价|样品|发票|客服|人工|帮|你|您|我|他们|她们|谁|誰|怎|多少|几|幾|哪|多久|这|這"
    r"|^(?:yes|no|sorry|as i|hang on|hold on|wait|ok|okay|thanks?|thx|hi|hello|bye|cool|good|great|nice|sure|fine|hmm+|maybe|what|why|who|help|stop|cancel|back|first|last|best)\b"
    r"|\b(?:went|gone|going|goes|gets?|got) (?:up|down|dearer|cheaper|more expensive)\b|涨了|涨价|漲價|上涨|跌了|降价了"
    r"|^(好|是|对|不|嗯|哦|算了|要不|最好$|谢谢|你好|再见|行|可以|什么|为什么|人工|客服)",
    re.I,
)
_AND = re.compile(r"\sand\s")
_CLAUSES = str.maketrans(dict.fromkeys(",，.。;；!！?？", "\n"))
_SELLERS = (
    r"(?:suppliers?|factor(?:y|ies)|manufacturers?|producers?|makers?|sellers?|vendors?|exporters?|compan(?:y|ies))"
)
_SEEKS = re.compile(
    rf"\b(?:need|want|find|looking for|look for|search(?:ing)? for|seek\w*|get|recommend|any)\b(?: [\w-]+){{0,3}} {_SELLERS}\b|[找求搵][个個]?.{{0,8}}(?:供应商|供應商|厂家|廠家|工厂|工廠)",
    re.I,
)
_BECOMES = re.compile(r"\b(?:becom\w+|be an?|being|as an?|register|join|sell|open a)\b|成为|入驻|注册|开店|加入", re.I)
_VERIFIED_SELLERS = re.compile(
    rf"\b(?:verified|audited|vetted|trusted)\b(?: [\w-]+){{0,3}} {_SELLERS}\b"
    rf"|\b{_SELLERS},? (?:(?!not\b|[a-z]+n't\b)[a-z]+ ){{0,4}}(?:verified|audited|vetted)\b"
    r"|已(?:经|經)?(?:核实|核實|验证|驗證|认证|認證)|(?:核实|核實|验证|驗證)(?:过|過)的"
    r"|(?:核实|核實|验证|驗證)的?(?:供应商|供應商|厂家|廠家|工厂|工廠|商家|卖家|賣家|企业|企業)",
    re.I,
)
"""Matches words that ask for verified suppliers, in texts of any length."""
_FACTORIES = re.compile(
    r"\b(?:factor(?:y|ies)|manufacturers?|producers?|makers?)(?: direct)?(?: ones)? only(?=\s*(?:$|[,.;!?])|\s(?:please|pls|and|with|from|in|under)\b)"
    r"|\b(?:only|just) (?:\w+ ){0,2}(?:factor(?:y|ies)|manufacturers?|producers?)\b|\bdirect(?:ly)? (?:from )?(?:the )?(?:factor|manufactur)\w+"
    r"|\bno (?:trad(?:ers?|ing compan\w+)|middle ?m[ae]n|agents?)\b"
    r"|(?:只|仅|僅)[要看找限跟和与]?.{0,3}(?:工厂|工廠|厂家|廠家|生产商|生產商)|(?:工厂|工廠|厂家|廠家)直[销銷供]|源[头頭](?:工厂|工廠|厂家|廠家)"
    r"|(?:不要|不找|不跟)(?:贸易|貿易|中[间間])|(?:贸易(?:公司|商)?|貿易(?:公司|商)?|中[间間]商)的?(?:都|就|先|那[家个種种])?(?:不要|别要|排除|去掉|不看|唔要)",
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
_ANY_RATING = re.compile(
    r"\b(?:ones?|suppliers?|sellers?|someone|somebody|those|factory|factories) (?:that |who |which )?(?:has|have|with|having|is|are) (?:(?:a |any |some )?(?:ratings?|reviews)(?! (?:of|above|over))|rated(?! [a-z\d]))"
    r"|(?<!没)(?<!沒)有(?:评分|評分|评价|評價)(?:的|嘅)(?![吗嗎么嘛])",
    re.I,
)


def find_max_days(text: str) -> int | None:
    """Returns the longest lead time, in days, that the words allow: "lead time under 25 days", 交期20天以内."""
    if quicker := _QUICKER.search(text):
        unit = str(quicker["en_unit"] or quicker["zh_unit"])
        return max(int(quicker["en"] or quicker["zh"]) * (1 if unit[0] in "dD天" else 7) - 1, 0) or None
    found = _DAYS.search(text) if is_short(text) and _LEAD_TIME.search(text) else None
    if found is None:
        return None
    said, unit = found["before"] or found["after"], found["unit"] or found["zh"]
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    number = int(said) if said.isdecimal() else words.index(said.lower()) + 1 if said.isascii() else _han_number(said)
    return number * (1 if unit[0] in "dD天日" else 7) or None


def _han_number(said: str) -> int:
    """Returns the number that a Chinese numeral from 一 to 九十九 means."""
    tens, ten, ones = said.replace("两", "二").rpartition("十")
    digits = "一二三四五六七八九"
    return (digits.find(tens) + 1 or 1 if ten else 0) * 10 + (digits.find(ones) + 1 if ones else 0)


_BUDGET = re.compile(
    r"\bbudget\b|\b(?:i|we)(?: only)? (?:have|got|can spend)(?: only)?(?: like| about| around)?\s[$€£]?\d|\bin total\b|\baltogether\b|预算|預算|总共|一共|手头|手頭",
    re.I,
)
_OF_EACH = re.compile(
    r"\b(?:each|apiece|(?:a|per) (?:piece|pc|unit|set|pair|item|box|carton))\b|(?:每|一)[组組块塊片套件个個只隻双雙条條箱台盒张張把瓶]",
    re.I,
)


def find_attribute(text: str) -> str | None:
    """Returns the property of goods that a short text names, such as "220 gsm" for "220 gsm only"; None if the text
    says anything else."""
    text = _LEADS_TO_ATTRIBUTE.sub("", text.strip())
    said = " ".join(_ATTRIBUTE_FILLERS.sub(" ", text).split())
    if not is_short(text) or _NOT_ATTRIBUTES.search(said):
        return None
    long = len(said) > _ATTRIBUTE_HAN if re.search(r"[\u3400-\u9fff]", said) else len(said.split()) > _ATTRIBUTE_WORDS
    return None if long or said.isdecimal() or (said.isascii() and len(said) < 2) else said or None


def find_attribute_clauses(text: str) -> list[str]:
    """Returns the clauses of the text that name a property of goods and nothing else: "do you have black ones" in "forget that, do you
    have black ones?"."""
    return [
        clause for clause in text.translate(_CLAUSES).split("\n") if find_attribute(clause) and not is_assent(clause)
    ]


def find_attribute_parts(text: str) -> list[str]:
    """Returns the same clauses, divided at "and" as well: "armrest adjustable" in "95 and armrest adjustable"."""
    return [
        part
        for clause in text.translate(_CLAUSES).split("\n")
        for part in _AND.split(clause)
        if find_attribute(part) and not is_assent(part)  # "cif. and send"
    ]


def find_sort(text: str) -> str | None:
    """Returns the figure by which the results are to be sorted: "cheaper" means `price`."""
    if not is_short(text):
        return None
    found = ((sort, pattern.search(text)) for sort, pattern in SORTS)
    return next((sort for sort, said in found if said and not is_denied(text, said.start())), None)


def names_verified_sellers(text: str) -> bool:
    """Returns whether the words ask for verified suppliers: "verified suppliers of tomato paste", 已核实的番茄酱供应商."""
    return _is_wanted(_VERIFIED_SELLERS, text)


def names_factories(text: str) -> bool:
    """Returns whether the words ask for factories instead of trading companies: "factories only", 只要工厂."""
    return _is_wanted(_FACTORIES, text)


def _is_wanted(condition: re.Pattern[str], text: str) -> bool:
    found = condition.search(text)
    return found is not None and not is_denied(text, found.start())


def seeks_supplier(text: str) -> bool:
    """Returns whether the words look for a supplier, as "need supplier" does and "want to be a supplier" does not."""
    return is_short(text) and _SEEKS.search(text) is not None and _BECOMES.search(text) is None


def find_min_rating(text: str) -> float | None:
    """Returns the lowest rating of a supplier, from 1 to 5, that the words allow: "above 4.5 stars", 评分4.5以上. Words
    that want any rating at all allow the lowest: "one that has a rating"."""
    found = _RATING.search(text)
    if found is None:
        return 1.0 if _ANY_RATING.search(text) else None
    return next(float(said) for said in found.groups() if said)


FINDERS: dict[str, Finder] = {
    "wants_more": when_short(
        has(
            r"\b((?<!how much )(?<!how many )more|next|others?(?! one\b)|else|any ?more|another)\b|更多|还有|還有|下一页|下一頁|换一批|換一批|其[他它](?!的?(?:都|条件|條件|要求|也)?(?:照[旧舊]|不[变變]|一[样樣]|不[动動改]|同[样樣]))|别的|別的|再来|再看"
        )
    ),
    # The words ask for certified goods in general. A certificate that is named is an entity.
    "wants_certified": when_short(
        has(
            r"\b(certified|with (a )?certificat\w+|have certificat\w+|certificat\w+ only)\b|(有|带|要)(认证|證書|证书|認證)"
        )
    ),
    "max_days": find_max_days,
    "attribute": find_attribute,
    "attribute_clauses": find_attribute_clauses,
    "attribute_parts": find_attribute_parts,
    "sort": find_sort,
    # The words call an amount of money what the contact can spend in all, so that it is no price of one piece.
    "speaks_of_budget": lambda text: _BUDGET.search(text) is not None and _OF_EACH.search(text) is None,
    # The words name a variant of goods, such as a colour or a size.
    "names_variant": has(
        r"\b(?:red|blue|green|yellow|black|white|gr[ae]y|brown|pink|purple|orange|beige|navy|gold(?:en)?|silver|transparent|colou?rs?|sizes?|"
        r"materials?|models?|versions?|patterns?|designs?)\b|[红蓝绿黄黑白灰棕粉紫橙金银]色|[紅藍綠黃]色|颜色|顏色|尺寸|尺码|款式|型号|材质|花色|图案"
    ),
    # The colour, if the words name nothing else for a part of the goods: "half of them in dark blue".
    "part_colour": when_short(find_part_colour),
    # The words exchange goods, or a part of them, for others: "swap 50 of the red for blue". A number in such words is
    # not the quantity of the whole.
    "swaps_goods": has(
        r"\b(?:swap|exchange|replace|substitute|switch)\b|\binstead of\b|\b(?:some|half|part|\d+) of (?:the|them)\b"
        r"|换成|換成|调换|調換|替换|改为.{0,6}色|改成.{0,6}色|其中"
    ),
    # The words call a quantity too large: "1000 is many for me", 100组太多了.
    "finds_too_many": has(_TOO_MANY),
    "wants_verified": when_short(
        has(
            r"\b(verified|certified suppliers?|audited|trusted)\b|认证过的|通过了?(?:认证|認證|审核|審核|验厂|驗廠)|验证|驗證|核实|核實|已认证|认证供应商|靠谱"
        )
    ),
    "names_verified_sellers": names_verified_sellers,
    "names_factories": names_factories,
    "min_rating": find_min_rating,
    "seeks_supplier": seeks_supplier,
    # The words are about the sellers and not about their goods.
    "speaks_of_sellers": has(
        rf"\b{_SELLERS}\b|\b(?:rat\w+|reviews?|certif\w+|verified|licen[cs]e\w*|profile|who|they|them|their|old|founded|trust\w*)\b"
        r"|家|供应商|供應商|厂商|廠商|公司|工厂|工廠|评分|評分|评价|評價|资质|資質|证书|證書|认证|認證|靠谱|规模|規模|成立"
    ),
}
