"""Defines a find: a span that the grammar or the gazetteer has found in a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

_CODES = frozenset(
    ["order_number", "rfq_number", "tracking_number", "claim_number", "sample_number", "question_number"]
)


class Found(NamedTuple):
    """Says that `text[start:end]` is an `entity` with the normalised `value`.

    A find that is not `sure` ("1000" in "1000 wigs", "一个") counts only if the entity tagger finds the same entity
    there.
    """

    entity: str
    start: int
    end: int
    value: Any
    sure: bool = True

    def overlaps(self, other: Found) -> bool:
        return self.start < other.end and other.start < self.end

    def moved(self, offset: int) -> Found:
        return self._replace(start=self.start + offset, end=self.end + offset)


def without_overlaps(finds: Iterable[Found]) -> list[Found]:
    """Returns the finds in the order of the text. Of finds that overlap, only the one that comes first in `finds` is
    returned."""
    ranked = list(finds)
    taken = bytearray(max((found.end for found in ranked), default=0))
    kept: list[Found] = []
    for found in ranked:
        if 1 not in taken[found.start : found.end]:
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
            kept.append(found)
    return sorted(kept, key=lambda found: found.start)


def without_digits(text: str, finds: Iterable[Found]) -> str:
    """Returns the text with a zero in place of each digit of a code, and in place of each letter of a tracking number
    except the first two characters.

    The encoder gives different vectors to different numbers, but what is asked about an order must not depend on the
    order's number. The text keeps its length, so spans stay valid.
    """
    written = list(text)
    for found in finds:
        for position in range(found.start, found.end) if found.entity in _CODES else ():
            letter = found.entity == "tracking_number" and position >= found.start + 2 and written[position].isalpha()
            if letter or written[position].isdigit():
                written[position] = "0"
    return "".join(written)
