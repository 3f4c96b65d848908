"""Lists the places of the trade: where in China goods are made, and where in the world they go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trade.files import read_file


@dataclass(frozen=True)
class City:
    """`names` are how else people write it."""

    en: str
    zh: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Province:
    """`code` is ISO 3166-2:CN ("CN-SC"). `country` is its own code where goods go there as to a country, else null.

    Names in `asked`, of the province or of its cities, are other words, too: they say the place only where one is asked for.
    """

    code: str
    en: str
    zh: str
    area: str
    country: str | None
    names: tuple[str, ...]
    asked: frozenset[str]
    cities: tuple[City, ...]

    def names_anywhere(self, place: Province | City) -> tuple[str, ...]:
        """Returns the names that say `place`, the province itself or a city of it, wherever they stand."""
        return tuple(name for name in (place.en, place.zh, *place.names) if name not in self.asked)


@dataclass(frozen=True)
class Group:
    """Several provinces that people name at once, "the western provinces"."""

    names: tuple[str, ...]
    provinces: frozenset[str]


@dataclass(frozen=True)
class Country:
    """`code` is ISO 3166-1 alpha-2. `cities` are ports and cities by their English names, with how else people write them."""

    code: str
    names: tuple[str, ...]
    cities: dict[str, tuple[str, ...]]


@cache
def provinces() -> tuple[Province, ...]:
    return tuple(
        Province(
            code,
            entry["en"],
            entry["zh"],
            entry["area"],
            entry.get("country"),
            tuple(entry["names"]),
            frozenset(entry.get("asked", ())),
            tuple(City(en, zh, tuple(names)) for en, (zh, *names) in entry["cities"].items()),
        )
        for code, entry in read_file("provinces")["provinces"].items()
    )


@cache
def groups() -> tuple[Group, ...]:
    return tuple(
        Group(
            tuple(entry["names"]),
            frozenset(entry.get("also", ()))
            | {province.code for province in provinces() if province.area in entry.get("areas", ())},
        )
        for entry in read_file("provinces")["groups"]
    )


@cache
def countries() -> tuple[Country, ...]:
    return tuple(
        Country(code, tuple(entry["names"]), {city: tuple(names) for city, names in entry["cities"].items()})
        for code, entry in read_file("countries").items()
    )
