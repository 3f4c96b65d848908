"""Lists the Incoterms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trade.files import read_file


@dataclass(frozen=True)
class Incoterm:
    """Describes an Incoterm. `code` is its three letters, and `names` are other ways to write it.

    `port` says which place belongs to the Incoterm: the one that the goods leave ("FOB Shanghai"), or the one where
    they arrive ("CIF Hamburg").
    """

    code: str
    port: Literal["leaving", "arriving"]
    names: tuple[str, ...]


@cache
def incoterms_ending_in_china() -> frozenset[str]:
    """Returns the codes of the Incoterms that name the port where the goods leave, in China, and not where they arrive."""
    return frozenset(code for code, term in incoterms().items() if term.port == "leaving")


@cache
def incoterms() -> dict[str, Incoterm]:
    """Returns every Incoterm by its code."""
    return {
        code: Incoterm(code, entry["port"], tuple(entry["names"])) for code, entry in read_file("incoterms").items()
    }
