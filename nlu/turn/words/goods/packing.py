"""Finds quantities that are said in two numbers: "12 boxes of 50", "300 a colour, 4 colours", 12箱 每箱50个, 每色300 四个颜色. Imports
nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from nlu.understanding.grammar.numerals import AFTER, BEFORE, NUMBER, as_json, value_of

_PACKS = r"(?:boxes|cartons|ctns?|cases|packs|packets|bags|bundles|crates|trays|pallets)"
_PACK = r"(?:box|carton|ctn|case|pack|packet|bag|bundle|crate|tray|pallet)"
_PIECES = r"(?:\s?(?:pcs|pieces|units|sets|pairs)(?![a-z]))?"
_SIZE_AHEAD = r"(?!\s?(?:kg|g|gsm|ml|l|cm|mm|m|oz|w|inch|%|usd|dollars?|\$|bucks)(?![a-z]))"
_KIND = r"(?:colou?rs?|sizes?|designs?|styles?|models?|variants?|patterns?|flavou?rs?|skus?)"
_HAN_KIND = "(?:颜色|色|尺码|码|花型|型号|图案|口味)"
_ONE, _OTHER = rf"{BEFORE}(?P<a>{NUMBER})", rf"(?P<b>{NUMBER}){AFTER}"
_TWO_NUMBERS = (
    re.compile(rf"{_ONE}\s{_PACKS}\s?(?:of|with|containing|x|×|@|à)\s{_OTHER}{_SIZE_AHEAD}{_PIECES}(?:\s(?:each|per {_PACK}|in each))?"),
    re.compile(rf"{_ONE}\s{_PACKS}\s?[,(]?\s?{_OTHER}{_PIECES}\s?(?:per|a|in (?:a|each)|each|/)\s?{_PACK}?\)?(?![a-z])"),
    re.compile(rf"{_ONE}{_PIECES}\s?(?:per|a|an|each|for each|of each|in each|/)\s?{_KIND}(?![a-z])[\s,;:(x×]{{0,4}}(?:in |and |there are |we have |so )?{_OTHER}\s{_KIND}(?![a-z])"),
    re.compile(rf"{_ONE}\s{_KIND}[\s,;:(]{{1,3}}(?:with |and )?{_OTHER}{_PIECES}\s?(?:of )?(?:each|per {_KIND}|a {_KIND})(?![a-z])"),
    re.compile(rf"(?P<a>{NUMBER})箱[\s,，、]{{0,2}}(?:每|一|1)箱(?:装|有|是)?(?P<b>{NUMBER})[个件只套双条支把台瓶]?"),
    re.compile(rf"(?:每|一|1)箱(?:装|有|是)?(?P<b>{NUMBER})[个件只套双条支把台瓶]?[\s,，、]{{0,2}}(?:要|来|共|一共|总共|订)?(?P<a>{NUMBER})箱"),
    re.compile(rf"(?:每|一|1)(?:个|种)?{_HAN_KIND}(?:要|各|是)?(?P<a>{NUMBER})[个件只套双条]?[\s,，、]{{0,2}}(?:一共|总共|共|有)?(?P<b>{NUMBER})(?:个|种)?{_HAN_KIND}"),
    re.compile(rf"(?P<b>{NUMBER})(?:个|种)?{_HAN_KIND}[\s,，、]{{0,2}}(?:每(?:个|种)?{_HAN_KIND}?|各)(?:要|是)?(?P<a>{NUMBER})[个件只套双条]?"),
)  # fmt: skip
"""Match a number of packs or of kinds (`a`, `b`) with how many there are in each."""
_IN_ONE_PACK = (
    re.compile(rf"(?<![a-z\d]){NUMBER}{_PIECES}\s?(?:per|to an?|in an?|in each|/)\s?{_PACK}(?![a-z])"),
    re.compile(rf"(?:每|一|1)箱(?:装|有|是)?{NUMBER}[个件只套双条支把台瓶]?"),
)
"""Match words that say how many pieces are in one pack."""


_IN_ONE_SET = (
    re.compile(
        rf"(?<![a-z\d]){NUMBER}[\s-]?(?:pcs|pieces?)\s(?:each|per set|a set|in (?:each|a|the) set|to a set)(?![a-z])"
    ),
    re.compile(rf"(?<![a-z\d]){NUMBER}[\s-](?:pcs?|pieces?)(?=\ssets?(?![a-z]))"),
    re.compile(rf"(?:每|一)[套组](?:有|是|含)?{NUMBER}[件个头只]"),
)
"""Match words that say how many pieces a set has."""
_MEASURES = frozenset(("kilogram", "litre", "metre", "tonne"))
_AREA = re.compile(rf"{BEFORE}(?P<a>{NUMBER})\s?平(?!板|面|底|衡|安|常|均|台|价|口|头|纹)(?:方米?|米)?")
"""Matches an area in square metres, with the full or the short name of the unit."""
_COUNTED = re.compile(rf"(?<![\w.]){NUMBER}\s*$")


def find_packing(plain: str) -> list[tuple[int, int]]:
    """Returns the spans of the folded text that say how many pieces are in one pack or one set."""
    return [found.span() for pattern in (*_IN_ONE_PACK, *_IN_ONE_SET) for found in pattern.finditer(plain)]


def without_pieces_of_a_set(parsed: Mapping[str, Any], text: str, plain: str) -> dict[str, Any]:
    """Returns changed entities and remarks for a parsed message: the number of pieces in a set becomes a remark, and
    the number before the goods becomes the quantity ("300 dinner sets, 16 pieces each"). Returns {} if the message has
    no number of pieces in a set, or if that number may mean something else."""
    spans = [each.span() for pattern in _IN_ONE_SET for each in pattern.finditer(plain)]
    entities = list(parsed.get("entities") or [])
    counts = [each for each in entities if each.get("entity") == "quantity" and "start" in each]
    pieces = [each for each in counts if any(start <= each["start"] < end for start, end in spans)]
    if not pieces or ("set" not in plain and "套" not in plain):
        return {}
    remarks = [text[slice(*span)].strip() for span in spans]
    rest = [each for each in entities if each not in pieces]
    goods = next((each for each in rest if each.get("entity") == "product" and "start" in each), None)
    counted = _COUNTED.search(plain, 0, goods["start"]) if goods and len(pieces) == len(counts) else None
    if counted and (number := value_of(counted[0].strip())):
        value = {"value": as_json(number), "unit": None}
        rest.append({"entity": "quantity", "start": counted.start(), "end": counted.end(), "value": value})
    said = list(parsed.get("remarks") or [])
    return {"entities": rest, "remarks": [*said, *(one for one in remarks if not any(one in each for each in said))]}


def without_packing(parsed: Mapping[str, Any], plain: str) -> dict[str, Any]:
    """Returns the entities of a parsed message without the number of pieces in one pack, if the message also names the
    quantity: the 10 of 要800个，一箱10个."""
    spans = [each.span() for pattern in _IN_ONE_PACK for each in pattern.finditer(plain)]
    entities = list(parsed.get("entities") or [])
    counts = [each for each in entities if each.get("entity") == "quantity" and "start" in each]
    packed = [each for each in counts if any(start <= each["start"] < end for start, end in spans)]
    return {"entities": [each for each in entities if each not in packed]} if 0 < len(packed) < len(counts) else {}


def without_sizes(parsed: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Returns the entities of a parsed message without quantities that are a size of the goods: "9w" are 9 watts and
    not 90,000 (in Chinese chats, w stands for 10,000)."""
    sizes = {str(size).casefold() for size in parsed.get("sizes") or []}
    entities = list(parsed.get("entities") or [])
    kept = [each for each in entities if not _is_size(each, text, sizes)]
    return {"entities": kept} if len(kept) < len(entities) else {}


def with_described_sizes(parsed: Mapping[str, Any], text: str, described: Collection[str]) -> dict[str, Any]:
    """Returns changed entities and sizes for a parsed message that describes goods by a measure: the 1000 kg of "what
    about 1000 kg ones" are how much one carries, and not how many are wanted. Returns {} if there is none."""
    said = [
        each
        for each in parsed.get("entities") or []
        if each.get("entity") == "quantity"
        and isinstance(each.get("value"), Mapping)
        and each["value"].get("unit") in _MEASURES
        and text[each.get("start", 0) : each.get("end", 0)].strip() in described
    ]
    if not said:
        return {}
    sizes = [text[each["start"] : each["end"]].strip() for each in said]
    entities = [each for each in parsed.get("entities") or [] if each not in said]
    return {"entities": entities, "sizes": list(dict.fromkeys([*(parsed.get("sizes") or []), *sizes]))}


def _is_size(entity: Mapping[str, Any], text: str, sizes: set[str]) -> bool:
    said = text[entity["start"] : entity["end"]] if "start" in entity and "end" in entity else ""
    return entity.get("entity") == "quantity" and said.strip().casefold() in sizes


def with_square_metres(parsed: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Returns the entities of a parsed message with an area as its quantity: 要2000平. Returns {} if the message names
    no area."""
    found = _AREA.search(text)
    number = value_of(found["a"]) if found else None
    if found is None or number is None or number <= 1:  # 一平 is the unit of a price
        return {}
    area = {"entity": "quantity", "start": found.start("a"), "end": found.end()}
    area["value"] = {"value": as_json(number), "unit": "square_metre"}
    kept = [each for each in parsed.get("entities") or [] if not found.start() <= each.get("start", -1) < found.end()]
    return {"entities": [*kept, area]}


def with_products(parsed: Mapping[str, Any], text: str, plain: str) -> dict[str, Any]:
    """Returns changed entities and numbers for a parsed message whose quantity is said in two numbers: the product of
    the two replaces them. `plain` is the folded text. Returns {} if the message has no such quantity."""
    found = next((each for pattern in _TWO_NUMBERS if (each := pattern.search(plain))), None)
    numbers = (value_of(found["a"]), value_of(found["b"])) if found else (None, None)
    if found is None or numbers[0] is None or numbers[1] is None:
        return {}
    start, end = found.span()
    total = as_json(numbers[0] * numbers[1])
    quantity = {"entity": "quantity", "start": start, "end": end, "value": {"value": total, "unit": None}}
    kept = [
        each
        for each in parsed.get("entities") or []
        if each.get("entity") not in ("quantity", "price", "product") or not start <= each.get("start", -1) < end
    ]
    rest = [
        each for each in parsed.get("numbers") or [] if str(each) not in (str(as_json(one)) for one in numbers if one)
    ]
    return {"entities": [*kept, quantity], "numbers": [*rest, total]}
