"""Finds the place in China, down to the district, to which Chinese words want goods sent: 送到苏州工业园区,
发到上海松江. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from trade.places import provinces

_SENDS = re.compile(
    r"(?:送|发|發|运|運|寄|交)(?:货|貨)?(?:到|往|至|去)(?:我们|我們|咱们)?(?P<place>[\u4e00-\u9fff]{2,20}?)(?=(?:自提|仓库|倉庫|吧|啊|呀|哈|的|，|$|[^\u4e00-\u9fff]))"
)
_FETCHES = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,12}?)(?=自提|自取)")
_MOST = 4
"""The most characters of the name of a province or city."""


def with_place_of_delivery(parsed: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Returns changed entities and remarks for a parsed message that wants goods sent to a place in China: words of
    this place that look like a company's name are no entity any more, and its words beyond the city become a remark.
    Returns {} if the message names no such place."""
    said = _SENDS.search(text)
    fetched = None if said else _FETCHES.search(text)
    city = _find_city((said or fetched)["place"]) if said or fetched else None
    if fetched and city:
        return _note_place_of_pickup(parsed, text, fetched)
    if said is None or city is None:
        return {}
    start, end = said.span("place")
    entities = list(parsed.get("entities") or [])
    inside = [each for each in entities if start <= each.get("start", -1) < end]
    places = [each for each in inside if each["entity"] in ("region", "country")]
    name, value = city
    if not places:
        places = [{"entity": "region", "start": start, "end": start + len(name), "value": value}]
    rest = said["place"][len(name) :].removeprefix("市").removeprefix("省")
    found: dict[str, Any] = {"entities": [*(each for each in entities if each not in inside), *places]}
    known = list(parsed.get("remarks") or [])
    words = said[0]
    if len(rest) > 1 and not any(words in each for each in known):
        found["remarks"] = [*known, words]
    return found


def _note_place_of_pickup(parsed: Mapping[str, Any], text: str, said: re.Match[str]) -> dict[str, Any]:
    """Returns changed entities and remarks for a message that wants to collect goods at a certain place: the place
    becomes a remark, because it does not say where the supplier is: 广州黄埔自提."""
    start, end = said.span("place")
    others = [each for each in parsed.get("entities") or [] if not start <= each.get("start", -1) < end]
    return {"entities": others, "remarks": [*(parsed.get("remarks") or []), text[start : end + 2]]}


def _find_city(place: str) -> tuple[str, dict[str, str | None]] | None:
    """Returns the name of the city or province with which the words begin, and the value of its entity; None if they
    begin with none."""
    return next(((place[:n], _cities()[place[:n]]) for n in range(_MOST, 1, -1) if place[:n] in _cities()), None)


@lru_cache(maxsize=1)
def _cities() -> dict[str, dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {}
    for province in provinces():
        found[province.zh] = {"province": province.code, "city": None}
        for city in province.cities:
            found[city.zh] = {"province": province.code, "city": city.en}
    return found
