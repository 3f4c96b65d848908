"""Lists the places in China where goods are made, and the countries and cities to which goods go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trade.files import read_file


@dataclass(frozen=True)
class City:
    """Holds the English and the Chinese name of a city in China. `names` are other spellings."""

    en: str
    zh: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Province:
    """Holds a province of China. `code` is its ISO 3166-2:CN code ("CN-SC").

    `country` is a country's code for regions such as Hong Kong, to which goods are shipped as to a country, and None
    for others. Names in `asked` are also ordinary words. Such names mean the province or one of its cities only where a
    place was asked for.
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
        """Returns the names that mean `place` (the province itself or one of its cities) in any text."""
        return tuple(name for name in (place.en, place.zh, *place.names) if name not in self.asked)


@dataclass(frozen=True)
class Group:
    """Holds provinces that people name together, such as "the western provinces"."""

    names: tuple[str, ...]
    provinces: frozenset[str]


@dataclass(frozen=True)
class Country:
    """Holds a country to which goods go. `code` is its ISO 3166-1 alpha-2 code.

    `cities` are its ports and cities: a mapping from the English name to other spellings.
    """

    code: str
    names: tuple[str, ...]
    cities: dict[str, tuple[str, ...]]


@cache
def provinces() -> tuple[Province, ...]:
    """Returns every province."""
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
    """Returns every group of provinces."""
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
    """Returns every country."""
    return tuple(
        Country(code, tuple(entry["names"]), {city: tuple(names) for city, names in entry["cities"].items()})
        for code, entry in read_file("countries").items()
    )
