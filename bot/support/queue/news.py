"""Tells contacts who wait for an agent about the queue, when much has changed in it."""

from __future__ import annotations

from bot.support.handoff.waiting import do_tell_news
from bot.support.store.queue.waiting_times import list_told_before
from bot.support.wait_estimate import QUIET
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

EVERY_SECONDS = 30.0


class QueueNews:
    """Looks now and then at everybody who waits. `clock` is the marketplace's clock; working hours follow it."""

    def __init__(self, database: Database, clock: Clock, lease: SharedLease | None = None) -> None:
        self._database, self._clock, self._lease = database, clock, lease

    @property
    def job(self) -> Job:
        """Returns the periodic job that calls `tell`, on one gateway at a time."""
        return Job("queue news", EVERY_SECONDS, self.tell, lease=self._lease)

    async def tell(self) -> int:
        """Tells those for whom the queue has changed much. Returns how many were told."""
        async with self._database.read() as connection:
            waiting = await list_told_before(connection, system_clock() - QUIET)
        told = 0
        for handoff in waiting:
            async with self._database.begin() as connection:
                told += await do_tell_news(connection, handoff.conversation_id, self._clock())
        return told
