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
    """Holds a carrier and its names. `name` is the canonical English one; `mode` is how it usually
    transports goods.

    `names` mean this carrier wherever they stand; they include `name` and `zh`, unless these are in `asked`. `asked` are
    names that are ordinary words, too ("Best", "Flash"): they mean the carrier only where a carrier was asked for.
    """

    name: str
    zh: str
    mode: Mode
    names: tuple[str, ...]
    asked: tuple[str, ...]


@cache
def carriers() -> tuple[Carrier, ...]:
    """Returns every carrier."""
    return tuple(
        _build_carrier(name, mode, entry["zh"], entry["names"], entry.get("asked", []))
        for mode, listed in read_file("carriers").items()
        for name, entry in listed.items()
    )


def _build_carrier(name: str, mode: Mode, zh: str, names: list[str], asked: list[str]) -> Carrier:
    anywhere = (spelling for spelling in (name, zh, *names) if spelling not in asked)
    return Carrier(name, zh, mode, tuple(dict.fromkeys(anywhere)), tuple(asked))
