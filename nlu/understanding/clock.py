"""Today, where the marketplace is."""

from __future__ import annotations

import os
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The date in Shanghai, of the demo's clock (`DEMO_NOW`, RFC 3339) when it is set."""
    demo = os.environ.get("DEMO_NOW")
    now = datetime.fromisoformat(demo.replace("Z", "+00:00")) if demo else datetime.now(ZONE)
    return now.astimezone(ZONE).date()
