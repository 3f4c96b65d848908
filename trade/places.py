"""Lists the places of the trade: where in China goods are made, and where in the world they go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trade.files import read_file


@dataclass(frozen=True)
class City:
    """Holds a city of China. `names` are its other spellings."""

    en: str
    zh: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Province:
    """Holds a province of China. `code` is ISO 3166-2:CN ("CN-SC").

    `country` is a country code for Hong Kong and the like, where goods are shipped as to a country; else null. `asked`
    are names of the province or of its cities that are ordinary words, too: they mean the place only where a place was
    asked for.
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
        """Returns the names that mean `place` (the province itself or a city of it) wherever they stand."""
        return tuple(name for name in (place.en, place.zh, *place.names) if name not in self.asked)


@dataclass(frozen=True)
class Group:
    """Holds provinces that people name together, such as "the western provinces"."""

    names: tuple[str, ...]
    provinces: frozenset[str]


@dataclass(frozen=True)
class Country:
    """Holds a country where goods go. `code` is ISO 3166-1 alpha-2.

    `cities` are its ports and cities: their other spellings by their English names.
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
