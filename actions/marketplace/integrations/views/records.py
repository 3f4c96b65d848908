"""Defines the result of reading one view in a pass."""

from __future__ import annotations

from dataclasses import dataclass, field

from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.taking import Counts


@dataclass(slots=True)
class Pass:
    """Says what became of the rows of one view. `error` says why it could not be read; `refused` holds the first of the
    refused rows. `held_back` counts the missing rows that were not taken away, because they are so many that a person
    must confirm it."""

    view: str
    kind: str
    counts: Counts = field(default_factory=Counts)
    gone: int = 0
    held_back: int = 0
    there: int = 0
    error: Problem | None = None
    refused: list[tuple[str, Problem]] = field(default_factory=list)
