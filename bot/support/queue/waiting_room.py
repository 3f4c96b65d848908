"""Removes visitors from the queue for agents whose web chat has been closed for 15 minutes."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection

import structlog

from bot.support.handoff.waiting import do_drop_left
from bot.support.store.queue.waiting_visitors import list_left, list_waiting_chats, note_seen
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable
from foundation.jobs.periodic import Job

log = structlog.get_logger()

GONE_AFTER = dt.timedelta(minutes=15)
EVERY_SECONDS = 60.0
PATIENCE_SECONDS = 150.0


class WaitingRoom:
    """Records every minute which web chats of waiting people are connected to this gateway, and
    removes visitors from the queue whose chat no gateway has recorded for `gone_after`.

    After a start, and after an outage of the database, nobody is removed for `patience` seconds, so
    that clients can reconnect and be recorded. Any number of gateways may run this job at the same
    time.
    """

    def __init__(
        self,
        database: Database,
        present: Collection[str],
        *,
        gone_after: dt.timedelta = GONE_AFTER,
        every: float = EVERY_SECONDS,
        patience: float = PATIENCE_SECONDS,
        clock: Clock = system_clock,
    ) -> None:
        self._database, self._present = database, present
        self._gone_after, self._every, self._patience, self._clock = gone_after, every, patience, clock
        self._looking_since: float | None = None

    @property
    def job(self) -> Job:
        """Returns the periodic job that calls `look`. Every gateway runs this job."""
        return Job("waiting room", self._every, self.look)

    async def look(self) -> int:
        """Records which chats of waiting people are connected to this gateway, and removes visitors
        who have left. Returns how many were removed.

        Raises:
            DatabaseUnavailable: nothing was recorded. The time of `patience` begins anew with the
                next successful call.
        """
        try:
            await self._note()
        except DatabaseUnavailable:
            self._looking_since = None
            raise
        if self._looking_since is None:
            self._looking_since = time.monotonic()
        if time.monotonic() - self._looking_since < self._patience:
            return 0
        return await self._drop()

    async def _note(self) -> None:
        async with self._database.read() as connection:
            waiting = await list_waiting_chats(connection)
        here = [conversation_id for conversation_id in waiting if conversation_id in self._present]
        if here:
            async with self._database.begin() as connection:
                await note_seen(connection, here, self._clock())

    async def _drop(self) -> int:
        before, dropped = self._clock() - self._gone_after, 0
        async with self._database.read() as connection:
            left = await list_left(connection, before)
        for conversation_id in left:
            async with self._database.begin() as connection:
                gone = await do_drop_left(connection, conversation_id, before)
            dropped += gone
        if dropped:
            log.info("visitors who left were taken out of the queue", visitors=dropped)
        return dropped
