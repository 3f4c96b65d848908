"""Lists the carriers that a shipment may name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trade.files import read_file

Mode = Literal["express", "road", "sea", "rail", "air"]
"""How goods travel."""


@dataclass(frozen=True)
class Carrier:
    """`name` is canonical and English, `mode` how it usually carries.

    `names` say this carrier wherever they stand, `name` and `zh` included unless they are in `asked`. Names that are other words,
    too ("Best", "Flash"), are in `asked`: they say it only where a carrier is asked for.
    """

    name: str
    zh: str
    mode: Mode
    names: tuple[str, ...]
    asked: tuple[str, ...]


@cache
def carriers() -> tuple[Carrier, ...]:
    return tuple(
        _carrier(name, mode, entry["zh"], entry["names"], entry.get("asked", []))
        for mode, listed in read_file("carriers").items()
        for name, entry in listed.items()
    )


def _carrier(name: str, mode: Mode, zh: str, names: list[str], asked: list[str]) -> Carrier:
    said = (one for one in (name, zh, *names) if one not in asked)
    return Carrier(name, zh, mode, tuple(dict.fromkeys(said)), tuple(asked))
