"""Finds the words of a table in a text, all kinds of the table in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from string import ascii_letters, digits

from nlu.understanding.text.writing import folded

_BEGINNING = 2
"""Words are looked up by so many of their first characters."""

_LATIN = frozenset(ascii_letters + digits)

Listed = tuple[int, str, str]
"""A word with its place in the table and its kind, as (place, word, kind)."""
Places = dict[str, list[int]]


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
            index = self._alone if word.isascii() and word[0].isalnum() else self._anywhere
            index.setdefault(word[:_BEGINNING], []).append((order, word, kind))

    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    def find(self, text: str) -> dict[str, list[str]]:
        """Returns the words that a raw text has, folded, by kind and in the order of the text; those that begin at the same
        place in the order of the table."""
        plain = _fold(text)
        alone, anywhere = _find_beginnings(plain)
        hits = [
            (start, len(word) >= _BEGINNING, order, kind, word)
            for index, places in ((self._alone, alone), (self._anywhere, anywhere))
            for beginning in index.keys() & places.keys()
            for order, word, kind in index[beginning]
            for start in places[beginning]
            if plain.startswith(word, start)
            and not (index is self._alone and plain[start + len(word) : start + len(word) + 1] in _LATIN)
        ]
        found: dict[str, list[str]] = {}
        for *_, kind, word in sorted(hits):
            found.setdefault(kind, []).append(word)
        return found

    def find_kinds(self, text: str) -> list[str]:
        """Returns the kinds whose words a raw text has, in the order of the table."""
        found = self.find(text)
        return [kind for kind in self.kinds if kind in found]


@lru_cache(maxsize=8)
def _find_beginnings(plain: str) -> tuple[Places, Places]:
    """Returns the places at which the first characters of a word of Latin letters and of any other word stand in a folded
    text. Several tables are looked for in the same text, one after the other."""
    alone: Places = {}
    anywhere: Places = {}
    is_inside = False
    for start, character in enumerate(plain):
        both = plain[start : start + _BEGINNING]
        for beginning in (character, both) if character != both else (both,):
            anywhere.setdefault(beginning, []).append(start)
            if not is_inside:
                alone.setdefault(beginning, []).append(start)
        is_inside = character in _LATIN
    return alone, anywhere


def _fold(text: str) -> str:
    return folded(text).replace("’", "'")
