"""Tells the date in the marketplace's time zone."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """Returns today's date in Shanghai, by the demo's clock when `DEMO_NOW` (RFC 3339) is set."""
    demo = os.environ.get("DEMO_NOW")
    now = datetime.fromisoformat(demo.replace("Z", "+00:00")) if demo else datetime.now(ZONE)
    return now.astimezone(ZONE).date()
