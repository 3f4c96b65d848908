"""Finds bare numbers that the words around them call a price: "the price can go to 14", 单价别超过6, "no more than 11
each". Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nlu.turn.words.figures.figures import find_counted
from nlu.understanding.grammar.numerals import NUMBER, value_of

_UNIT = r"\s?(?:%|percent|pcs|pieces?|pairs?|sets?|units?|cartons?|boxes|tons?|tonnes?|mt|kg|days?|weeks?|months?|stars?|cm|mm|ml|[lw]\b|[个個件套只双雙条條台箱吨噸公斤千克天日周月号號年张張平米把床瓶盒支根]|点[前后])"
_PRICED = (
    re.compile(
        rf"(?<![a-z])(?:price|budget|cost|target|ceiling|pay)(?:\slimit|\srange)?(?![a-z])[^,.;?!\d]{{0,24}}?(?<![a-z])(?:to|at|under|below|than|max(?:imum)?|most|is|exceed|over)\s(?P<n>{NUMBER})(?!\d)(?!{_UNIT})"
    ),
    re.compile(
        rf"(?<![a-z])(?:no(?:t)? more than|under|below|at most|max(?:imum)?|up to|less than|not over|not above)\s(?P<n>{NUMBER})\s(?:each|apiece|a piece|per (?:piece|unit|set|pair|item))(?![a-z])"
    ),
    re.compile(
        rf"(?:单价|單價|价格|價格|价位|價位|价钱|價錢|预算|預算|目标价|目標價)[^,，。；;！!？?\d]{{0,8}}?(?:到|至|过|過|于|於|为|為|是|在|成|最多|最高|要|得)?\s?(?P<n>{NUMBER})(?!\d)(?!{_UNIT})"
    ),
)
_PER_PIECE = re.compile(r"\s?[一每]\s?[\u4e00-\u9fff]")
"""Matches words behind a price that name the one thing it pays for: 7一套."""


def with_prices(parsed: Mapping[str, Any], plain: str) -> list[dict[str, Any]]:
    """Returns the entities of a parse. A bare number that the words call a price becomes a price without a currency,
    unless the parse already has a price."""
    entities = list(parsed.get("entities") or [])
    if any(each.get("entity") == "price" for each in entities):
        return entities
    found = next((each for pattern in _PRICED if (each := pattern.search(plain))), None)
    number = value_of(found["n"]) if found else None
    if found is None or not number:
        return entities
    start, end = found.span("n")
    if find_counted(plain, end) and not _PER_PIECE.match(plain, end):
        return entities  # 价格还一样吗, 价格两家一样吗
    beside = [each for each in entities if start <= int(each.get("start", -1)) < end]
    if any(each.get("entity") != "quantity" or (each.get("value") or {}).get("unit") for each in beside):
        return entities
    price = {"entity": "price", "start": start, "end": end, "value": {"amount": f"{number:f}", "currency": None}}
    kept = [each for each in entities if each not in beside]
    return sorted([*kept, price], key=lambda each: int(each.get("start", len(plain))))
