"""Provides clocks. The demo can have a clock of its own, which starts at the moment `DEMO_NOW`. The
demo's clock is used for staffed hours and for dates of the marketplace; everything else, such as
the expiry of sign-ins, uses the system's clock."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

Clock = Callable[[], dt.datetime]


def system_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def build_clock(start: dt.datetime | None) -> Clock:
    """Returns a clock that shows `start` now and runs on, or the system's clock if `start` is None."""
    if start is None:
        return system_clock
    began = time.monotonic()
    return lambda: start.astimezone(dt.UTC) + dt.timedelta(seconds=time.monotonic() - began)
