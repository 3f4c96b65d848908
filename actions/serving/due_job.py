"""Makes things happen when they are due, in periodic rounds, on one action server at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import BUSY_SECONDS
from actions.marketplace.trades.due.tables import leases
from actions.marketplace.trades.due.working import DueWork
from actions.serving.outages import telling_outages
from foundation.database.announcing import Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

SECONDS = 20.0
"""How many seconds lie between two rounds. A thing happens at most about this long after it is due."""


def due_job(market: Marketplace, holder: str) -> Job:
    """Returns the periodic job. `holder` is the host and port of this action server.

    The lease lies in the marketplace's own database, beside the rows that it guards.
    """
    database = Database(market.database.engine, busy_seconds=BUSY_SECONDS)
    return Job("due", SECONDS, _work(market.due), lease=SharedLease(database, leases, "due", holder))


def _work(due: DueWork) -> Callable[[], Awaitable[int]]:
    async def work() -> int:
        with telling_outages():
            return await due.work()

    return work
