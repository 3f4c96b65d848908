"""Provinces, cities and the groups people name ("the western provinces"), as ISO 3166-2:CN knows them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.marketplace.records import Name, Place

_ADMINISTRATIVE = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "地区", "省", "市", "县", "州")


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    name: Name
    area: str
    aliases: tuple[str, ...]
    cities: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """What a person may mean by a place: whole provinces, or one city of one."""

    provinces: frozenset[str]
    city: Name | None = None


def split_name(text: str) -> Name:
    """A bilingual name from "English|中文", as the data files write it."""
    en, zh = text.split("|")
    return Name(en, zh)


@cache
def all_provinces() -> tuple[Province, ...]:
    return tuple(
        Province(
            code,
            split_name(entry["name"]),
            entry["area"],
            tuple(entry["aliases"]),
            tuple(split_name(city) for city in entry["cities"]),
        )
        for code, entry in _file()["provinces"].items()
    )


def find_place(text: str) -> Place | None:
    """The one province or city that `text` names, or null."""
    region = find_region(text)
    if region is None or len(region.provinces) != 1:
        return None
    code = next(iter(region.provinces))
    province = next(province for province in all_provinces() if province.code == code)
    return Place(code, province.name, region.city)


def find_region(text: str) -> Region | None:
    """What `text` (an ISO code, a province, a city, a group; English or Chinese) covers, or null if unknown."""
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
    """Later entries win: a province is meant before its city of the same name, a group never hides either."""
    names: dict[str, Region] = {}
    for group in _file()["groups"]:
        codes = frozenset(group.get("also", ())) | {
            province.code for province in all_provinces() if province.area in group.get("areas", ())
        }
        names |= {_key(name): Region(codes) for name in group["names"]}
    for province in all_provinces():
        for city in province.cities:
            names |= {_key(name): Region(frozenset([province.code]), city) for name in (city.en, city.zh)}
    for province in all_provinces():
        region = Region(frozenset([province.code]))
        names |= {_key(name): region for name in (province.code, province.name.en, province.name.zh, *province.aliases)}
    return names


def _key(text: str) -> str:
    folded = text.casefold().strip().removeprefix("the ").removesuffix(" province").removesuffix(" city")
    return "".join(character for character in folded if character.isalnum())


@cache
def _file() -> Any:
    return yaml.safe_load(Path(__file__).with_name("places.yml").read_text(encoding="utf-8"))
