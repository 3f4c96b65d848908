"""Reads what people call the places where goods are made: provinces, cities, and groups ("the western provinces")."""

from dataclasses import dataclass
from functools import cache

from actions.marketplace.records import Name, Place
from trade.places import groups, provinces

_ADMINISTRATIVE = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "地区", "省", "市", "县", "州")


@dataclass(frozen=True, slots=True)
class Region:
    """Holds what a person may mean by a place: whole provinces, or one city of one."""

    provinces: frozenset[str]
    city: Name | None = None


def find_place(text: str) -> Place | None:
    """Returns the one province or city that `text` names, or null."""
    region = find_region(text)
    if region is None or len(region.provinces) != 1:
        return None
    code = next(iter(region.provinces))
    province = next(province for province in provinces() if province.code == code)
    return Place(code, Name(province.en, province.zh), region.city)


def find_region(text: str) -> Region | None:
    """Returns what `text` covers (an ISO code, a province, a city, a group; English or Chinese), or null if it is unknown."""
    key = _key(text)
    names = _regions()
    if key in names:
        return names[key]
    for ending in _ADMINISTRATIVE:
        if key.endswith(ending) and (bare := key.removesuffix(ending)) in names:
            return names[bare]
    parts = [part for part in text.replace("，", ",").split(",") if part.strip()]  # "Foshan, Guangdong"
    return find_region(parts[0]) if len(parts) > 1 else None


@cache
def _regions() -> dict[str, Region]:
    """Returns the region that each name means. When several regions share a name, it means the
    province first, then a city, then a group."""
    names: dict[str, Region] = {}
    for group in groups():
        names |= {_key(name): Region(group.provinces) for name in group.names}
    for province in provinces():
        for city in province.cities:
            region = Region(frozenset([province.code]), Name(city.en, city.zh))
            names |= {_key(name): region for name in (city.en, city.zh, *city.names)}
    for province in provinces():
        region = Region(frozenset([province.code]))
        names |= {_key(name): region for name in (province.code, province.en, province.zh, *province.names)}
    return names


def _key(text: str) -> str:
    folded = text.casefold().strip().removeprefix("the ").removesuffix(" province").removesuffix(" city")
    return "".join(character for character in folded if character.isalnum())
