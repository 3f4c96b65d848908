"""Reads a day of the month that a message names without its month, with the help of a day that was named before."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.turn import Turn


def read_day_of_month(turn: Turn, about: dt.date) -> dt.date | None:
    """Returns the next day with the number that the message names ("the 21st", 25号): in the month of the day `about`,
    or else in the month after it. Returns None if the message names no such number, or also a whole date."""
    said = turn.choices.get("day")
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
