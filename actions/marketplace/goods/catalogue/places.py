"""Finds the place that people mean by a name: a province, a city, or a group of provinces ("the western provinces")."""

from dataclasses import dataclass
from functools import cache

from actions.marketplace.base.records import Name, Place
from trade.places import groups, provinces

_ADMINISTRATIVE = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "地区", "省", "市", "县", "州")


@dataclass(frozen=True, slots=True)
class Region:
    """Holds what a person may mean by the name of a place: whole provinces, or one city in one province."""

    provinces: frozenset[str]
    city: Name | None = None


def find_place(text: str) -> Place | None:
    """Returns the one province or city that `text` names, or None if it names none or several provinces."""
    region = find_region(text)
    if region is None or len(region.provinces) != 1:
        return None
    code = next(iter(region.provinces))
    province = next(province for province in provinces() if province.code == code)
    return Place(code, Name(province.en, province.zh), region.city)


def find_region(text: str) -> Region | None:
    """Returns the region that `text` names in English or Chinese (by an ISO code, a province, a city or a group of
    provinces), or None if the name is unknown."""
    key = _key(text)
    names = _regions()
    if key in names:
        return names[key]
    for ending in _ADMINISTRATIVE:
        if key.endswith(ending) and (bare := key.removesuffix(ending)) in names:
            return names[bare]
    parts = [part for part in text.replace("，", ",").split(",") if part.strip()]  # such as "Foshan, Guangdong"
    return find_region(parts[0]) if len(parts) > 1 else None


@cache
def _regions() -> dict[str, Region]:
    """Returns the region of each known name. A name that a province shares with a city or a group means
    the province; one that a city shares with a group means the city."""
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
