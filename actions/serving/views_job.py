"""Repeats the reading of the views of the operator's own database, on one action server at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import BUSY_SECONDS
from actions.marketplace.base.errors import is_outage
from actions.marketplace.integrations.importing.problems import BadFile, say, say_problem
from actions.marketplace.integrations.views.passes import Passes
from actions.marketplace.integrations.views.reading import Source
from actions.marketplace.integrations.views.records import Pass
from actions.marketplace.trades.due.tables import leases
from foundation.clock import Clock
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import Retry
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

SECONDS = 15.0
"""How many seconds lie between two passes."""
log = structlog.get_logger(__name__)


class OperatorDatabaseAway(Retry):
    """The operator's database cannot be read now, or another process reads it."""


@asynccontextmanager
async def views_job(market: Marketplace, url: str, clock: Clock, holder: str) -> AsyncIterator[Job]:
    """Yields the periodic job. `holder` is the host and port of this action server.

    Raises:
        BadFile: the URL is not that of a PostgreSQL database.
    """
    source, told = Source(url), _Told()
    passes = Passes(market.database, source, clock, told.tell)

    async def work() -> int:
        try:
            return len(await passes.run())
        except BadFile as bad:
            raise OperatorDatabaseAway(say(bad.code, "en", **bad.values)) from None
        except Exception as error:
            if is_outage(error):
                raise DatabaseUnavailable(str(error)) from error
            raise

    lease = SharedLease(Database(market.database.engine, busy_seconds=BUSY_SECONDS), leases, "views", holder)
    try:
        yield Job("views", SECONDS, work, lease=lease, away=(DatabaseUnavailable, OperatorDatabaseAway))
    finally:
        await source.close()


class _Told:
    """Logs what each reading of the views has found. A reason why a view cannot be read is logged only once, until the
    view can be read again."""

    def __init__(self) -> None:
        self._errors: dict[str, str] = {}

    def tell(self, done: Pass) -> None:
        error = say_problem(done.error, "en") if done.error is not None else ""
        if error and self._errors.get(done.kind) != error:
            log.error("a view cannot be read", view=done.view, reason=error)
        self._errors[done.kind] = error
        counts = done.counts
        if counts.new or counts.changed or done.gone:
            log.info("a view was read", view=done.view, new=counts.new, changed=counts.changed, gone=done.gone)
        if done.held_back:
            log.error("rows are gone from a view, too many to believe it", view=done.view, rows=done.held_back)
