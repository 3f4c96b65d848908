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
    """Describes a carrier. `name` is its English name in one fixed spelling, `zh` its Chinese name, and `mode` how it
    usually transports goods.

    Each of `names` means this carrier in any text. `names` include `name` and `zh`, unless these are in `asked`. Names
    in `asked` are also ordinary words ("Best", "Flash"). Such names mean the carrier only where a carrier was asked
    for.
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
