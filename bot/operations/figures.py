"""Updates the figures about the database, the parts and Rasa's instances whenever figures are
requested."""

from __future__ import annotations

import asyncio

from bot import metrics
from bot.conversation.dialogue import Dialogue
from bot.database.engine import Database
from bot.operations.health import Health
from bot.operations.store import count_backlog
from foundation.database.outages import DatabaseUnavailable

ASK_SECONDS = 3.0
"""Longest time that a scrape waits for the database."""


class Figures:
    """Adds figures to `GET /metrics` that are not counted continuously, but only when they are
    requested."""

    def __init__(self, database: Database, dialogue: Dialogue, health: Health) -> None:
        self._database, self._dialogue, self._health = database, dialogue, health

    async def refresh(self) -> None:
        for gauge in (metrics.PART_UP, metrics.RASA_UP, metrics.RASA_WORKING):
            gauge.clear()
        for part, state in self._health.parts.items():
            if state != "off":
                metrics.PART_UP.labels(part).set(state == "ok")
        for rasa in self._dialogue.instances:
            metrics.RASA_UP.labels(rasa.url).set(rasa.up)
            metrics.RASA_WORKING.labels(rasa.url).set(rasa.working)
        await self._count()

    async def _count(self) -> None:
        """Counts what waits in the database. If the database is away, the figures become NaN, so
        that no old values are shown."""
        try:
            async with asyncio.timeout(ASK_SECONDS), self._database.read() as connection:
                backlog = await count_backlog(connection)
        except (DatabaseUnavailable, TimeoutError):
            metrics.DATABASE_UP.set(0)
            for gauge in (metrics.MESSAGES_WAITING, metrics.OLDEST_WAITING_SECONDS, metrics.HANDOFFS_WAITING):
                gauge.set(float("nan"))
            metrics.DELIVERIES_WAITING.clear()
            return
        metrics.DATABASE_UP.set(1)
        metrics.MESSAGES_WAITING.set(backlog.messages)
        metrics.OLDEST_WAITING_SECONDS.set(backlog.oldest_seconds)
        metrics.HANDOFFS_WAITING.set(backlog.handoffs)
        for state, count in backlog.deliveries.items():
            metrics.DELIVERIES_WAITING.labels(state).set(count)
