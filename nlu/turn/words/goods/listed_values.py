"""Finds clause by clause the new values that a message gives for a listing, and the other things that it says: in "4.8
now, min 200, it has 12 cups in a set" the 12 is no value of a listing. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import nlu.understanding.grammar.changes.stated as whole
from foundation.yaml_text import read_yaml
from nlu.understanding.cues.words import Words
from nlu.understanding.grammar.changes.stated import find_stated
from nlu.understanding.text.writing import folded

_CLAUSE = re.compile(r"(?:[^,，;；。!！?？\n.]|(?<=\d)[.,](?=\d)|\.(?=\d))+")
_IS_PRICE = re.compile(r"\d[.]\d|[$€¥]|(?<![a-z])(?:usd|eur|rmb|cny|dollars?|euros?|bucks)(?![a-z])|[元块刀]|美金")
_NO_FIGURE = re.compile(r"\d{7,}|(?:ord|rfq|clm|smp|qst)-?\d+")
Stated = dict[str, Any]


def find_listed_values(text: str, found: Sequence[Stated]) -> tuple[list[Stated], list[str]]:
    """Returns the values that the raw text gives for a listing, and the clauses with numbers that give none. `found`
    are the values that were read in the text as a whole. That reading may join a number to the name in an earlier
    clause; so each clause is read alone first, and `found` counts only for values that no clause gives."""
    spans = [(clause.start(), clause.end()) for clause in _CLAUSE.finditer(text)]
    if len(spans) < 2 or not found:
        return list(found), []
    given: dict[tuple[str, str], Stated] = {}
    strays: list[str] = []
    for start, end in spans:
        words = text[start:end].strip()
        values = [value for value in find_stated(words) if _names_value(words, value)]
        given |= {_key(value): _choose(value, found) for value in values}
        if not values and any(sign.isdigit() for sign in words) and not _NO_FIGURE.search(folded(words)):
            strays.append(words)
    if not given:
        return list(found), []
    named = {of for of, _ in given}
    missing = [value for value in found if value["of"] not in named]
    used = {str(value.get("value")) for value in missing}
    left = [words for words in strays if not any(number in used for number in re.findall(r"\d+(?:\.\d+)?", words))]
    return [*given.values(), *missing], left


def _key(value: Mapping[str, Any]) -> tuple[str, str]:
    return str(value["of"]), str(value.get("from"))


def _choose(value: Stated, found: Sequence[Stated]) -> Stated:
    """Returns the value of a clause. If the clause alone reads like a rise ("500 up 4.4") but names a price from a
    quantity on, returns the value of the whole text."""
    if "by" in value and "from" in value:
        return next((each for each in found if _key(each) == _key(value)), value)
    return value


def _names_value(words: str, value: Mapping[str, Any]) -> bool:
    """Returns whether the clause names the property to which its number belongs, or the number can only be a price."""
    names_it = bool(_read_names().find(words)) or "percent" in value or "by" in value or "from" in value
    return names_it or _IS_PRICE.search(folded(words)) is not None


@lru_cache(maxsize=1)
def _read_names() -> Words:
    return Words(read_yaml(Path(whole.__file__).with_suffix(".yml")))
