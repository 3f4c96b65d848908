"""Recognises words about the writer's own company, such as where it is and what it deals in. They do not say what the
writer wants. Imports nothing of Rasa."""

from __future__ import annotations

import re

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
_OPENS = re.compile(
    r"\b(?:open(?:ing|ed)?|run(?:ning)?|own(?:ing)?|start(?:ing|ed)?|have|has|got|manag(?:e|ing))\b|开|開|经营", re.I
)
_DEALS_IN = re.compile(r"(?:是|专门|專門|主要|一直)?(?:做|卖|賣|搞|经营|經營)$")
_MAKES = re.compile(
    r"\b(?:i|we)\s(?:also\s|just\s|only\s)?(?:make|bake|brew|cook|produce|manufacture|grow|sell|resell|export)\s$", re.I
)
"""Matches words before goods that the writer makes or sells: "I make biscuits and need walnuts"."""
_LONGEST_OWN_PLACE = 64
_BEFORE_OWN_PLACE = (" in ", " at ", "from ", "near ", "在", "喺")
"""The words that may end a match of `_OWN_PLACE`. They are checked first, which is fast and rules out most places."""


_PROJECT = re.compile(
    r"(?:市|那边|这边)?(?:的|有)?(?:一?[个間间家处])?[\u4e00-\u9fff]{0,2}(?:项目|項目|工地|工程|酒店|民宿|楼盘|门店|分店|新店|餐厅|学校|医院|客户|客戶)"
)
"""Matches words behind a place that make it a place where the goods are used: 南通一个酒店项目."""


def is_own_place(text: str, start: int, end: int = 0) -> bool:
    """Returns whether the place from `start` to `end` is where the writer is, and not where goods come from: "we have
    a small shop in Dali", 我们在大理开了个民宿, 南通一个酒店项目."""
    if end and _PROJECT.match(text, end):
        return True
    if not text[max(start - 5, 0) : start].lower().endswith(_BEFORE_OWN_PLACE):
        return False
    return _OWN_PLACE.search(text, max(start - _LONGEST_OWN_PLACE, 0), start) is not None


def is_own_business(text: str, start: int, end: int) -> bool:
    """Returns whether the goods from `start` to `end` say what kind of company the writer has, as in "we run a
    furniture store" or 我们是做家具的, and are no goods that the writer wants."""
    if _MAKES.search(text, max(start - _LONGEST_OWN_PLACE, 0), start):
        return _WANTS.search(text, end) is not None
    clause = max((found.end() for found in _CLAUSE_END.finditer(text, 0, start)), default=0)
    beginning = max((found.end() for found in _WE.finditer(text, clause, start)), default=-1)
    opens = _OPENS.search(text, clause, start) is not None and _SHOP.match(text, end) is not None
    if opens and not _WANTS.search(text, clause, start):
        return True  # "im opening a second coffee shop"
    if beginning < 0 or _WANTS.search(text, beginning, start):
        return False
    is_shop = _SHOP.match(text, end) or _SHOP_ITSELF.search(text, start, end)
    return bool(is_shop) or (_DEALS_IN.search(text, beginning, start) is not None and text[end : end + 1] == "的")
