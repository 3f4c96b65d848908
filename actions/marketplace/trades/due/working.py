"""Makes things happen when they are due. Several action servers may run this at once: a lease gives the work to one of
them, and even without the lease each thing happens once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

import structlog
from sqlalchemy import Row

from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import is_outage
from actions.marketplace.trades.due import store
from actions.marketplace.trades.due.figures import DUE, DUE_DELAY, DUE_FAILED, DUE_OLDEST, DUE_WAITING
from actions.marketplace.trades.due.kinds import Due, DueKind, Occasion
from foundation.clock import Clock

log = structlog.get_logger(__name__)

Outcome = Literal["done", "skipped", "failed", "gone"]
BATCH = 500


def collect_kinds(declared: Iterable[Sequence[DueKind]]) -> tuple[DueKind, ...]:
    """Returns all kinds in the order in which `DueWork` handles them.

    Raises:
        ValueError: two kinds have the same name.
    """
    kinds = [kind for of_subject in declared for kind in of_subject]
    names = [kind.name for kind in kinds]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"declared twice: {', '.join(sorted(twice))}")
    return tuple(kinds)


class DueWork:
    """Makes things happen when they are due. `work` is one round, which a job repeats."""

    def __init__(self, database: Database, clock: Clock, kinds: Sequence[DueKind]) -> None:
        self._database, self._clock, self._kinds = database, clock, tuple(kinds)

    async def work(self) -> int:
        """Makes everything happen that is due now, and returns how many things that were. A thing that fails is logged
        and tried again later, and does not delay the others. The clock of a kind that is handled for the first time
        starts now: nobody is told about things that were due before.

        Raises:
            Exception: the database cannot be reached; the error is the driver's own.
        """
        done, waiting = 0, list[datetime]()
        for kind in self._kinds:
            started = await self._find_start(kind)
            past = list[tuple[Row[Any], datetime]]()
            found = await self._find_due(kind)
            DUE_WAITING.inc(len(found))
            for row, due in found:
                if due.at < started and not kind.changes:
                    past.append((row, due.at))
                    continue
                outcome = await self._do(kind, row, started)
                DUE_WAITING.dec()
                done += outcome in ("done", "skipped")
                if outcome == "failed":
                    waiting.append(due.at)
            await self._pass_over(kind, past)
        await self._set_figures(waiting)
        return done

    async def _find_start(self, kind: DueKind) -> datetime:
        async with self._database.read() as connection:
            started = await store.find_start(connection, kind)
        if started is None:
            async with self._database.begin() as connection:
                started = await store.start_clock(connection, kind, self._clock())
        return started

    async def _find_due(self, kind: DueKind) -> list[tuple[Row[Any], Due]]:
        now = self._clock()
        async with self._database.read() as connection:
            rows = await store.find_open(connection, kind, now)
        found = [(row, due) for row in rows if (due := kind.when(row)) is not None and due.at <= now]
        return sorted(found, key=lambda one: one[1].at)

    async def _do(self, kind: DueKind, row: Row[Any], started: datetime) -> Outcome:
        """Makes one thing happen in a transaction of its own, if it is still due and has not happened meanwhile."""
        now, at = self._clock(), None
        outcome: Outcome = "gone"
        try:
            async with self._database.begin() as connection:
                await store.lock(connection, kind, row.locked_id)
                found = await store.find_open(connection, kind, now, row.subject_id)
                due = kind.when(found[0]) if found else None
                if due is None or due.at > now:
                    return "gone"
                at = due.at
                outcome = "skipped" if due.useless_at is not None and due.useless_at <= now else "done"
                if not await store.settle(connection, kind, found[0], at, outcome, now):
                    return "gone"
                if outcome == "done":
                    await kind.act(Occasion(connection, found[0], at, now, at < started))
        except Exception as error:
            if is_outage(error):
                raise
            log.exception("a due thing failed", kind=kind.name, subject=row.subject_id)
            async with self._database.begin() as connection:
                await store.note_failure(connection, kind, row, at or now, now, type(error).__name__)
            outcome = "failed"
        DUE.labels(kind.name, outcome).inc()
        if outcome == "done" and at is not None and at >= started:
            DUE_DELAY.observe(max(0.0, (now - at).total_seconds()))
        return outcome

    async def _pass_over(self, kind: DueKind, past: Sequence[tuple[Row[Any], datetime]]) -> None:
        for first in range(0, len(past), BATCH):
            some = past[first : first + BATCH]
            async with self._database.begin() as connection:
                await store.settle_past(connection, kind, some, self._clock())
            DUE.labels(kind.name, "past").inc(len(some))

    async def _set_figures(self, waiting: Sequence[datetime]) -> None:
        async with self._database.read() as connection:
            failed, oldest = await store.count_failed(connection)
        since = min([*waiting, *([oldest] if oldest else [])], default=None)
        DUE_WAITING.set(len(waiting))
        DUE_FAILED.set(failed)
        DUE_OLDEST.set((self._clock() - since).total_seconds() if since else 0.0)
