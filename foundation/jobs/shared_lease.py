"""Decides which of several processes (gateways, action servers) does some work, by leases in their
shared database. A lease is a lock that expires unless it is renewed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import Table

from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable
from foundation.jobs.store import give_lease_back, take_lease

log = structlog.get_logger()

SECONDS = 15.0
"""How long a lease lasts, in seconds. When a process dies, another one takes its lease over after
this time."""


class SharedLease:
    """Represents a lease (a lock that expires) in the table `leases`, which one of several processes
    holds and renews while it runs.

    `holder` is the host and port of the process. A process that was killed and is started again
    with the same host and port gets its lease back at once.
    """

    def __init__(self, database: Database, leases: Table, name: str, holder: str, seconds: float = SECONDS) -> None:
        self._database, self._leases, self._name, self._holder, self._seconds = database, leases, name, holder, seconds
        self._until, self._is_borrowed = 0.0, False
        self._renewing: asyncio.Task[None] | None = None

    async def try_to_hold(self) -> bool:
        """Takes the lease if no other process holds it, and renews it from then on. Returns whether
        this process holds the lease now.

        Raises:
            DatabaseUnavailable: it is unknown which process holds the lease.
        """
        if self._until <= time.monotonic() and await self._take() and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew(), name=f"lease {self._name}")
        return self._until > time.monotonic()

    @asynccontextmanager
    async def borrow(self) -> AsyncIterator[bool]:
        """Tries to hold the lease while the `with` block runs, and gives it back afterwards. Yields
        whether this process holds the lease.

        Rare work should take the lease in this way, because holding a lease all the time costs a
        write every few seconds.

        Raises:
            DatabaseUnavailable: it is unknown which process holds the lease.
        """
        self._is_borrowed = True  # a line for each round would say nothing
        try:
            yield await self.try_to_hold()
        finally:
            await self.give_back()

    async def give_back(self) -> None:
        """Frees the lease at once, so that another process need not wait until it expires."""
        if self._renewing is None:
            return
        self._renewing.cancel()
        await asyncio.gather(self._renewing, return_exceptions=True)
        self._renewing, self._until = None, 0.0
        with contextlib.suppress(DatabaseUnavailable):
            async with self._database.begin() as connection:
                await give_lease_back(connection, self._leases, self._name, self._holder)

    async def _take(self) -> bool:
        asked_at = time.monotonic()
        async with self._database.begin() as connection:
            taken = await take_lease(connection, self._leases, self._name, self._holder, self._seconds)
        if taken and not self._until:
            log.log(logging.DEBUG if self._is_borrowed else logging.INFO, "lease taken", name=self._name)
        self._until = asked_at + self._seconds if taken else 0.0
        return taken

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._seconds / 3)
            with contextlib.suppress(DatabaseUnavailable):
                if not await self._take():
                    log.warning("lease lost", name=self._name)
