"""Holds what the words of a message say about who shall read a request (nlu/turn/words/recipients.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Recipients:
    """Holds what one clause says about who shall read a request. `way` is `only` (these and nobody else), `adds` or
    `out`. `names` are words that may name suppliers; without any, the clause means the suppliers that were spoken of
    last: `count` of them, or all if that is 0. `clause` holds its words."""

    way: str
    names: tuple[str, ...] = ()
    count: int = 0
    clause: str = ""


def read_recipients(sent: Any) -> tuple[Recipients, ...]:
    """Returns the recipients that were sent with the message."""
    given = [each for each in sent or () if isinstance(each, Mapping)]
    return tuple(
        Recipients(
            str(each.get("way")),
            tuple(map(str, each.get("names") or ())),
            int(each.get("count") or 0),
            str(each.get("clause") or ""),
        )
        for each in given
    )
