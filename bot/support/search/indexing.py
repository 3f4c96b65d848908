"""Stores the words of new messages for the search, every few seconds. So the search does not delay the storing of
messages."""

from __future__ import annotations

import datetime as dt

from bot.support.search.store import keep_words, list_unread
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

EVERY_SECONDS = 2.0
MARGIN = dt.timedelta(minutes=2)
"""Each look begins this long before the time of the last look, because a message becomes visible only when its
transaction commits, which is later than the message's time."""


class Indexing:
    """Looks at all conversations once, and afterwards at those that have changed."""

    def __init__(self, database: Database, lease: SharedLease | None = None, clock: Clock = system_clock) -> None:
        self._database, self._lease, self._clock = database, lease, clock
        self._since: dt.datetime | None = None

    @property
    def job(self) -> Job:
        """Returns the periodic job that calls `look`, on one gateway at a time."""
        return Job("message search", EVERY_SECONDS, self.look, lease=self._lease)

    async def look(self) -> int:
        """Stores the words of messages whose words are not stored yet, in at most 200 conversations. Returns the number
        of these conversations."""
        began = self._clock()
        async with self._database.read() as connection:
            unread = await list_unread(connection, self._since)
        if unread:
            async with self._database.begin() as connection:
                for each in unread:
                    await keep_words(connection, each)
        else:
            self._since = began - MARGIN
        return len(unread)
