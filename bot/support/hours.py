"""Defines when the desk is staffed."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

STAFF_ZONE = ZoneInfo("Asia/Shanghai")
STAFF_HOURS = (dt.time(9), dt.time(18))
STAFF_WEEKDAYS = range(6)


def is_staffed(now: dt.datetime) -> bool:
    """Returns whether agents work at that time."""
    local = now.astimezone(STAFF_ZONE)
    opens, closes = STAFF_HOURS
    return local.weekday() in STAFF_WEEKDAYS and opens <= local.time() < closes
