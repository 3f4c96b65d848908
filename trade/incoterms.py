"""Lists the Incoterms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trade.files import read_file


@dataclass(frozen=True)
class Incoterm:
    """Holds an Incoterm. `names` are other spellings of `code`.

    `port` says which place is named with the term: the one that the goods leave, or the one where they arrive.
    """

    code: str
    port: Literal["leaving", "arriving"]
    names: tuple[str, ...]


@cache
def incoterms() -> dict[str, Incoterm]:
    """Returns every Incoterm by its code."""
    return {
        code: Incoterm(code, entry["port"], tuple(entry["names"])) for code, entry in read_file("incoterms").items()
    }
