"""Recognises what the words rule out or correct, and what says where or what the writer is instead of what is wanted."""

from __future__ import annotations

import re
from functools import lru_cache

from actions.cues.brief import is_short

_CORRECTS = re.compile(
    r"^\s*(?:sorry[\s,]+)?(?:actually|correction)[\s,:]+\d|(?:刚才|刚刚|前面|上面)?(?:说错|講錯|讲错|写错|打错|報錯|报错)(?:了|啦)"
    r"|^\s*(no+|nope|nah|sorry|wait|oops)\b[\s,.!…-]+(i (meant?|said|asked|want|need)|not\b|it'?s\b|\d|to \w+,? not\b)"
    r"|\bi (meant|was asking|asked (about|for))\b|\bi mean,?\s+\w|\b(that'?s|it'?s|that is) not what i\b"
    r"|\byou (misunderstood|got (me|it|that) wrong)\b|^[^,.!?]{1,30},? not \S+\s*$"
    r"|^\s*(不是|唔係|唔系)([，,。\s]|.{1,12}[，,\s]*(而?是|係))|^\s*(不对|不對|错了|錯了|搞错|搞錯|弄错|弄錯)"
    r"|我(的意思)?是[说說]|我[说說]的是|我[问問]的是|我係[话話]|理解[错錯]|你没(听|看)懂|你沒(聽|看)懂",
    re.I,
)
_NEGATION = re.compile(
    r"(\b(not|isn'?t|(?:do not|don'?t) (?:want|need|like|do)|instead of|rather than|no longer|without|except|excluding|nothing|none|no more|nobody|anywhere but)"
    r"( the| for| to| in| from| of| anything from| anyone from){0,3}"
    r"|(不是|不要|而非|并非|唔係|唔系|唔要|除了|除咗|除了?去|除开|排除|剔除|去掉|不考虑|别给我|别列)(发到|發到|发往|寄到|送到|运到|到|去|要)?)\s*$",
    re.I,
)
_NEGATES = re.compile(
    r"\b(?:not|isn|don|dont|instead|rather|no|without|except|excluding|nothing|none|nobody|anywhere|out|too)\b|n'?t\b"
    r"|太低|不|非|唔|除|排|剔|去掉|别|別|以外|之外",
    re.I,
)
_RULED_OUT_AFTER = re.compile(
    r"\s{0,3}(?:的|那边的|那邊的|地区的?|地區的?)?(?:都|就)?(?:以外|之外|不要|唔要|唔好|除外|不考虑|不考慮|排除|别要|別要|不行|做不了|做唔到|不做|太低|不够)"
    r"|,? (?:is|are)(?: ruled)? out\b|,? (?:is|are) (?:not enough|(?:much |far )?too (?:low|little))\b|,? (?:won'?t|will not|can'?t|cannot|doesn'?t) (?:do|work)\b",
    re.I,
)
_OWN_PLACE = re.compile(
    r"\b(?:we|i)(?:['’](?:re|m|ve)| are| am| have| had| live| run| own| work| sit| opened| started)\b"
    r"(?![^.,;!?]{0,44}\b(?:look|search|need|want|seek|interested|buy|sourc|find|after)\w*)[^.,;!?]{0,44}\b(?:in|at|from|near) $"
    r"|(?:我|我们|我們|我哋|咱们?|俺|本店|本公司)(?![^，。！？,;；\s]{0,14}(?:找|买|買|要|采购|採購|搵))[^，。！？,;；\s]{0,14}[在喺]$",
    re.I,
)
_CLAUSE_END = re.compile(r"[,.;!?，。；！？\n]")
_WE = re.compile(r"\b(?:we|i)(?:['’](?:re|m|ve))?\b|我们|我們|我哋|咱们?|我|本店|本公司", re.I)
_WANTS = re.compile(
    r"\b(?:need|want|look|looking|search\w*|buy|buying|order|seek\w*|find|sourc\w*)\b|找|要|想|买|買|订|訂|搵|求购|采购|採購",
    re.I,
)
_SHOP_WORDS = (
    r"(?:stores?|shops?|boutiques?|retailers?|importers?|distributors?|wholesalers?|dealers?|compan(?:y|ies)|business|brands?|chains?|studios?"
    r"|showrooms?|supermarkets?|markets?)\b"
)
_SHOP = re.compile(
    rf"\s(?:online )?{_SHOP_WORDS}|(?:专卖|專賣|连锁|連鎖|批发|批發|零售)?(?:店|铺|鋪|行|商行|超市|商城|公司|品牌|基地|工作室)",
    re.I,
)
_SHOP_ITSELF = re.compile(rf"\b{_SHOP_WORDS}$|(?:店|铺|鋪|超市|商城|基地|工作室)$", re.I)
_DEALS_IN = re.compile(r"(?:是|专门|專門|主要|一直)?(?:做|卖|賣|搞|经营|經營)$")
_LONGEST_OWN_PLACE = 64
_BEFORE_OWN_PLACE = (" in ", " at ", "from ", "near ", "在", "喺")
"""The words that may end a match of `_OWN_PLACE`. They are checked first, which is fast and rules out most places."""
_LONGEST_NEGATION = 32
"""How many characters before a value are searched for a negation that rules it out."""
_ALTERNATIVES = re.compile(r"\b(?:or|either|any of)\b|或|任一|任意一|之一|择一|擇一|都行|都可以", re.I)
_BEGINS_AGAIN = re.compile(
    r"(?<=\w)[\s,.…-]+(?:no|nope)[\s,]*[-–—,]\s*(?=\S)|[,.;…-]\s*(i mean\b|i meant\b|no wait|wait no|sorry,?\s|rather\s|correction\b)|(?<=[\d\w])[\s,，]*(?:[说說报報写寫讲講][高低错錯多少大小]了|改一下|更正一?下?|打错了|记错了|(?:is|was) (?:wrong|too (?:high|low))|my mistake|scratch that|strike that)[\s,，.。:：]+(?=\S)|[,，。…\s](不对|不對|哦不|啊不|我是[说說]|应该是|應該是)",
    re.I,
)


def names_alternatives(text: str) -> bool:
    """Returns whether one of several things that the words name is enough: "EN 71 or ASTM, either will do"."""
    return _ALTERNATIVES.search(text) is not None


def corrects(text: str) -> bool:
    """Returns whether the words correct how the last message was read: "no, 600 not 500", 不是，我是说…."""
    return is_short(text) and _CORRECTS.search(text) is not None


def is_denied(text: str, start: int, end: int = 0) -> bool:
    """Returns whether the text rules out what stands from `start` to `end`, as it does the 500 in "600 not 500" and in "500, I
    mean 600"."""
    if not _has_negations(text):
        return start <= _find_last_beginning(text)
    if end > start and _RULED_OUT_AFTER.match(text, end):
        return True
    negated = _NEGATION.search(text, max(start - _LONGEST_NEGATION, 0), start) is not None
    return negated or start <= _find_last_beginning(text)


def is_own_place(text: str, start: int) -> bool:
    """Returns whether the place that begins at `start` is where the writer is, and not where goods come from: "we have
    a small shop in Dali", 我们在大理开了个民宿."""
    if not text[max(start - 5, 0) : start].lower().endswith(_BEFORE_OWN_PLACE):
        return False
    return _OWN_PLACE.search(text, max(start - _LONGEST_OWN_PLACE, 0), start) is not None


def is_own_business(text: str, start: int, end: int) -> bool:
    """Returns whether the goods from `start` to `end` say what kind of company the writer has, as in "we run a furniture store"
    or 我们是做家具的, and are not what is wanted."""
    clause = max((found.end() for found in _CLAUSE_END.finditer(text, 0, start)), default=0)
    beginning = max((found.end() for found in _WE.finditer(text, clause, start)), default=-1)
    if beginning < 0 or _WANTS.search(text, beginning, start):
        return False
    is_shop = _SHOP.match(text, end) or _SHOP_ITSELF.search(text, start, end)
    return bool(is_shop) or (_DEALS_IN.search(text, beginning, start) is not None and text[end : end + 1] == "的")


@lru_cache(maxsize=64)
def _has_negations(text: str) -> bool:
    """Returns whether the text contains any word that can rule something out. The result is cached, because the
    function is called for every value in a text."""
    return _NEGATES.search(text) is not None


@lru_cache(maxsize=64)
def _find_last_beginning(text: str) -> int:
    """Returns the position of the last words with which the writer corrects themselves, such as ", I mean"; -1 if there
    are none."""
    return max((found.start() for found in _BEGINS_AGAIN.finditer(text)), default=-1)
