"""Finds the words of a table in a text, all kinds of the table in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nlu.understanding.text.writing import folded

_BEGINNING = 2
"""Words are looked up by so many of their first characters."""


class Words:
    """Holds words by kind. A word of Latin letters is found where it is a whole word of the text; a Chinese word may stand
    anywhere in it. A message is searched for some hundred kinds, so the text is read once for all of them and not once
    for each."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self.kinds = tuple(words)
        self._at: dict[str, list[tuple[str, str]]] = {}
        for kind, listed in words.items():
            for word in dict.fromkeys(_fold(str(word)) for word in listed):
                self._at.setdefault(word[:_BEGINNING], []).append((word, kind))

    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    def find(self, text: str) -> dict[str, list[str]]:
        """Returns the words that a raw text has, folded, by kind and in the order of the text; those that begin at the same
        place in the order of the table."""
        plain = _fold(text)
        found: dict[str, list[str]] = {}
        for start in range(len(plain)):
            for length in range(1, _BEGINNING + 1):
                for word, kind in self._at.get(plain[start : start + length], ()):
                    if len(word) >= length and plain.startswith(word, start) and _stands_alone(plain, start, word):
                        found.setdefault(kind, []).append(word)
        return found

    def find_kinds(self, text: str) -> list[str]:
        """Returns the kinds whose words a raw text has, in the order of the table."""
        found = self.find(text)
        return [kind for kind in self.kinds if kind in found]


def _stands_alone(plain: str, start: int, word: str) -> bool:
    if not (word.isascii() and word[0].isalnum()):
        return True
    end = start + len(word)
    return not (start and _is_latin(plain[start - 1])) and not (end < len(plain) and _is_latin(plain[end]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _fold(text: str) -> str:
    return folded(text).replace("’", "'")
