"""Collects the terms of a catalogue: the names of its goods, without colours, sizes and packings.

The meaning of a text is compared with terms instead of products, because a growing catalogue adds many products but few
new terms. The products of a term are found by its words, as for any other text.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import rjieba

from actions.marketplace.goods.words.words import is_attribute, is_han, normalise, plain_name, stem

MOST_TERMS = 100_000
"""The most terms that are kept: those with the most products."""
_MOST_COUNTED = 4 * MOST_TERMS
_LONGEST = 80
"""The most characters of a name that are read for a term. The rest of a longer name only describes the goods."""


class Term(NamedTuple):
    """Holds a term. `text` is the name as it is compared, `written` the name as people read it, and `other` the name of
    the same goods in the other language, or "". Terms with the same `group` name much the same products."""

    text: str
    written: str
    other: str
    group: int = 0


@dataclass(slots=True)
class _Counted:
    written: str
    other: str
    group: int
    times: int


class Terms:
    """Counts the terms of names, which are given in pairs of both languages."""

    def __init__(self) -> None:
        self._counted: dict[str, _Counted] = {}

    def add(self, english: str, chinese: str, group: str = "", times: int = 1) -> None:
        """Adds the names of some goods in both languages. Goods with the same `group` are of the same kind."""
        en, zh = term(english), term(chinese)
        for text, name, other in ((en, english, zh), (zh, chinese, en)):
            if text:
                self._count(text, _written(name, text), "" if other == text else other, crc32(group.encode()), times)

    def add_lines(self, english: str, chinese: str, times: int = 1) -> None:
        """Adds all names of one kind of goods, which each text has on separate lines. The same line of the English and
        the Chinese text means the same goods."""
        group = f"{english}\n{chinese}"
        one, other = english.splitlines(), chinese.splitlines()
        for position in range(max(len(one), len(other))):
            self.add("".join(one[position : position + 1]), "".join(other[position : position + 1]), group, times)

    def most_frequent(self, most: int = MOST_TERMS) -> list[Term]:
        """Returns the terms that were counted most often, in the order of the alphabet."""
        chosen = sorted(self._counted, key=lambda text: (-self._counted[text].times, text))[:most]
        return [self._term(text) for text in sorted(chosen)]

    def _term(self, text: str) -> Term:
        counted = self._counted[text]
        other = self._counted.get(counted.other)
        return Term(text, counted.written, other.written if other else counted.other, counted.group)

    def save(self, path: Path) -> None:
        rows = {text: (one.written, one.other, one.group, one.times) for text, one in self._counted.items()}
        path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def joined(cls, paths: Iterable[Path]) -> "Terms":
        """Returns the terms of several files together."""
        whole = cls()
        for path in paths:
            rows: Mapping[str, tuple[str, str, int, int]] = json.loads(path.read_text(encoding="utf-8"))
            for text, counted in rows.items():
                whole._count(text, *counted)
        return whole

    def _count(self, text: str, written: str, other: str, group: int, times: int) -> None:
        counted = self._counted.get(text)
        if counted is None:
            self._counted[text] = _Counted(written, other, group, times)
            if len(self._counted) > _MOST_COUNTED:
                self._forget_rare()
            return
        counted.times += times
        counted.other = counted.other or other
        if counted.written == text:
            counted.written = written

    def _forget_rare(self) -> None:
        """Drops the rarer half of the terms, so that memory stays bounded."""
        common = sorted(self._counted, key=lambda text: (-self._counted[text].times, text))[: _MOST_COUNTED // 2]
        self._counted = {text: self._counted[text] for text in common}


@lru_cache(maxsize=50_000)
def term(name: str) -> str:
    """Returns the term of a product's name: "porcelain cup" for "White porcelain cup, 180 ml". Returns "" for a name of
    which nothing is left."""
    named = plain_name(name)[:_LONGEST]
    pieces = [piece for piece in _pieces(named) if not is_attribute(piece if is_han(piece) else stem(piece))]
    return _joined(pieces).strip(" -") or named.strip()


def _written(name: str, text: str) -> str:
    """Returns the term `text` with the capitals of the product's name ("T-shirt", "LED strip"), if nothing else of the
    name was left out."""
    bare = name.split(",")[0].strip()
    return bare if normalise(bare).strip() == text else text


def _pieces(text: str) -> Iterator[str]:
    for part in text.split():
        yield from rjieba.cut(part) if any(map(is_han, part)) else [part]


def _joined(pieces: Iterable[str]) -> str:
    """Returns the pieces with a space between those that are not Chinese."""
    text = ""
    for piece in pieces:
        text += piece if not text or is_han(piece) or is_han(text[-1]) else f" {piece}"
    return text
