"""Lists the units of the trade."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trade.files import read_file


@dataclass(frozen=True)
class Unit:
    """Holds a unit: one `name` is `holds` times the base unit of what it measures ("count", "mass").

    A unit that cannot be converted into another one measures only itself.
    """

    name: str
    measures: str
    holds: int


@cache
def units() -> dict[str, Unit]:
    """Returns every unit by its name."""
    return {
        name: Unit(name, entry.get("measures", name), entry.get("holds", 1))
        for name, entry in read_file("units").items()
    }
