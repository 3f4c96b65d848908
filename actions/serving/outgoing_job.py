"""Repeats the sending of writes to the operator's own system, on one action server at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import BUSY_SECONDS
from actions.marketplace.integrations.outgoing.queue import Queue
from actions.marketplace.integrations.outgoing.sending import Sending
from actions.marketplace.trades.due.tables import leases
from actions.serving.outages import telling_outages
from foundation.clock import Clock
from foundation.database.announcing import Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

SECONDS = 2.0
"""How many seconds pass between two rounds."""


@asynccontextmanager
async def outgoing_job(
    market: Marketplace, url: str, keys: Mapping[str, str], clock: Clock, holder: str
) -> AsyncIterator[Job]:
    """Yields the periodic job. `holder` is the host and port of this action server."""
    sending = Sending(Queue(market.database, clock), url, keys)

    async def work() -> int:
        with telling_outages():
            return await sending.work()

    lease = SharedLease(Database(market.database.engine, busy_seconds=BUSY_SECONDS), leases, "outgoing", holder)
    try:
        yield Job("outgoing", SECONDS, work, lease=lease)
    finally:
        await sending.close()
