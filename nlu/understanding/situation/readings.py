"""Reads in a text what is neither an intent nor an entity, by the grammar and by lists of words: topics, reports,
choices, numbers, shares, what is removed from a list, and what the bot should write.

These results are called readings. They are part of the output for a message. Of most readings, the act model sees only
whether there are any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from nlu.understanding.cues.cues import (
    find_asides,
    find_choices,
    find_mentions,
    find_reports,
    find_topics,
    read_reports,
    read_topics,
)
from nlu.understanding.grammar.changes.bargains import asks_privacy, find_limits, find_percents
from nlu.understanding.grammar.changes.counted import find_counted
from nlu.understanding.grammar.changes.differences import find_differences, find_numbers
from nlu.understanding.grammar.changes.removals import find_removals
from nlu.understanding.grammar.changes.shares import find_shares
from nlu.understanding.grammar.changes.shifts import find_shifts
from nlu.understanding.grammar.changes.stated import find_stated
from nlu.understanding.grammar.dictation import find_dictation
from nlu.understanding.grammar.remarks import asks_to_repeat, find_remarks
from nlu.understanding.grammar.sizes import find_sizes

MOST_NUMBERS = 8
"""The most results that are kept of each reading that is a list of numbers or of values."""
Readings = Mapping[str, Any]
"""The readings of a text, by the names that they have in the output for a message."""
_PRESENT = (
    *("removals", "differences", "shares", "shifts", "counted", "percents", "limits", "is_private", "remarks"),
    *("repeats", "choices"),
)
"""The readings of which the act model sees only whether there are any."""


def read_readings(text: str, today: date) -> Readings:
    """Returns all readings of the raw text, by their names. Relative dates are counted from `today`."""
    return {
        "mentions": find_mentions(text),
        "asides": [list(span) for span in find_asides(text)],
        "topics": find_topics(text),
        "reports": find_reports(text),
        "choices": find_choices(text),
        "numbers": find_numbers(text)[:MOST_NUMBERS],
        "differences": find_differences(text)[:MOST_NUMBERS],
        "shares": find_shares(text)[:MOST_NUMBERS],
        "percents": find_percents(text)[:MOST_NUMBERS],
        "shifts": find_shifts(text)[:MOST_NUMBERS],
        "counted": [list(each) for each in find_counted(text)][:MOST_NUMBERS],
        "removals": find_removals(text),
        "limits": find_limits(text)[:MOST_NUMBERS],
        "is_private": asks_privacy(text),
        "remarks": find_remarks(text),
        "dictation": find_dictation(text, today),
        "repeats": asks_to_repeat(text),
        "sizes": find_sizes(text),
        "stated": find_stated(text)[:MOST_NUMBERS],
    }


def list_names() -> list[str]:
    """Returns the names of the topics and reports that are listed at present, such as `topics.sent`. A model keeps the
    names with which it was trained, so that it still works when a topic is added to the list or removed from it."""
    return [*(f"topics.{name}" for name in read_topics()), *(f"reports.{name}" for name in read_reports())]


def list_flags(text: str, readings: Readings, names: Sequence[str]) -> list[bool]:
    """Returns the flags by which the act model sees the readings of a text. `names` are the topics and reports that the
    model knows."""
    found = {f"{kind}.{name}" for kind in ("topics", "reports") for name in readings[kind]}
    dictation, numbers, papers = (
        readings["dictation"],
        readings["numbers"],
        [_is_paper(each) for each in readings["mentions"]],
    )
    return [
        *(bool(readings[name]) for name in _PRESENT),
        dictation["words"] != text.strip(),
        dictation["adds"],
        bool(dictation["swap"]),
        dictation["is_polite"],
        dictation["is_to_them"],
        dictation["begins_again"],
        len(numbers) == 1,
        len(numbers) > 1,
        any(papers),
        not all(papers),
        *(name in found for name in names),
    ]


def _is_paper(mention: str) -> bool:
    return mention.startswith("paper.")
