"""A lease between gateways, in the database that they share: where nothing can be stored, nothing needs to be taken either."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.database.engine import Database
from bot.errors import DatabaseUnavailable
from bot.jobs.store import give_lease_back, take_lease

log = structlog.get_logger()

SECONDS = 15.0
"""After which another gateway takes over from one that died."""


class SharedLease:
    """One of several gateways holds it, and renews it while it lives.

    `holder` names the gateway's place (host and port): one that was killed and started again there takes it up at once.
    """

    def __init__(self, database: Database, name: str, holder: str, seconds: float = SECONDS) -> None:
        self._database, self._name, self._holder, self._seconds = database, name, holder, seconds
        self._until = 0.0
        self._renewing: asyncio.Task[None] | None = None

    async def held(self) -> bool:
        """Whether it is ours now, taken if it is free.

        Raises:
            DatabaseUnavailable: nobody knows.
        """
        if self._until <= time.monotonic() and await self._take() and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew(), name=f"lease {self._name}")
        return self._until > time.monotonic()

    @asynccontextmanager
    async def borrow(self) -> AsyncIterator[bool]:
        """Tries to hold it for as long as the block takes, and gives it back then. The block learns whether it is held.

        Work that is done seldom borrows: to hold a lease all the time means a write every few seconds.

        Raises:
            DatabaseUnavailable: nobody knows.
        """
        try:
            yield await self.held()
        finally:
            await self.give_back()

    async def give_back(self) -> None:
        """Lets another gateway have it, without a wait."""
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
