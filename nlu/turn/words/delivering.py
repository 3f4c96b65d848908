"""Finds the place in China, down to the district, to which Chinese words want goods sent: 送到苏州工业园区,
发到上海松江. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from trade.places import provinces

_TO = r"(?:到|往|至|去)"
_STOPS = r"(?=(?:自提|仓库|倉庫|仓|倉|吧|啊|呀|哈|的|，|$|[^\u4e00-\u9fff]))"
_SENDS = re.compile(
    rf"(?:送|发|發|运|運|寄|交)(?:货|貨)?{_TO}(?:我们|我們|咱们)?(?P<place>[\u4e00-\u9fff]{{2,20}}?){_STOPS}"
)
_SHORTLY = re.compile(
    r"(?:(?:送|发|發|运|運|寄|交)(?:货|貨)?(?:地址?|地点)?|(?:目的地|收货地址?|收貨地址?))(?:搞错了?|写错了?|弄错了?|错了|不对)?[\s,，:：]*(?:应该)?(?:改|换|換|是)?(?:成|为|為|到|去)?[\s,，:：]*(?:我们|咱们)?"
    rf"(?P<place>[\u4e00-\u9fff]{{2,12}}?){_STOPS}"
)
"""Matches a place behind words that name no direction: 送上海外高桥, 目的地搞错了 嘉兴平湖. It counts only if it is a city
with its district."""
_DISTRICT = re.compile(
    r"(?!.{0,6}(?:[价费貨货天几幾多要能可有没沒怎哪什行吗嗎呢了最快运運公司厂廠店老板客户同事那这這我你他您们的和跟或先再不就也都])).{2,6}"
)
"""Matches words behind a city that may be the name of a district: 外高桥, 工业园区, and not 运费 or 公司."""
_FETCHES = re.compile(r"(?P<place>[\u4e00-\u9fff]{2,12}?)(?=自提|自取)")
_MOST = 4
"""The most characters of the name of a province or city."""


def with_place_of_delivery(parsed: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Returns changed entities and remarks for a parsed message that wants goods sent to a place in China: words of
    this place that look like a company's name are no entity any more, the name of a district belongs to the place, and
    longer words beyond the city become a remark. Returns {} if the message names no such place."""
    said = _SENDS.search(text)
    if said is None and (shortly := _find_district(text, parsed.get("entities") or [])):
        return {"entities": shortly}
    if said is None and (alone := _find_district_alone(text.strip(), parsed.get("entities") or [])):
        return {"entities": alone}
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
    if _DISTRICT.fullmatch(rest):
        return {"entities": _with_district(entities, start, name, rest)}
    found: dict[str, Any] = {"entities": [*(each for each in entities if each not in inside), *places]}
    known = list(parsed.get("remarks") or [])
    words = said[0]
    if len(rest) > 1 and not any(words in each for each in known):
        found["remarks"] = [*known, words]
    return found


def _find_district(text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Returns the entities with a city and its district as the destination, if the text names one shortly (`_SHORTLY`);
    else None."""
    for said in _SHORTLY.finditer(text):
        city = _find_city(said["place"])
        rest = said["place"][len(city[0]) :].removeprefix("市").removeprefix("省") if city else ""
        start, end = said.span("place")
        is_goods = any(each["entity"] == "product" and start <= each.get("start", -1) < end for each in entities)
        if city and _DISTRICT.fullmatch(rest) and not is_goods:
            return _with_district(entities, start, city[0], rest)
    return None


def _find_district_alone(text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Returns the entities with the district in the value of its city, if the text is nothing else: 上海外高桥. It may be
    an answer to the question where goods go. Returns None for any other text."""
    city = _find_city(text)
    rest = text[len(city[0]) :].removeprefix("市").removeprefix("省") if city else ""
    if city is None or len(entities) != 1 or entities[0]["entity"] != "region" or not _DISTRICT.fullmatch(rest):
        return None
    return [{**entities[0], "value": {**city[1], "district": rest}}]


def _with_district(entities: list[dict[str, Any]], start: int, city: str, district: str) -> list[dict[str, Any]]:
    """Returns the entities with the district as the destination instead of all that stands in its words."""
    end = start + len(city) + len(district)
    others = [each for each in entities if not start <= each.get("start", -1) < end]
    name = {"en": f"{_english()[city]} ({district})", "zh": f"{city}{district}"}
    return [*others, {"entity": "country", "start": start, "end": end, "value": {"country": "CN", "city": name}}]


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


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    """Returns the English name of each province and city by its Chinese one."""
    found = {province.zh: province.en for province in provinces()}
    return found | {city.zh: city.en for province in provinces() for city in province.cities}
