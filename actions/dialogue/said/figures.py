"""Holds the figures of a message, as the NLU has found them (`nlu/turn/words/figures`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Figure:
    """Holds a number of the message from `start` to `end`. `kind` is `money`, `count` (with a unit of goods), `time`
    (in days), `percent`, `packed` (how many there are in a package), `part` (how many of the goods are to be of the
    variant `name`), `named` (it measures or counts something else, which `name` holds) or `bare`.
    `label` says what the message calls it: `price`, `quantity`, `lead_time`, `moq`, `stock` or `sample`. `stance` is
    `said`; `out` for a number that the message rules out or replaces; or `theirs` for a number that somebody else has
    named. `is_loose` says that the words name the currency only in a colloquial way, as in 5块. `change` is 1 or -1 for a
    length of time by which another one becomes longer or shorter, and otherwise 0."""

    start: int
    end: int
    value: Decimal
    kind: str
    unit: str | None = None
    name: str = ""
    label: str = ""
    stance: str = "said"
    is_loose: bool = False
    change: int = 0


def read_figures(given: object) -> tuple[Figure, ...]:
    found = given if isinstance(given, list) else ()
    return tuple(
        Figure(**{**each, "value": Decimal(str(each["value"]))}) for each in found if isinstance(each, Mapping)
    )
