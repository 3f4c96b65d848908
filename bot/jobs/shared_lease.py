"""Leases work between gateways in their shared database. If the database is away, nothing could be
stored, so nothing needs to be leased either."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.jobs.store import give_lease_back, take_lease
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable

log = structlog.get_logger()

SECONDS = 15.0
"""Seconds after which another gateway takes over from one that died."""


class SharedLease:
    """Represents a lease that one of several gateways holds, and renews while it runs.

    `holder` names the gateway's place (host and port). A gateway that was killed and is started
    again there gets the lease at once.
    """

    def __init__(self, database: Database, name: str, holder: str, seconds: float = SECONDS) -> None:
        self._database, self._name, self._holder, self._seconds = database, name, holder, seconds
        self._until = 0.0
        self._renewing: asyncio.Task[None] | None = None

    async def try_to_hold(self) -> bool:
        """Returns whether the lease is ours now. It is taken if it is free.

        Raises:
            DatabaseUnavailable: it is unknown who holds it.
        """
        if self._until <= time.monotonic() and await self._take() and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew(), name=f"lease {self._name}")
        return self._until > time.monotonic()

    @asynccontextmanager
    async def borrow(self) -> AsyncIterator[bool]:
        """Tries to hold the lease during the block, and gives it back afterwards. Yields whether
        this gateway holds it.

        Work that is done rarely should borrow: holding a lease all the time costs a write every few
        seconds.

        Raises:
            DatabaseUnavailable: it is unknown who holds it.
        """
        try:
            yield await self.try_to_hold()
        finally:
            await self.give_back()

    async def give_back(self) -> None:
        """Lets another gateway have the lease without a wait."""
        if self._renewing is None:
            return
        self._renewing.cancel()
        await asyncio.gather(self._renewing, return_exceptions=True)
        self._renewing, self._until = None, 0.0
        with contextlib.suppress(DatabaseUnavailable):
            async with self._database.begin() as connection:
                await give_lease_back(connection, self._name, self._holder)

    async def _take(self) -> bool:
        asked_at = time.monotonic()
        async with self._database.begin() as connection:
            taken = await take_lease(connection, self._name, self._holder, self._seconds)
        if taken and not self._until:
            log.info("lease taken", name=self._name)
        self._until = asked_at + self._seconds if taken else 0.0
        return taken

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._seconds / 3)
            with contextlib.suppress(DatabaseUnavailable):
                if not await self._take():
                    log.warning("lease lost", name=self._name)
