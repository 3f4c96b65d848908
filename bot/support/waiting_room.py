"""Removes from the queue visitors whose web chat has been closed for long."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection

import structlog

from bot.jobs.periodic import Job
from bot.support.handoff import do_drop_left
from bot.support.store.waiting_visitors import list_left, list_waiting_chats, note_seen
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable

log = structlog.get_logger()

GONE_AFTER = dt.timedelta(minutes=15)
EVERY_SECONDS = 60.0
PATIENCE_SECONDS = 150.0


class WaitingRoom:
    """Records every minute which waiting web chats are open at this gateway, and removes from the
    queue those that no gateway has seen for long.

    After a start, and after a time without the database, nobody is removed for `patience` seconds.
    In this time clients reconnect, and the other gateways record theirs. Any number of gateways may
    do this at once.
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
        """Declares the job that calls `look` regularly. Every gateway runs its own."""
        return Job("waiting room", self._every, self.look)

    async def look(self) -> int:
        """Records which waiting chats are open here, and removes visitors who have left. Returns
        how many it removed.

        Raises:
            DatabaseUnavailable: the records of open chats are now too old to conclude anything from
                them.
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
