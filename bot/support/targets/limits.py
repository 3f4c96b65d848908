"""Defines the targets of the desk: within how many minutes of working hours a contact is answered,
by how urgent their request is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.support.marks import PRIORITIES
from foundation.errors import Explain, Unreadable

TARGETS = ("first_reply", "next_reply", "resolution")
LONGEST = 60 * 24 * 30
"""The most minutes of a target."""


@dataclass(frozen=True)
class Limits:
    """Holds the minutes of each target, by priority."""

    minutes: Mapping[str, Mapping[str, int]]

    def find(self, priority: str, target: str) -> dt.timedelta:
        """Returns the limit of a target for requests of a priority."""
        return dt.timedelta(minutes=self.minutes[priority][target])


DEFAULT = Limits(
    {
        "low": {"first_reply": 60, "next_reply": 120, "resolution": 1620},
        "normal": {"first_reply": 15, "next_reply": 30, "resolution": 540},
        "high": {"first_reply": 10, "next_reply": 15, "resolution": 240},
        "urgent": {"first_reply": 5, "next_reply": 10, "resolution": 120},
    }
)
"""The targets until an admin has changed them."""


def read_limits(stored: Any) -> Limits:
    """Parses targets from their JSON.

    Raises:
        Unreadable: the JSON has no valid targets.
    """
    try:
        return build_limits({(name, target): stored[name][target] for name in PRIORITIES for target in TARGETS})
    except (KeyError, TypeError, Explain) as error:
        raise Unreadable("targets") from error


def build_limits(minutes: Mapping[tuple[str, str], Any]) -> Limits:
    """Returns targets from minutes by priority and target.

    Raises:
        Explain: a value is not a whole number of minutes from 1 to `LONGEST`.
    """
    return Limits(
        {name: {target: _read_minutes(minutes.get((name, target))) for target in TARGETS} for name in PRIORITIES}
    )


def _read_minutes(value: Any) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and 1 <= int(text) <= LONGEST):
        raise Explain("bad_target", "targets.refused", most=LONGEST)
    return int(text)
