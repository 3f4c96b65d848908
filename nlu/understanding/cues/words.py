"""Finds the words of a table in a text, all kinds of the table in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import add

from nlu.understanding.text.writing import folded

_BEGINNING = 2
"""Words that are no Latin ones are looked up by so many of their first characters, Latin ones by their first run of letters."""

_LATIN = re.compile(r"[A-Za-z0-9]+")

Listed = tuple[int, str, str]
"""A word with its place in the table and its kind, as (place, word, kind)."""


class Words:
    """Holds words by kind. A word of Latin letters is found where it is a whole word of the text; a Chinese word may stand
    anywhere in it. A message is searched for some hundred kinds, so the text is read once for all of them and not once
    for each."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self.kinds = tuple(words)
        self._alone: dict[str, list[Listed]] = {}
        self._anywhere: dict[str, list[Listed]] = {}
        listed = ((_fold(str(word)), kind) for kind, of_kind in words.items() for word in of_kind)
        for order, (word, kind) in enumerate(dict.fromkeys(listed)):
            run = _LATIN.match(word) if word.isascii() else None
            index, beginning = (self._alone, run[0]) if run else (self._anywhere, word[:_BEGINNING])
            index.setdefault(beginning, []).append((order, word, kind))

    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    def find(self, text: str) -> dict[str, list[str]]:
        """Returns the words that a raw text has, folded, by kind and in the order of the text; those that begin at the same
        place in the order of the table."""
        plain = _fold(text)
        runs, beginnings = _find_beginnings(plain)
        hits = [
            (start, len(word) >= _BEGINNING, order, kind, word)
            for run in self._alone.keys() & runs.keys()
            for order, word, kind in self._alone[run]
            for start in runs[run]
            if plain.startswith(word, start) and not _LATIN.match(plain, start + len(word))
        ]
        for beginning in self._anywhere.keys() & beginnings:
            for order, word, kind in self._anywhere[beginning]:
                start = plain.find(word)
                while start >= 0:
                    hits.append((start, len(word) >= _BEGINNING, order, kind, word))
                    start = plain.find(word, start + 1)
        found: dict[str, list[str]] = {}
        for *_, kind, word in sorted(hits):
            found.setdefault(kind, []).append(word)
        return found

    def find_kinds(self, text: str) -> list[str]:
        """Returns the kinds whose words a raw text has, in the order of the table."""
        found = self.find(text)
        return [kind for kind in self.kinds if kind in found]


@lru_cache(maxsize=8)
def _find_beginnings(plain: str) -> tuple[dict[str, list[int]], frozenset[str]]:
    """Returns the places of each run of Latin letters and digits in a folded text, and its single characters and pairs of
    characters. Several tables are looked for in the same text, one after the other."""
    runs: dict[str, list[int]] = {}
    for run in _LATIN.finditer(plain):
        runs.setdefault(run[0], []).append(run.start())
    return runs, frozenset(plain).union(map(add, plain, plain[1:]))


def _fold(text: str) -> str:
    return folded(text).replace("’", "'")
