"""Defines a match: a span of a text that the grammar or the gazetteer has recognised as an entity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

_CODES = frozenset(
    ["order_number", "rfq_number", "tracking_number", "claim_number", "sample_number", "question_number"]
)


class Found(NamedTuple):
    """Holds one match: `text[start:end]` names an entity of the type `entity`, and `value` is its normalised value.

    A match that is not `sure`, such as "1000" in "1000 wigs" or "一个", becomes an entity only if something else
    confirms it. Usually the entity tagger does, by finding an entity of the same type there.
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
    """Returns the matches, sorted by their start. Of matches that overlap, only the one that comes first in `finds` is
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
    """Returns the text with a zero in place of each digit of a code, such as an order number, and in place of each
    letter of a tracking number except its first two characters.

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
