"""Tells the date in the marketplace's time zone."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Returns today's date in Shanghai. If the environment variable `DEMO_NOW` is set, the date is that of the time
    which it holds (RFC 3339).

    Raises:
        ValueError: `DEMO_NOW` does not hold a valid time.
    """
    demo = os.environ.get("DEMO_NOW")
    now = datetime.fromisoformat(demo.replace("Z", "+00:00")) if demo else datetime.now(ZONE)
    return now.astimezone(ZONE).date()
