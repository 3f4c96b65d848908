"""Finds all cues of a message. Only those that are found are sent along with the message, by the names of the fields of
`actions.dialogue.said.cues.Cues`. Imports nothing of Rasa."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from foundation.yaml_text import read_yaml
from nlu.turn.words.cues import (
    agreeing,
    answering,
    asking,
    assenting,
    choosing,
    correcting,
    reaching,
    searching,
)
from nlu.turn.words.cues.assenting import is_assent
from nlu.turn.words.cues.finder import Finder
from nlu.turn.words.cues.trades import (
    confiding,
    numbers,
    ordering,
    orders,
    permitting,
    progressing,
    reckoning,
    telling,
    trading,
)
from nlu.turn.words.cues.trades.paying import find_paying
from nlu.turn.words.cues.trades.prices import pricing
from nlu.turn.words.cues.trades.prices.quoting import QUOTED, find_numbers, find_quoted
from nlu.turn.words.cues.trades.ranking import find_ranking
from nlu.turn.words.lengths import find_length
from nlu.understanding.cues.words import Words
from nlu.understanding.grammar.periods import find_deadline, find_period


def _read(table: str) -> Words:
    return Words(read_yaml(Path(__file__).with_name(f"{table}.yml")))


_WORDS, _LISTING_VALUES = _read("cues"), _read("listing_values")
_MODULES = (
    agreeing,
    answering,
    asking,
    assenting,
    choosing,
    confiding,
    correcting,
    numbers,
    ordering,
    orders,
    permitting,
    pricing,
    progressing,
    reaching,
    reckoning,
    searching,
    telling,
    trading,
)
FINDERS: dict[str, Finder] = {
    "listing_values": _LISTING_VALUES.find_kinds,
    "duration": find_length,
    **{name: find for module in _MODULES for name, find in module.FINDERS.items()},
}
DATED = ("period", "deadline", "ranking", "payments", "pay_day", *QUOTED)
BESIDE = ("removes", "kept_values", "remarked", "swapped_days")
NAMES = frozenset((*FINDERS, *_WORDS, *DATED, *BESIDE))
"""The names of all cues."""


def find_cues(text: str, today: date) -> dict[str, Any]:
    """Returns the cues of a text that was written `today`, each with its value, which is True for most."""
    found = {name: find(text) for name, find in FINDERS.items()}
    found |= dict.fromkeys(_WORDS.find_kinds(text), True)
    period, deadline = find_period(text, today), find_deadline(text, today)
    found |= {
        "period": period and [day and day.isoformat() for day in (period.start, period.end)],
        "deadline": deadline and deadline.isoformat(),
        "ranking": find_ranking(text, today),
        **find_paying(text, today),
        **find_quoted(text, today),
    }
    return {name: value for name, value in found.items() if value}


def find_cues_beside(parsed: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the cues that depend on other parts of the parse: whether the message takes something out ("send it out"
    does not), the values of a listing that stay as they are, the numbers in its remarks, and days that replace
    others."""
    swap = (parsed.get("dictation") or {}).get("swap") or ()
    found = {
        "removes": any(not is_assent(words) for words in parsed.get("removals") or ()),
        "kept_values": _LISTING_VALUES.find_kinds(" ".join(parsed.get("kept") or ())),
        "remarked": [number for words in parsed.get("remarks") or () for number in find_numbers(words)],
        "swapped_days": find_length(swap[1]) if len(swap) == 2 else None,
    }
    return {name: value for name, value in found.items() if value}
