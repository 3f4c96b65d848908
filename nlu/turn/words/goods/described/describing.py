"""Finds words that describe the goods on the screen without naming them: "the glass ones", 红薯的那种呢, "nothing with
plastic", "or bears". Imports nothing of Rasa.

Whether the words describe any goods at all is not known here: the actions compare them with the catalogue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nlu.understanding.text.clauses import find_clauses
from nlu.understanding.text.writing import folded

_CLAUSE = re.compile(r"(?:[^,，;；。!！?？\n.]|(?<=\d)[.,](?=\d))+")
_LONGEST_EN, _LONGEST_HAN = 24, 6
_MOST = 4
_LEADS = (
    r"(?:(?:and|or|but|so|ok|okay|hmm|no|nah|yes|then|well|also|maybe|just|only|rather|please|pls|what about|how about|do you have|have you got|are there"
    r"|is there|got|show me|i want|i need|we want|we need|i prefer|preferably|ideally|best|better|any|some|let me see|what|if possible)\s)*"
)
_TAIL = r"(?:\s(?:please|pls|too|as well|instead|only|then|tho|though|thanks|ok|available|if possible|if there (?:is|are)(?: any)?|at all|either|if any))*"
_X = rf"(?P<x>[a-z0-9][a-z0-9'/ -]{{1,{_LONGEST_EN}}}?)"
_PUTS = r"(?:with|w/?|in|made of|made from|made out of|for|containing|that have|that has|having)"
_DESCRIBES_EN = (
    re.compile(rf"^{_LEADS}(?:(?:the|those|these)\s)?{_X}\s(?:ones|kind|type|sort|version|variety|style){_TAIL}$"),
    re.compile(
        rf"^{_LEADS}(?:(?:the\s|those\s|these\s)?(?:ones?\s|something\s|anything\s))?{_PUTS}\s(?:an?\s|the\s)?{_X}{_TAIL}$"
    ),
)
_RULES_OUT_EN = (
    re.compile(
        rf"^{_LEADS}(?:not|no|nothing|none|without|avoid|skip|except|anything but|everything but|(?:i|we) (?:don't|do not|dont) (?:want|need|like))\s"
        rf"(?:(?:the|those|these|any|anything|ones?)\s)*(?:{_PUTS}\s)?(?:an?\s|the\s|any\s)?{_X}(?:\s(?:ones|kind|type|sort|stuff|in it|in them))?{_TAIL}$"
    ),
    re.compile(
        rf"^{_LEADS}(?:the\s|those\s)?{_X}\s(?:ones?|type|kind)\s(?:(?:i|we)\s(?:don't|do not|dont)\s(?:want|need|like)|not|no){_TAIL}$"
    ),
)
_ADDS_EN = re.compile(rf"^(?:or|and also|or else|or maybe|or rather)\s(?:the\s|some\s)?{_X}{_TAIL}$")
_NO_PROPERTY_EN = re.compile(
    r"\b(?:which|who|what|these|those|other|others|same|new|first|second|third|fourth|fifth|last|latter|former|right|wrong|both|cheap\w*|best|better|good"
    r"|fast\w*|quick\w*|near\w*|verified|certified|expensive|dear\w*|me|us|you|your|it|them|they|i|we|this|that|here|there|more|less|much|many|price\w*|order"
    r"|quot\w*|delivery|shipping|moq|minimum|sample\w*|supplier\w*|factor\w*|trad\w+|seller\w*|compan\w+|one|two|three|now|time|all|sure|problem|idea|thanks|need"
    r"|worr\w+|interest\w*|rush|hurry|deal|way|bother|work|matter|certificat\w*|rating\w*|review\w*|stars?|days?|weeks?|months?|example|instance|money|yet|question\w*"
    r"|person|human|answer\w*|fine|okay|ok|great|nice|whatever|any\w*|some\w*|no|not|is|are|be|can|do|does|will|ask\w*|send\w*|tell\w*|go|get|details?)\b"
)
_LEAD_ZH = (
    r"(?:那么|那|也|还有|還有|或者|还是|就|只要|只|想要|我要|我想要|要|来点|来|有没有|有沒有|有冇|有无|有|换成|換成|换|換|改成|看看|看下|看一下|最好是|最好|是|带|帶|最好带"
    r"|要带|要帶|我们要|给我看看|再看看|先看|先|哦|嗯|好)*"
)
_TAIL_ZH = (
    r"(?:那种|那種|那款|那些|那个|那類|𠮶款|𠮶種|𠮶啲|𠮶隻|款|种|类|的|嘅|呢|吧|吗|嗎|么|呀|啊|啦|有没有|有沒有|有冇|有吗|有嗎|也看看|也要看|看看|看下|看一下|就行|就得|就好|就可以|即可|优先|優先"
    r"|最好|也行|也可以|都行|都得|都可以|哦|喔|噢|哈)*"
)
_X_ZH = rf"(?P<x>[\u4e00-\u9fffa-z0-9]{{1,{_LONGEST_HAN}}}?)"
_DESCRIBES_ZH = (
    re.compile(rf"^{_LEAD_ZH}{_X_ZH}(?:做|制|製)?(?:的|嘅|那种|那種|𠮶種|𠮶款|那款|款){_TAIL_ZH}$"),
    re.compile(rf"^(?:要|最好|有没有|有沒有|有冇|能不能)?(?:带|帶){_X_ZH}{_TAIL_ZH}$"),
)
_RULES_OUT_ZH = (
    re.compile(
        rf"^(?:我|我们|但|但是|可是|就是|千万|[\u4e00-\u9fff]{{2,6}}?)?(?:不要|唔要|别要|別要|不想要|不带|不帶|不含|唔好|除了|除咗|排除|去掉|剔除|避开)(?:带|帶|含|有)?{_X_ZH}"
        r"(?:风格|風格|材质|材質)?(?:的|嘅|那种|那種|𠮶種|𠮶啲|那些|款|之类|之外|以外|其他都行|都行|有吗|有嗎|有没有|有冇|吗|嗎|呢|吧|啊|哦|啦|呀|喔|噢|了|哈)*$"
    ),
    re.compile(
        rf"^{_X_ZH}(?:的|嘅|那种|那款|款)?(?:我们?|都|就|先|也|暂时)*(?:不要|唔要|別要|别要)(?:的|了|啊|哦|啦|呀|喔|噢|哈)*$"
    ),
)
_ADDS_ZH = (
    re.compile(rf"^(?:或者|或|还有|還有)(?:是)?{_X_ZH}(?:也|都)?(?:行|可以|得|看看|要)?(?:吧|呢|啊)?$"),
    re.compile(rf"^{_X_ZH}(?:也|都)(?:行|可以|得|看看|看一下|要)(?:吧|呢|啊)?$"),
)
_NO_PROPERTY_ZH = re.compile(
    r"^[吗嗎呢吧啊呀么了哦啦喔噢哈]+$|[啲點点些]$|真(?![皮丝絲木铜銅])|好(?![看吃闻聞洗用])|送(?:到|货|貨|去)|[你您我咱他她它俺佢这那哪此谁啥什甚多少几幾第最更太很价價钱錢贵貴便宜快慢近远交期起订訂厂廠商家公司评評星认認证證核实實假对對错錯别別其他它另一样樣刚剛才之前"
    r"买買卖賣发發运運寄货貨单單样品报報问問说說行可以能会會想看找去来來做给給开開关關没沒无無个個]"
)


@dataclass(frozen=True)
class Described:
    """Holds the description that a message gives of the goods on the screen: properties that the goods shall have
    (`wanted`) or shall not have (`unwanted`), and names of goods that would do as well (`also`)."""

    wanted: list[str] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)
    also: list[str] = field(default_factory=list)


def find_described(text: str) -> Described:
    """Returns the words with which the clauses of the raw text describe goods that they do not name."""
    plain = folded(text).replace("’", "'")
    if len(plain) != len(text):
        return Described()
    found = Described()
    for start, end in (_trim(plain, *clause) for clause in find_clauses(plain, _CLAUSE)):
        clause = plain[start:end]
        for patterns, into in (
            ((*_RULES_OUT_EN, *_RULES_OUT_ZH), found.unwanted),
            ((_ADDS_EN,), found.also),
            ((*_DESCRIBES_EN, *_DESCRIBES_ZH), found.wanted),
            (_ADDS_ZH, found.also),
        ):
            matched = [each for pattern in patterns if (each := pattern.match(clause))]
            if not matched:
                continue
            said = next((each for each in matched if not is_no_property(each["x"].strip())), None)
            if said is not None and len(into) < _MOST:
                into.append(text[start + said.start("x") : start + said.end("x")].strip())
            break
    return found


def is_no_property(words: str) -> bool:
    """Returns whether the words cannot describe goods: "which", "cheaper", 便宜."""
    return _NO_PROPERTY_EN.search(words) is not None or _NO_PROPERTY_ZH.search(words) is not None or words.isdecimal()


def _trim(plain: str, start: int, end: int) -> tuple[int, int]:
    words = plain[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())
