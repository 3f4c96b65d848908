"""Declares the figure of the people who wait for an agent."""

from __future__ import annotations

from prometheus_client import Gauge

from bot.support.store.handoffs import count_requested
from foundation.database.announcing import Connection

HANDOFFS_WAITING = Gauge("caravan_handoffs_waiting", "People who wait for an agent, in the whole installation")


async def count_people_waiting(connection: Connection) -> None:
    """Counts the requests for a person that nobody has taken."""
    HANDOFFS_WAITING.set(await count_requested(connection))


def forget_people_waiting() -> None:
    """Shows no old value while the database is away."""
    HANDOFFS_WAITING.set(float("nan"))
