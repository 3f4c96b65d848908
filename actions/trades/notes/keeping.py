"""Keeps words of the contact that fit no value of a task, such as a condition, for the other side to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from actions.dialogue.discourse import Json
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.turn import Turn
from actions.trades.notes.reasons import read_reason


def keeps_in(name: str, most: int, within: str = "") -> Callable[[Turn, Json, Sequence[str]], Json]:
    """Returns a function that adds words to the remarks that a task's values hold under `name`, up to `most`
    characters. With `within`, the remarks are inside the value of that name. It leaves out words that may not be passed
    on, and tells the contact so."""

    def keep(turn: Turn, values: Json, words: Sequence[str]) -> Json:
        held: Json = dict(values.get(within) or {}) if within else values
        said = [one for one in str(held.get(name) or "").split(BETWEEN) if one]
        more = [one for one in (read_reason(turn, each) for each in words) if one]
        if not more:
            return {}
        kept = {name: BETWEEN.join(without_parts([*said, *more]))[:most]}
        return {within: {**held, **kept}} if within else kept

    return keep


def keeps_among_words(turn: Turn, values: Json, words: Sequence[str]) -> Json:
    """Adds words to those that the task has collected from the contact."""
    said: list[str] = list(values.get("words") or [])
    more = [one for one in (read_reason(turn, each) for each in words) if one]
    return {"words": [*said, *(one for one in more if one not in said)]} if more else {}


def without_parts(remarks: Sequence[str]) -> list[str]:
    """Returns the remarks without those that are contained in another remark."""
    once = list(dict.fromkeys(remarks))
    return [one for one in once if not any(one != other and one.casefold() in other.casefold() for other in once)]
