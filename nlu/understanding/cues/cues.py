"""Finds which kinds of cue words a text has."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from nlu.understanding.text.writing import folded

LANGUAGES = ("en", "zh")
_FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def read_cues() -> dict[str, re.Pattern[str]]:
    """Returns a pattern for each kind of cue, over the words of all languages: people mix them."""
    words: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for kind, listed in yaml.safe_load((_FOLDER / f"{language}.yml").read_text(encoding="utf-8")).items():
            words.setdefault(kind, []).extend(folded(str(word)) for word in listed)
    return {
        kind: re.compile("|".join(map(_pattern, sorted(listed, key=len, reverse=True))))
        for kind, listed in words.items()
    }


def find_cues(text: str) -> set[str]:
    """Returns the kinds of cues that a raw text has."""
    plain = folded(text).replace("’", "'")
    return {kind for kind, pattern in read_cues().items() if pattern.search(plain)}


def _pattern(word: str) -> str:
    # A Latin word has borders; a Chinese one stands anywhere.
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() and word[0].isalnum() else re.escape(word)
