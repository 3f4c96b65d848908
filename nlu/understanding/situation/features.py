"""Computes the flags of a message in its situation, from which the act model learns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nlu.understanding.cues.cues import find_cues, read_cues
from nlu.understanding.found import Found
from nlu.understanding.situation.readings import Readings, list_flags
from nlu.understanding.situation.situation import ASKED, FOCUS, LAST, LISTED, TASKS, Situation
from nlu.understanding.text.writing import tokens

_ROLES = ("buyer", "supplier", "visitor")
_FINDS = (
    "order_number", "rfq_number", "tracking_number", "price", "quantity", "incoterm", "date", "email",
    "carrier", "certification", "country", "region", "company", "product",
)  # fmt: skip
_FITTING = {
    "quantity": {"quantity"},
    "price": {"price"},
    "place": {"country", "region"},
    "date": {"date"},
    "carrier": {"carrier"},
    "number": {"tracking_number", "quantity", "order_number", "rfq_number"},
}
"""The types of entities that answer the bot's open question, by what it asks for. Any digit also answers a question for
a quantity, a price or a number."""
_BY_DIGITS = ("quantity", "price", "number")
_SHORT, _LONG = (2, 4), 25
Array = Any


def flags_of(
    text: str, finds: Sequence[Found], situation: Situation, role: str, readings: Readings, names: Sequence[str]
) -> Array:
    """Returns the flags of a message in its situation as float32, shape (flags,).

    They come in this order: the flags of the situation, three flags for how the message fits the open question, the
    flags of its words, the flags of its words once more for every context, and the flags of its readings. The flags of
    the words for a context are zero unless the message is in this context. `names` are the topics and reports that the
    model knows.
    """
    in_words = _flags_of_words(text, finds)
    contexts = np.array([name == context_of(situation) for name in CONTEXTS], dtype=np.float32)
    fitting = _flags_of_fit(text, finds, situation.asked)
    crossed = np.outer(contexts, in_words).ravel()
    read = np.array(list_flags(text, readings, names), dtype=np.float32)
    return np.concatenate([_flags_of_situation(situation.complete(), role), fitting, in_words, crossed, read])


CONTEXTS = ("begin", "confirm", "slot", "list", "search", "effect", "rest")
"""The contexts. Each of them stands for many situations. They differ in the answer for which the bot's open question
asks or, if no question is open, in what the bot did last."""


def context_of(situation: Situation) -> str:
    """Returns the context to which the situation belongs, one of `CONTEXTS`."""
    if situation.asked != "none":
        return "confirm" if situation.asked == "yesno" else "slot"
    if situation.last in ("list", "effect"):
        return situation.last
    if situation.last == "none":
        return "begin"
    return "search" if situation.task == "search" else "rest"


def _flags_of_situation(situation: Situation, role: str) -> Array:
    first = situation.focus[:1]
    flags = [
        *(situation.asked == name for name in ASKED),
        *(situation.task == name for name in TASKS),
        *(situation.last == name for name in LAST),
        *(name in situation.listed for name in LISTED),
        *(name in situation.focus for name in FOCUS),
        *(first == (name,) for name in FOCUS),
        *(role == name for name in _ROLES),
        *(context_of(situation) == name for name in CONTEXTS),
    ]
    return np.array(flags, dtype=np.float32)


def _flags_of_fit(text: str, finds: Sequence[Found], asked: str) -> Array:
    """Returns three flags, of which at most one is set. The first is set if the message holds a value of the kind that
    was asked for, the second if it holds only values of other kinds, and the third if it holds no value. None is set if
    no such value was asked for."""
    kinds, has_digits = {find.entity for find in finds}, any(character.isdigit() for character in text)
    wanted = _FITTING.get(asked)
    fits = wanted is not None and bool(kinds & wanted or (has_digits and asked in _BY_DIGITS))
    strays = wanted is not None and not fits and bool(kinds or has_digits)
    return np.array([fits, strays, wanted is not None and not fits and not strays], dtype=np.float32)


def _flags_of_words(text: str, finds: Sequence[Found]) -> Array:
    kinds, length, cues = {find.entity for find in finds}, len(tokens(text)), find_cues(text)
    flags = [
        *(cue in cues for cue in read_cues()),
        *(name in kinds for name in _FINDS),
        not kinds,
        any(character.isdigit() for character in text),
        "?" in text or "？" in text,
        text.rstrip().endswith(("?", "？")),
        *(length <= most for most in _SHORT),
        length > _LONG,
        min(length, 2 * _LONG) / _LONG,
    ]
    return np.array(flags, dtype=np.float32)
