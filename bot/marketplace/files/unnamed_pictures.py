"""Deletes the pictures of products that no longer exist, after it has asked the catalogue which pictures its products
still name."""

from __future__ import annotations

import datetime as dt

import structlog

from bot.files.pictures.store import forget_pictures, list_names, mark_named
from bot.marketplace.client import ActionServers
from foundation.clock import system_clock
from foundation.database.announcing import Database
from foundation.errors import Retry
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

SECONDS = 3600.0
KEPT = dt.timedelta(days=7)
"""How long a picture is kept before the catalogue is asked whether a product names it. A picture may be stored before
its product."""
AT_ONCE = 500

log = structlog.get_logger()


class UnnamedPictures:
    """Asks the catalogue every hour about the pictures that it has not been asked about for a week."""

    def __init__(self, database: Database, servers: ActionServers, lease: SharedLease) -> None:
        self._database, self._servers, self._lease = database, servers, lease

    @property
    def job(self) -> Job:
        return Job("pictures", SECONDS, self.look, first_after=120.0, lease=self._lease, away=(Retry,))

    async def look(self) -> int:
        """Deletes the pictures that no product names any more, and returns how many. Also raises the errors of
        `ActionServers.ask`."""
        deleted, before = 0, system_clock() - KEPT
        while True:
            async with self._database.read() as connection:
                names = await list_names(connection, before, AT_ONCE)
            if not names:
                break
            answer = await self._servers.ask("POST", "/pictures/named", {"names": list(names)})
            named = set(names) & set(answer["named"])
            async with self._database.begin() as connection:
                await mark_named(connection, named)
                deleted += await forget_pictures(connection, set(names) - named, before)
        if deleted:
            log.info("pictures deleted that no product names", count=deleted)
        return deleted
