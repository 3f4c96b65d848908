"""Divides text into the words by which messages are found. Chinese has no spaces, so each of its characters counts as a
word, and so does each pair of neighbouring characters. This is enough to find Chinese words, and works alike in both
databases (docs/decisions/)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUNS = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")
LONGEST = 64
"""The most characters of a word that are stored."""
MOST_WORDS = 16
"""The most words of a search."""
AROUND = 60
"""How many characters are shown before and after a word that was found."""


@dataclass(frozen=True)
class Wanted:
    """Describes a word of a search. A word that was perhaps not typed to its end is a `prefix`."""

    word: str
    prefix: bool = False


def list_words(text: str) -> list[str]:
    """Returns the distinct words of a text, in the order of the text."""
    return list(dict.fromkeys(word for run in _find_runs(text) for word in _divide(run)))


def list_wanted(search: str) -> list[Wanted]:
    """Returns the words that a message must have to be found."""
    wanted: list[Wanted] = []
    for run in _find_runs(search):
        if not _IS_HAN.match(run):
            wanted.append(Wanted(run[:LONGEST], prefix=True))
        elif len(run) == 1:
            wanted.append(Wanted(run))
        else:
            wanted += [Wanted(run[start : start + 2]) for start in range(len(run) - 1)]
    return list(dict.fromkeys(wanted))[:MOST_WORDS]


def _find_runs(text: str) -> Iterator[str]:
    yield from _RUNS.findall(unicodedata.normalize("NFKC", text).casefold())


def _divide(run: str) -> Iterator[str]:
    if not _IS_HAN.match(run):
        yield run[:LONGEST]
        return
    yield from run
    yield from (run[start : start + 2] for start in range(len(run) - 1))


def cut_out(text: str, search: str) -> Sequence[tuple[str, bool]]:
    """Returns the part of a text around the first word that was found, divided into pieces. Each piece says whether it
    is one of the words of the search."""
    runs = sorted({re.escape(run) for run in _find_runs(search)}, key=len, reverse=True)
    hits = list(re.finditer("|".join(runs), text, re.IGNORECASE)) if runs else []
    start = max(0, hits[0].start() - AROUND) if hits else 0
    end = min(len(text), (hits[0].end() if hits else 0) + AROUND)
    pieces = [("…", False)] if start else []
    for hit in hits:
        if hit.end() > end:
            break
        pieces += [(text[start : hit.start()], False), (hit[0], True)]
        start = hit.end()
    pieces += [(text[start:end], False), ("…" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece[0]]
