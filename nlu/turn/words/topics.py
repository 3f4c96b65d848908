"""Finds the topics that the words of a message name, beyond those that the act model knows, and the conditions of a
search and the currency that they name. Imports nothing of Rasa."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from foundation.yaml_text import read_yaml
from nlu.understanding.cues.words import Words

_FOLDER = Path(__file__).resolve().parent


def find_more_topics(text: str) -> list[str]:
    """Returns the topics that a text names, in the order of topics.yml."""
    return _read("topics").find_kinds(text)


def find_more_conditions(text: str) -> list[str]:
    """Returns the conditions of a search that a text names, in the order of conditions.yml."""
    return _read("conditions").find_kinds(text)


def find_currency(text: str) -> str | None:
    """Returns the only currency that a text names in words; None if it names none or several."""
    named = _read("currencies").find_kinds(text)
    return named[0] if len(named) == 1 else None


def find_nation(text: str) -> str | None:
    """Returns the code of the only country that a text names by its adjective: "the Portuguese one"."""
    named = _read("nations").find_kinds(text)
    return named[0] if len(named) == 1 else None


@lru_cache(maxsize=4)
def _read(table: str) -> Words:
    return Words(read_yaml(_FOLDER / f"{table}.yml"))
