"""Finds sizes that describe goods, beyond those that `nlu.understanding` knows: 10吋, 1萬毫安, "about a litre each",
2斤的, "powder free". Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from nlu.understanding.grammar.numerals import as_json, value_of

_INCHES = re.compile(r"(?<![\d.])(?P<number>\d{1,3}(?:\.\d)?|[一二三四五六七八九十]{1,3})\s?吋")
_MILLIAMPERE_HOURS = re.compile(
    r"(?<![\d.])(?P<number>\d{1,2}(?:\.\d)?|[一二两三四五六七八九])\s?[万萬]\s?(?:毫安(?:[时時])?|mah(?![a-z]))"
)
_LITRES = re.compile(
    r"(?<![a-z])(?P<number>an?|one|two|half a|\d(?:\.\d)?)[\s-]?(?:lit(?:re|er)s?|l)(?![a-z])(?=\s(?:each|size|sized|capacity|ones?|jars?|bottles?)(?![a-z])|\s?(?:[,.;]|$))"
)
_OUNCES = re.compile(r"^(?P<number>\d+(?:\.\d+)?)oz$", re.I)
"""Matches a number of ounces. The names of listings have a space before the unit."""
_POWER = re.compile(
    r"(?<![a-z\d.,#-])\d{1,4}(?:\.\d{1,2})?\s?(?:(?:kw|kva|v|ah|hp|cc|momme)(?![a-z0-9])|千瓦|伏|安时|姆米|盎司)"
)
"""Matches a power, voltage or capacity: "5 kw", 48v, 12伏, "22 momme"."""
_SIDES = re.compile(
    r"(?<![\d.x×*])\d{1,4}(?:\.\d)?\s?[x×*]\s?\d{1,4}(?:\.\d)?(?:\s?[x×*]\s?\d{1,4}(?:\.\d)?)?(?![\d.x×*])(?=\s?(?:[mc]m|厘米|毫米|公分|的|嘅|那|这|ones?(?![a-z])|$|[,，]))"
)
"""Matches the sides of something: 38x28的, "60 x 90 cm"."""
SIZE = "size"
"""The role of a number that says how large one piece is."""
_TYRE = re.compile(
    r"(?<![\d.])(?:(?P<width>[1-9]\d{2})\s?/\s?(?P<ratio>\d{2})|(?P<old>1\d\.\d{2}))\s?(?:z?r|-)?\s?(?P<rim>[12]\d(?:\.5)?)(?![\d.])"
)
"""Matches the size of a tyre, however it is written: "295/80 22.5", 12.00R20."""
_PIECES = re.compile(
    r"(?:我?要|有|就|那|换|換|只要|来|來)*(?P<number>[一二两兩三四五六七八九十]{1,3})(?P<unit>件套|头|頭|层|層|格|片装|支装|只装)(?:的|呢|有吗|有没有|有冇|吧|行吗|可以吗|[\s?？。])*"
)
"""Matches a text that is nothing but a number of pieces or parts in Chinese characters: 十件套的."""
_LEAST_SET = 5
"""A set of fewer pieces is the name of goods rather than a size: 四件套."""
_WITH = re.compile(r"\d\sw(?=\s(?:an?|the|some|my|our|their|its|all|both|that|this|those|no)(?![a-z]))")
"""Matches a number before "w" for "with": "450 w the offcuts" are no 450 watts."""
_WORDS = {"a": "1", "an": "1", "one": "1", "two": "2", "half a": "0.5"}
_UNITS = {"kilogram": "公斤", "litre": "升", "metre": "米"}
"""The Chinese units in the names of listings, by the unit of a size. A message may use another unit: 2斤 are 1公斤."""
_FREE_OF = re.compile(r"[\s-](?:free|proof|resistant|repellent)(?![a-z-])", re.I)
"""Matches words behind goods that belong to their description: "gloves powder free"."""


def find_more_sizes(parsed: Mapping[str, Any], text: str, plain: str) -> list[str]:
    """Returns the sizes in a parsed message: those that are known, and further ones, written as in the names of
    listings."""
    with_something = {_bare(plain[: each.end()].split()[-2] + "w") for each in _WITH.finditer(plain)}
    said = [str(size) for size in parsed.get("sizes") or [] if _bare(str(size)) not in with_something]
    known = [_OUNCES.sub(r"\g<number> oz", size) for size in said]
    found = [size for size in _find(parsed, text, plain) if not any(_bare(size) in _bare(each) for each in known)]
    return list(dict.fromkeys([*known, *found]))


def _find(parsed: Mapping[str, Any], text: str, plain: str) -> Iterator[str]:
    for each in _INCHES.finditer(plain):
        if (number := value_of(each["number"])) is not None:
            yield f"{as_json(number)}寸"
    if alone := _PIECES.fullmatch(plain.strip()):
        number = value_of(alone["number"]) or 0
        if number >= (_LEAST_SET if alone["unit"] == "件套" else 1):
            yield f"{as_json(Decimal(number))}{alone['unit']}"
    for each in _MILLIAMPERE_HOURS.finditer(plain):
        if (number := value_of(each["number"])) is not None:
            yield f"{as_json(number * 10_000)}毫安"
    for each in _LITRES.finditer(plain):
        yield f"{_WORDS.get(each['number'], each['number'])} L"
    for each in _POWER.finditer(plain):
        yield each[0]
    for each in _SIDES.finditer(plain):
        yield re.sub(r"\s?[×*x]\s?", "x", each[0])
    for each in _TYRE.finditer(plain):
        first = each["old"] or f"{each['width']}/{each['ratio']}"
        yield f"{first}R{each['rim']}"
    for entity in parsed.get("entities") or []:
        if entity.get("role") == SIZE and "start" in entity:
            value = entity.get("value") or {}
            unit = _UNITS.get(str(value.get("unit")))
            said = text[entity["start"] : entity["end"]]
            if unit and unit not in said and not said.isascii():
                yield f"{as_json(value_of(str(value['value'])) or 0)}{unit}"


def _bare(size: str) -> str:
    return size.replace(" ", "").casefold()


def name_in_order(entities: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Returns the entities. Goods whose name ends with a word such as "powder free" get the word order of the listings:
    "powder-free nitrile gloves" for "nitrile gloves powder free"."""
    return [_in_order(each, text) if each.get("entity") == "product" else each for each in entities]


def _in_order(entity: dict[str, Any], text: str) -> dict[str, Any]:
    name, end = str(entity.get("value") or ""), entity.get("end")
    follows = _FREE_OF.match(text, end) if isinstance(end, int) else None
    rest, _, last = name.rpartition(" ")
    if follows is None or not rest or not name.isascii():
        return entity
    return {**entity, "value": f"{last}-{follows[0].strip(' -').lower()} {rest}", "end": follows.end()}
