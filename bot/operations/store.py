"""Counts how much waits, for the figures. The counts use partial indexes, so their cost depends on
what waits and not on the whole table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import deliveries, inbound
from bot.support.store.tables import handoffs
from foundation.clock import system_clock


@dataclass(frozen=True)
class Backlog:
    """Counts what waits in the whole installation, whichever gateway asks. `oldest_seconds` is how
    long the first of `messages` has waited."""

    messages: int
    oldest_seconds: float
    deliveries: dict[str, int]
    """By state: `queued`, `sending`."""
    handoffs: int


async def count_backlog(connection: AsyncConnection) -> Backlog:
    """Counts messages without an answer, replies not sent, and people who wait for an agent."""
    unanswered = select(func.count(), func.min(inbound.c.received_at)).where(inbound.c.handled_at.is_(None))
    messages, oldest = (await connection.execute(unanswered)).one()
    unsent = (
        select(deliveries.c.state, func.count().label("number"))
        .where(deliveries.c.state.in_(("queued", "sending")))
        .group_by(deliveries.c.state)
    )
    by_state = {row.state: row.number for row in await connection.execute(unsent)}
    requested = select(func.count()).select_from(handoffs).where(handoffs.c.state == "requested")
    waiting = (await connection.execute(requested)).scalar_one()
    age = (system_clock() - oldest) if oldest else dt.timedelta()
    return Backlog(messages, max(age.total_seconds(), 0.0), {"queued": 0, "sending": 0, **by_state}, waiting)
