"""Finds which topics the words of a message name beside those that the act model knows, and which currency they name. Imports
nothing of Rasa."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from nlu.understanding.text.writing import folded

_FOLDER = Path(__file__).resolve().parent


def find_more_topics(plain: str) -> list[str]:
    """Returns the topics that a folded text names, in the order of topics.yml."""
    return [name for name, words in _read("topics").items() if words.search(plain)]


def find_currency(plain: str) -> str | None:
    """Returns the only currency that a folded text names in words; None if it names none or several."""
    named = [name for name, words in _read("currencies").items() if words.search(plain)]
    return named[-1] if len(named) == 1 else None


def find_nation(plain: str) -> str | None:
    """Returns the code of the only country that a folded text names by its adjective: "the Portuguese one"."""
    named = [name for name, words in _read("nations").items() if words.search(plain)]
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=3)
def _read(table: str) -> dict[str, re.Pattern[str]]:
    listed: dict[str, list[str]] = yaml.safe_load((_FOLDER / f"{table}.yml").read_text(encoding="utf-8"))
    return {
        name: re.compile("|".join(_pattern(folded(str(word))) for word in sorted(words, key=len, reverse=True)))
        for name, words in listed.items()
    }


def _pattern(word: str) -> str:
    # A Latin word must be a whole word of the text; a Chinese word may stand anywhere in it.
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() and word[0].isalnum() else re.escape(word)
