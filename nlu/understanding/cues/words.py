"""Finds the words of a table in a text. A table has several kinds of words, which are all found in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from operator import add

from nlu.understanding.text.writing import folded

_BEGINNING = 2
"""Chinese words are indexed by this many of their first characters. Words in Latin letters are indexed by their first
run of letters and digits."""

_LATIN = re.compile(r"[A-Za-z0-9]+")

Listed = tuple[int, str, str]
"""A word with its position in the table and its kind, as (position, word, kind)."""


class Words:
    """Holds words by kind.

    A word in Latin letters is found only where it is a whole word of the text. A Chinese word is found anywhere in it.
    A message is searched for about a hundred kinds of words, so the text is read once for all kinds and not once for
    each.
    """

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
        """Returns the words of the table that occur in a raw text, folded, by kind.

        The words of a kind are in the order of the text. Those that begin at the same position are in the order of the
        table.
        """
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
        """Returns the kinds of which a raw text has at least one word, in the order of the table."""
        found = self.find(text)
        return [kind for kind in self.kinds if kind in found]


@lru_cache(maxsize=8)
def _find_beginnings(plain: str) -> tuple[dict[str, list[int]], frozenset[str]]:
    """Returns the positions of each run of Latin letters and digits in a folded text, and the set of its single
    characters and pairs of adjacent characters. The result is cached, because the same text is searched for the words
    of several tables, one after the other."""
    runs: dict[str, list[int]] = {}
    for run in _LATIN.finditer(plain):
        runs.setdefault(run[0], []).append(run.start())
    return runs, frozenset(plain).union(map(add, plain, plain[1:]))


def _fold(text: str) -> str:
    return folded(text).replace("’", "'")
