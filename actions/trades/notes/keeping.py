"""Keeps words of the contact, such as a condition, beside the values of a task that go to the other side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.dialogue.discourse import Json
from actions.dialogue.turn import Turn
from actions.trades.notes.reasons import read_reason

_BETWEEN = "; "


def keeps_in(name: str, most: int, within: str = "") -> Callable[[Turn, Json, Sequence[str]], Json]:
    """Returns a function that adds words to the remarks under `name`, which are at most so many characters. With `within` they are
    a part of the value of that name. Words that may not be passed on are not kept, which the contact is told."""

    def keep(turn: Turn, values: Json, words: Sequence[str]) -> Json:
        held: Json = dict(values.get(within) or {}) if within else values
        said = [one for one in str(held.get(name) or "").split(_BETWEEN) if one]
        more = [one for one in (read_reason(turn, each) for each in words) if one]
        if not more:
            return {}
        kept = {name: _BETWEEN.join(dict.fromkeys((*said, *more)))[:most]}
        return {within: {**held, **kept}} if within else kept

    return keep


def keeps_among_words(turn: Turn, values: Json, words: Sequence[str]) -> Json:
    """Adds words to those of the contact that the task collects."""
    said: list[str] = list(values.get("words") or [])
    more = [one for one in (read_reason(turn, each) for each in words) if one]
    return {"words": [*said, *(one for one in more if one not in said)]} if more else {}
