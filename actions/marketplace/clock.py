"""Tells the time. Whoever needs it is handed a clock, so that the demo and the tests have their own."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)
