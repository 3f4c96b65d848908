"""Defines a find: a span that the grammar or the gazetteer has found in a text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Found:
    """Says that `text[start:end]` is an `entity` with the normalised `value`.

    A find that is not `sure` ("1000" in "1000 wigs", "一个") counts only when the entity tagger sees the same entity.
    """

    entity: str
    start: int
    end: int
    value: Any
    sure: bool = True

    def overlaps(self, other: Found) -> bool:
        return self.start < other.end and other.start < self.end

    def moved(self, offset: int) -> Found:
        return replace(self, start=self.start + offset, end=self.end + offset)


def without_overlaps(finds: Iterable[Found]) -> list[Found]:
    """Returns the finds in the order of the text. Of finds that overlap, the one that comes first in `finds` stays."""
    kept: list[Found] = []
    for found in finds:
        # The finds that are kept are in order and do not overlap, so only its two neighbours can overlap a new one.
        place = bisect_left(kept, found.start, key=lambda other: other.start)
        if not any(found.overlaps(other) for other in kept[max(place - 1, 0) : place + 1]):
            kept.insert(place, found)
    return kept
