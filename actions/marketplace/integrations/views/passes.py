"""Reads the views in passes. A pass reads the rows that have changed since the last pass, or all rows. A pass over all
rows also finds rows that are gone.

A pass may be killed at any moment. Each of its batches is a transaction of its own, and equal rows change nothing, so
the next pass can simply read the same rows again.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import is_outage
from actions.marketplace.goods.catalogue.reference import put_reference
from actions.marketplace.integrations.events.telling import TOLD_KINDS, Telling, find_rows_of
from actions.marketplace.integrations.importing.columns import Kind
from actions.marketplace.integrations.importing.grouping import Item, read_items
from actions.marketplace.integrations.importing.importer import only_one, refuse_doubled
from actions.marketplace.integrations.importing.problems import BadFile, Problem
from actions.marketplace.integrations.importing.refusals import forget_refused, keep_refused, list_refused_ids
from actions.marketplace.integrations.importing.seen import SeenIds
from actions.marketplace.integrations.importing.sources import RawRow
from actions.marketplace.integrations.importing.taking import take_in
from actions.marketplace.integrations.views.columns import SCHEMA, View
from actions.marketplace.integrations.views.reading import Snapshot, Source, Wanted
from actions.marketplace.integrations.views.records import Pass
from actions.marketplace.integrations.views.store import Stored, find_pass, list_passes, note_error, note_pass
from actions.marketplace.integrations.views.vanished import find_gone, take_away
from foundation.clock import Clock

BATCH = 200
"""The number of rows in a transaction. Chats that this process answers wait for at most one batch."""
FULL_EVERY = timedelta(hours=1)
"""How often all rows of a view with `updated_at` are read, to find rows that are gone and changes that `updated_at`
does not show."""
UNDATED_EVERY = timedelta(minutes=5)
"""How often a view without `updated_at` is read, always with all rows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Holds the options of a pass. With `full`, the pass reads all rows of all views at once. With `dry` it writes
    nothing. With `take_away` it takes missing rows away even if they are so many that this is doubtful
    (`Gone.is_doubtful`)."""

    full: bool = False
    dry: bool = False
    take_away: bool = False


class Passes:
    """Makes passes. `tell` is called with the result of each view."""

    def __init__(
        self, database: Database, source: Source, clock: Clock, tell: Callable[[Pass], None] = lambda _: None
    ) -> None:
        self._database, self._source, self._clock, self._tell = database, source, clock, tell

    async def run(self, asked: Asked | None = None) -> list[Pass]:
        """Reads the views that are due. A view comes before those whose rows refer to it.

        Raises:
            BadFile: there is no view, the operator's database cannot be reached, or an import is running.
        """
        asked = asked or Asked()
        async with only_one(self._database), self._source.snapshot() as snapshot:
            views = await snapshot.find_views()
            done = await self._report_missing(views, asked)
            if not views and not done:
                raise BadFile("no_views")
            if not asked.dry:
                async with self._database.begin() as connection:
                    await put_reference(connection)
            with SeenIds() as seen:
                for view in views.values():
                    if (passed := await self._pass(snapshot, view, seen, asked)) is not None:
                        self._tell(passed)
                        done.append(passed)
        return done

    async def _report_missing(self, views: dict[str, View], asked: Asked) -> list[Pass]:
        """Reports views that were read before and do not exist any more."""
        missing: list[Pass] = []
        for kind in await list_passes(self._database):
            if kind not in views:
                name = f"{SCHEMA}.{kind}"
                missing.append(await self._fail(kind, name, Problem("view_gone", None, "", {"view": name}), asked))
        return missing

    async def _fail(self, kind: str, view: str, problem: Problem, asked: Asked) -> Pass:
        failed = Pass(view, kind, error=problem)
        if not asked.dry:
            await note_error(self._database, kind, problem, self._clock())
        if problem.code == "view_gone":
            self._tell(failed)
        return failed

    async def _pass(self, snapshot: Snapshot, view: View, seen: SeenIds, asked: Asked) -> Pass | None:
        """Reads one view, or returns None if the view is not due yet."""
        began, stored = self._clock(), await find_pass(self._database, view.kind.name)
        is_full = asked.full or asked.dry or _needs_all(view, stored, began)
        if is_full and not view.is_dated and not (asked.full or asked.dry) and _is_recent(stored, began):
            return None
        if (problem := next(view.find_problems(), None)) is not None:
            return await self._fail(view.kind.name, view.name, problem, asked)
        run = _Reading(self._database, self._clock, view, seen, asked, tells=stored is not None and stored.is_read)
        try:
            latest = await snapshot.find_latest(view) if view.is_dated else None
            wanted = Wanted() if is_full or stored is None else Wanted(stored.since, await run.find_refused())
            await run.read(snapshot, wanted)
        except BadFile as bad:
            return await self._fail(view.kind.name, view.name, Problem(bad.code, None, "", bad.values), asked)
        if is_full:
            await self._look_for_gone(run)
        if not asked.dry:
            since = latest or (stored.since if stored is not None else None)
            await note_pass(self._database, run.done, since, began if is_full else None, self._clock())
        return run.done

    async def _look_for_gone(self, run: _Reading) -> None:
        gone = await find_gone(self._database, run.done.kind, run.seen)
        if gone.is_doubtful and not run.asked.take_away:
            run.done.held_back, run.done.there = len(gone.rows), gone.there
            return
        run.done.gone = len(gone.rows)
        if not run.asked.dry:
            await take_away(self._database, run.done.kind, gone)


def _needs_all(view: View, stored: Stored | None, now: Any) -> bool:
    if stored is None or stored.full_at is None or stored.since is None or not view.is_dated:
        return True
    return bool(now - stored.full_at >= FULL_EVERY)


def _is_recent(stored: Stored | None, now: Any) -> bool:
    return stored is not None and stored.full_at is not None and now - stored.full_at < UNDATED_EVERY


class _Reading:
    """Takes in the rows of one view. With `tells`, people are told of changes to their orders, payments and
    shipments."""

    def __init__(
        self, database: Database, clock: Clock, view: View, seen: SeenIds, asked: Asked, *, tells: bool
    ) -> None:
        self._database, self._clock, self._view = database, clock, view
        self.seen, self.asked, self.done = seen, asked, Pass(view.name, view.kind.name)
        self._tells = tells and view.kind.name in TOLD_KINDS

    async def find_refused(self) -> list[str]:
        """Returns the ids of the rows that were refused before, which are tried again."""
        async with self._database.read() as connection:
            return await list_refused_ids(connection, self._view.name)

    async def read(self, snapshot: Snapshot, wanted: Wanted) -> None:
        """Reads the rows and takes them in, batch by batch."""
        self.seen.begin_file()
        if wanted.since is None and not self.asked.dry:
            async with self._database.begin() as connection:
                await forget_refused(connection, self._view.name)
        async with aclosing(_batches(self._view.kind, snapshot.read(self._view, wanted))) as batches:
            async for rows in batches:
                items = list(read_items(self._view.kind, rows))
                refuse_doubled(self._view.kind.id_column, items, self.seen)
                await self._take(items)

    async def _take(self, items: list[Item]) -> None:
        """Takes a batch in. If the database refuses the batch, each item is taken alone, so that only a bad item is
        lost."""
        try:
            await self._take_in(items)
        except (SQLAlchemyError, ArithmeticError, ValueError) as error:
            if is_outage(error):
                raise
            if len(items) > 1:
                for item in items:
                    await self._take([item])
                return
            items[0].refuse(Problem("does_not_fit", None, str(items[0].operator_id)))
            await self._take_in(items)

    async def _take_in(self, items: list[Item]) -> None:
        kind, dry = self._view.kind, self.asked.dry
        ids = [str(item.operator_id) for item in items if item.operator_id is not None]
        begin = self._database.read if dry else self._database.begin
        async with begin() as connection:
            before = await find_rows_of(connection, kind.name, ids) if self._tells else {}
            counts = await take_in(connection, kind, items, self._clock, self.seen, dry)
            if self._tells and (counts.new or counts.changed):
                telling = Telling(connection, self._clock)
                for one, row in (await find_rows_of(connection, kind.name, ids)).items():
                    await telling.tell_put(kind.name, before.get(one), row)
            if not dry:
                await forget_refused(connection, self._view.name, ids)
                await keep_refused(connection, self._view.name, kind.name, items, self._clock())
        self.done.counts.add(counts)
        if len(self.done.refused) < 20:
            self.done.refused += [(str(item.operator_id), one) for item in items for _, one in item.problems]


async def _batches(kind: Kind, rows: AsyncIterator[RawRow]) -> AsyncGenerator[Sequence[RawRow]]:
    """Yields rows in batches. Rows that make one record, such as the lines of an order, are always in the same
    batch."""
    batch: list[RawRow] = []
    async for row in rows:
        if len(batch) >= BATCH and not (kind.line and row.cells[kind.id_column] == batch[-1].cells[kind.id_column]):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


async def look_at_views(source: Source, rows: int) -> AsyncIterator[tuple[View, list[Problem]]]:
    """Yields each view with the problems of its columns. If there are none, yields it with the first bad value of each
    column among its first `rows` rows.

    Raises:
        BadFile: the operator's database cannot be reached.
    """
    async with source.snapshot() as snapshot:
        for view in (await snapshot.find_views()).values():
            problems = list(view.find_problems())
            if not problems:
                try:
                    problems = await _find_bad_values(snapshot, view, rows)
                except BadFile as bad:
                    problems = [Problem(bad.code, None, "", bad.values)]
            yield view, problems


async def _find_bad_values(snapshot: Snapshot, view: View, rows: int) -> list[Problem]:
    found = [row async for row in snapshot.read(view, Wanted(), rows)]
    first: dict[str | None, Problem] = {}
    for item in read_items(view.kind, found):
        for _, problem in item.problems:
            first.setdefault(problem.column, view.explain(str(item.operator_id), problem))
    return list(first.values())
