"""Provides the clock. The demo's clock can be set (`DEMO_NOW`): it starts at that moment and runs
on. It is used for staffed hours, due dates and the dates of the marketplace; identities, leases and
retries use the system's clock."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

Clock = Callable[[], dt.datetime]


def system_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def build_clock(start: dt.datetime | None) -> Clock:
    """Returns the system's clock, or a clock that reads `start` now."""
    if start is None:
        return system_clock
    began = time.monotonic()
    return lambda: start.astimezone(dt.UTC) + dt.timedelta(seconds=time.monotonic() - began)
