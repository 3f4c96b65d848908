"""Divides a text into its clauses. This module does not import Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
"""Matches white space between two Chinese characters. In a message, it separates clauses as a comma does."""


def find_clauses(plain: str, clause: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yields the span of each clause of the folded text. The pattern `clause` matches a clause, and each of its matches
    is divided further at the spaces between Chinese characters."""
    for found in clause.finditer(plain):
        start = found.start()
        for gap in _HAN_GAP.finditer(plain, found.start(), found.end()):
            yield start, gap.start()
            start = gap.end()
        yield start, found.end()
