"""Reads whether a text consists of nothing but keys pressed at random: "asdf …", "qweqwe", "；；；。". Imports nothing of
Rasa."""

from __future__ import annotations

import re
from itertools import pairwise

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LEAST = 3
_WORDS = re.compile(r"[^\W_]+")
_MARKS_ALONE = re.compile(r"[\s.。,，;；:：/\\|\[\]{}<>~`^_=+*#@$%&()（）-]{2,}")


def is_mash(plain: str) -> bool:
    """Returns whether a folded text has no words: only neighbouring keys of one row of the keyboard, or only marks that
    ask for nothing."""
    words = _WORDS.findall(plain)
    return all(map(_is_run, words)) if words else _MARKS_ALONE.fullmatch(plain) is not None


def _is_run(word: str) -> bool:
    """Returns whether the word is a run of neighbouring keys, or repeats one: "asdf", "qweqwe", "lkjh"."""
    row = next((row for row in _ROWS if set(word) <= set(row)), "")
    places = [row.index(sign) for sign in word] if row else []
    steps = [after - before for before, after in pairwise(places)]
    is_long = any(steps[at : at + _LEAST] in ([1] * _LEAST, [-1] * _LEAST) for at in range(len(steps)))
    first = word[:_LEAST]
    repeats = len(word) > _LEAST and first * (len(word) // _LEAST) == word and steps[:2] in ([1, 1], [-1, -1])
    return is_long or repeats
