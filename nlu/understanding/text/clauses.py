"""Divides a text into its clauses. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
"""Matches a space between Chinese characters, which in a message stands for a comma."""


def find_clauses(plain: str, clause: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yields where each clause of the folded text begins and ends: what `clause` matches, divided at the spaces between Chinese
    characters."""
    for found in clause.finditer(plain):
        start = found.start()
        for gap in _HAN_GAP.finditer(plain, found.start(), found.end()):
            yield start, gap.start()
            start = gap.end()
        yield start, found.end()
