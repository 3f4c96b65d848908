"""Joins what the tables of words say that a message asks (`questioning.py`) with the facts that the model reads in it
(nlu/understanding/asked). A fact that the model is sure of goes before what the tables say of the same words. Imports nothing of Rasa."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from foundation.yaml_text import read_yaml
from nlu.understanding.asked.questioning import find_asked

_SURE = 0.5
"""How sure the model must be of a fact of the whole message."""
_SURE_OF_A_PIECE = 0.6
_NONE = "none"
Read = Mapping[str, Any]
"""A fact that the model reads, with its confidence and its place in the text."""
Clause = dict[str, Any]


def find_facts(parsed: Mapping[str, Any]) -> list[Read]:
    """Returns the facts that a parsed message surely asks for: one of the whole message, or those of its pieces if these ask
    for several."""
    length = len(str(parsed.get("text") or ""))
    best: dict[tuple[int, int], Read] = {}
    for each in parsed.get("facts") or []:
        span = (each["start"], each["end"])
        if span not in best or each["confidence"] > best[span]["confidence"]:
            best[span] = each
    pieces = [
        each
        for span, each in best.items()
        if span != (0, length) and each["fact"] != _NONE and each["confidence"] >= _SURE_OF_A_PIECE
    ]
    several = list({each["fact"]: each for each in pieces}.values())
    if len(several) > 1:
        return several
    whole = best.get((0, length))
    if whole is not None and whole["fact"] != _NONE and whole["confidence"] >= _SURE:
        return [whole]
    return several


def ask_for_facts(asked: list[Clause], facts: Sequence[Read], plain: str) -> list[Clause]:
    """Returns the clauses of a message about things that were traded, with the facts that it surely asks for of these. `plain`
    is its folded text."""
    if not facts:
        return asked
    of_trades = [each for each in facts if each["fact"] not in _goods()]
    return [_ask_for(each, find_asked(plain[each["start"] : each["end"]])) for each in of_trades]


def _ask_for(fact: Read, by_words: Iterable[Clause]) -> Clause:
    clauses = list(by_words)
    return {
        "kinds": list(dict.fromkeys(kind for clause in clauses for kind in clause["kinds"])),
        "things": list(dict.fromkeys(thing for clause in clauses for thing in clause["things"])),
        "is_question": True,
        "fact": fact["fact"],
    }


def ask_for_facts_of_goods(asked: list[Clause], facts: Sequence[Read]) -> list[Clause]:
    """Returns the clauses of a message about goods on sale and their suppliers, with the facts that it surely asks for of these. What
    is asked about trades is none of them."""
    if not facts:
        return asked
    kinds = list(dict.fromkeys(kind for clause in asked for kind in clause["kinds"]))
    return [
        {"kinds": kinds or ["whether"], "things": [_goods()[each["fact"]]], "is_question": True, "fact": each["fact"]}
        for each in facts
        if each["fact"] in _goods()
    ]


@lru_cache(maxsize=1)
def _goods() -> dict[str, str]:
    """Returns the facts of goods and suppliers, each with the name that the table of words has for it."""
    table: dict[str, str] = read_yaml(Path(__file__).resolve().parent / "goods" / "facts.yml")
    return table
