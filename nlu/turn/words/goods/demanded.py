"""Finds the properties that a message demands of the goods that it names: the "compostable" and the "lids" of "coffee cups
with lids, compostable", 礼盒 of 茶具礼盒. Imports nothing of Rasa.

Whether any goods are listed with such words is not known here: the actions compare them with the listings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nlu.turn.words.goods.described.describing import is_no_property
from nlu.understanding.text.writing import folded

_BY_ENDING = re.compile(
    r"\b(?:[a-z]{4,}(?:able|ible)|[a-z]{3,}-?proof|[a-z]{3,}-(?:free|resistant|repellent|friendly|safe|coated|lined)"
    r"|(?:bpa|lead|sugar|gluten|latex|nickel|phthalate) free)(?![a-z-])"
)
"""Matches adjectives that describe goods by their ending: "compostable", "waterproof", "BPA-free"."""
_OF_NO_GOODS = re.compile(
    r"^(?:available|possible|impossible|suitable|unsuitable|reasonable|affordable|acceptable|comfortable|reliable|capable"
    r"|responsible|payable|negotiable|profitable|probable|preferable|favourable|favorable|enable|unable|vegetable|visible"
    r"|eligible|flexible|sensible|terrible|horrible|incredible|applicable|comparable|considerable|refundable"
    r"|claimable|valuable|remarkable|desirable|liable|workable|doable|feasible|compatible|accountable|unavailable"
    r"|traceable|answerable|constable|timetable|usable|duty-free|tax-free|vat-free|toll-free|trouble-free|risk-free"
    r"|hassle-free|user-friendly|fail-safe)$"
)
_WITH_EN = re.compile(
    r"\b(?:with|having|incl|including)\s(?:an?\s|the\s|their\s|its\s)?(?P<x>[a-z][a-z-]{2,15}(?:\s(?!(?:please|pls|for|and|any|if)\b)[a-z][a-z-]{2,12})?)"
    r"(?=\s*(?:$|[,.;!?]|and\b|for\b|please\b|pls\b))"
)
_ALONE_EN = re.compile(r"(?:^|[,;.])\s*(?P<x>[a-z][a-z0-9-]{2,15}|[a-z]{2,5}[\s-][a-z0-9])\s*(?=$|[,;.!?])")
_BEFORE_EN = re.compile(r"(?P<x>[a-z][a-z-]{3,15})\s$")
_WITH_ZH = re.compile(r"(?:带|帶|配(?![件套送合]))(?P<x>[\u4e00-\u9fffa-z0-9]{1,5}?)(?=的|[,，。;；!！?？\s]|$)")
_KIND_ZH = re.compile(
    r"(?:^|[,，。;；\s要])(?P<x>(?:可(?![以能否不靠是行接选選惜])|[防耐抗])[\u4e00-\u9fff]{1,3}?)(?=的|[,，。;；!！?？\s]|$)"
)
"""Matches properties by their first character: 可降解, 防水, 耐高温."""
_OF_A_KIND = re.compile(r"[可防耐抗][\u4e00-\u9fff]{1,3}$")
_BEHIND_ZH = re.compile(r"(?P<x>[\u4e00-\u9fff]{2,3}?)(?=$|[,，。;；!！?？\s]|有|的|多少|怎么|\d)")
_NO_PROPERTY = re.compile(
    r"\b(?:help|hello|hi|hey|dear|regards|sir|madam|team|please|thanks|thank|cheers|yes|yeah|okay|sorry|also|maybe|plain|want|wants|need|needs|buy|buying|sell|sells|selling|source|sourcing|import|importing|export|find|look|looking"
    r"|search|searching|seek|seeking|have|has|make|makes|making|made|offer|offers|show|give|send|provide|supply|supplies|stock|carry|produce|producing|get"
    r"|quality|decent|nice|normal|ordinary|regular|usual|standard|simple|basic|good|great|best|cheap|cheaper|cheapest|several|various|different|more|such|about|around|roughly|approx|from|with|your|our|their|kinds?|types?|pcs|pieces?|sets?|pairs?"
    r"|boxes|cartons|units|bulk|wholesale|urgent|asap|quickly|soon|today|tomorrow|china|chinese|logos?|brand\w*|print\w*|custom\w*|label\w*|quotations?|quotes?|shop|store|company|export|port|delivery|options?)\b"
)
_MOST = 4


def find_demanded(entities: Sequence[Mapping[str, Any]], text: str) -> tuple[list[str], list[str]]:
    """Returns the words that demand a property of the named goods, and further words beside the goods that may do so;
    two empty lists if the message names no goods, or several."""
    plain = folded(text).replace("’", "'")
    spans = [(int(each["start"]), int(each["end"])) for each in entities if "start" in each and "end" in each]
    goods = [each for each in entities if each.get("entity") == "product" and "start" in each and "end" in each]
    if len(goods) != 1 or len(plain) != len(text):
        return [], []
    start, end = int(goods[0]["start"]), int(goods[0]["end"])

    def choose(found: Iterator[tuple[int, int]]) -> list[str]:
        own = [span for span in found if not any(span[0] < to and at < span[1] for at, to in spans)]
        words = dict.fromkeys(text[slice(*span)] for span in own if not says_nothing(plain[slice(*span)]))
        return list(words)[:_MOST]

    surely = choose(_find_surely(plain))
    beside = choose(_find_beside(plain, start, end))
    return surely, [words for words in beside if words not in surely]


def _find_surely(plain: str) -> Iterator[tuple[int, int]]:
    yield from (each.span() for each in _BY_ENDING.finditer(plain) if not _OF_NO_GOODS.match(each[0]))
    for pattern in (_WITH_EN, _WITH_ZH, _KIND_ZH):
        yield from (each.span("x") for each in pattern.finditer(plain))


def _find_beside(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yields the places of the word before the goods, of the Chinese words right behind them, and of short clauses."""
    if before := _BEFORE_EN.search(plain[:start]):
        yield before.span("x")
    if behind := _BEHIND_ZH.match(plain, end):
        yield behind.span("x")
    yield from (each.span("x") for each in _ALONE_EN.finditer(plain))


def says_nothing(words: str) -> bool:
    """Returns whether the folded words neither name nor describe goods: "please", "simple"."""
    if _OF_A_KIND.match(words):
        return False
    return is_no_property(words) or _NO_PROPERTY.search(words) is not None
