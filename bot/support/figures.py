"""Declares the metric of how many people wait for an agent."""

from __future__ import annotations

from prometheus_client import Gauge

from bot.support.store.handoffs import count_requested
from foundation.database.announcing import Connection

HANDOFFS_WAITING = Gauge("caravan_handoffs_waiting", "People who wait for an agent, in the whole installation")


async def count_people_waiting(connection: Connection) -> None:
    """Sets the metric to the number of requests that no agent has taken."""
    HANDOFFS_WAITING.set(await count_requested(connection))


def forget_people_waiting() -> None:
    """Clears the metric while the database cannot be reached, so that it shows no old value."""
    HANDOFFS_WAITING.set(float("nan"))
