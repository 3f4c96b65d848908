"""Lists the time zones that this machine knows."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def list_zones() -> frozenset[str]:
    """Returns the names of all time zones, such as `Europe/Berlin`."""
    return frozenset(available_timezones())
