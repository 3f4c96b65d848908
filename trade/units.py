"""Lists the units in which goods are counted and measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trade.files import read_file


@dataclass(frozen=True)
class Unit:
    """Holds a unit. `measures` says what is measured, such as "count" or "mass", and `holds` how many base units
    (pieces, kilograms …) one unit is.

    For a unit that cannot be converted into another one, `measures` is the name of the unit itself. `names` are its
    spellings in English and Chinese where a unit is expected, as in a column of a table.
    """

    name: str
    measures: str
    holds: int
    names: tuple[str, ...] = ()


@cache
def units() -> dict[str, Unit]:
    """Returns every unit by its name."""
    return {
        name: Unit(name, entry.get("measures", name), entry.get("holds", 1), tuple(entry["names"]))
        for name, entry in read_file("units").items()
    }
