"""Fingerprints texts, so that held-out ones can be told from near copies of them without keeping their words.

A text is the set of hashes of its shingles: four characters of a Latin text, two of a Chinese one, without marks and case.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_MARKS = re.compile(r"[\W_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
SHORTEST = {True: 6, False: 14}
"""Characters from which on a text is worth keeping apart, Chinese or not: everybody writes "ok" and "same as last time"."""


def is_long_enough(text: str) -> bool:
    return len(_MARKS.sub("", text)) >= SHORTEST[_HAN.search(text) is not None]


def fingerprint(text: str) -> frozenset[str]:
    """Returns the hashes of the text's shingles, each six hexadecimal digits."""
    plain = _MARKS.sub("", text.lower())
    length = 2 if _HAN.search(plain) else 4
    shingles = {plain[at : at + length] for at in range(max(len(plain) - length + 1, 1))}
    return frozenset(hashlib.sha256(shingle.encode()).hexdigest()[:6] for shingle in shingles)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Returns the share of shingles that two texts have in common, from 0 to 1."""
    return len(one & other) / len(one | other)


def find_near(text: str, known: Iterable[frozenset[str]], least: float) -> bool:
    """Returns whether one of the known texts is at least that much like the text."""
    own = fingerprint(text)
    return any(likeness(own, other) >= least for other in known)
