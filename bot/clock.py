"""The clock. The demo's can be set (`DEMO_NOW`): it starts there and runs on. It tells staffed hours and due dates; identities,
leases and retries live by the system's."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

Clock = Callable[[], dt.datetime]


def system_clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def clock_from(start: dt.datetime | None) -> Clock:
    """The system's clock, or one that reads `start` now."""
    if start is None:
        return system_clock
    began = time.monotonic()
    return lambda: start.astimezone(dt.UTC) + dt.timedelta(seconds=time.monotonic() - began)
