"""Reads a day of the month that a message names without its month, with the help of a day that was named before."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.brief import is_brief
from actions.dialogue.turn import Turn

_FEW_WORDS, _FEW_HAN = 5, 5
_LAST = 31


def read_day_of_month(turn: Turn, about: dt.date, *, bare: bool = False) -> dt.date | None:
    """Returns the next day with the number that the message names ("the 21st", 25号): in the month of the day `about`,
    or else in the month after it. With `bare`, a message that is nothing but a number also names a day: "16 then".
    Returns None if the message names no such number, or also a whole date."""
    said = turn.choices.get("day") or (_read_bare(turn) if bare else None)
    if turn.is_pressed or said is None:
        return None
    for month in (about.replace(day=1), (about.replace(day=1) + dt.timedelta(32)).replace(day=1)):
        try:
            day = month.replace(day=int(said))
        except ValueError:
            continue
        if day > turn.today:
            return day
    return None


def _read_bare(turn: Turn) -> str | None:
    counts = turn.cues.duration or turn.shifts or turn.entities.days or turn.percents
    is_alone = len(turn.numbers) == 1 and is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and not counts
    number = turn.numbers[0] if is_alone else 0
    return str(int(number)) if number == int(number) and 0 < number <= _LAST else None
