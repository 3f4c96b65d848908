"""Computes fingerprints of texts. By them, tests find training examples that are nearly the same as a test example,
without storing the words of the test example.

A fingerprint is the set of hashes of all overlapping pieces of a text (shingles). A piece has four characters, or two
in a Chinese text, without punctuation and regardless of case.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_MARKS = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
SHORTEST = {True: 6, False: 14}
"""The fewest characters of a text that is compared: 6 for a Chinese text (True), 14 for another one (False). Shorter
texts, such as "ok", are written by everybody."""


def is_long_enough(text: str) -> bool:
    return len(_MARKS.sub("", text)) >= SHORTEST[_HAN.search(text) is not None]


def fingerprint(text: str) -> frozenset[str]:
    """Returns the hashes of the overlapping pieces of the text, each in six hexadecimal digits."""
    plain = _MARKS.sub("", text.lower())
    length = 2 if _HAN.search(plain) else 4
    shingles = {plain[at : at + length] for at in range(max(len(plain) - length + 1, 1))}
    return frozenset(hashlib.sha256(shingle.encode()).hexdigest()[:6] for shingle in shingles)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Returns the share of pieces that the texts of two fingerprints have in common, from 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def find_near(text: str, known: Iterable[frozenset[str]], least: float) -> bool:
    """Returns True if the text has at least the likeness `least`, from 0 to 1, to one of the `known` fingerprints."""
    own = fingerprint(text)
    shortest, longest = least * len(own), len(own) / least  # what has fewer or more pieces cannot share enough of them
    return any(shortest <= len(other) <= longest and likeness(own, other) >= least for other in known)
