"""Imports files into the marketplace, in batches of one transaction each. An import that was killed continues after its
last batch, and repeating a finished import changes nothing."""

from __future__ import annotations

import fcntl
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import is_outage
from actions.marketplace.goods.catalogue.reference import put_reference
from actions.marketplace.integrations.importing.grouping import Item, read_items
from actions.marketplace.integrations.importing.kinds import KINDS
from actions.marketplace.integrations.importing.problems import BadFile, Problem, say
from actions.marketplace.integrations.importing.records import NewProduct
from actions.marketplace.integrations.importing.refusals import forget_refused, keep_refused
from actions.marketplace.integrations.importing.reports import Report
from actions.marketplace.integrations.importing.seen import SeenIds
from actions.marketplace.integrations.importing.sources import Table, open_tables
from actions.marketplace.integrations.importing.tables import imports
from actions.marketplace.integrations.importing.taking import Counts, take_in
from foundation.clock import Clock
from foundation.languages import LANGUAGES, Language

BATCH = 1_000
PROGRESS_SECONDS = 5.0
_LOCK = 0x43617249
"""The number of the PostgreSQL lock that an import holds."""
_imports = imports.c
Tell = Callable[[str], None]


class Journal(Protocol):
    """Defines the interface of an object that follows an import, besides the lines that `Tell` gets."""

    async def begin_table(self, connection: AsyncConnection, table: Table, *, goes_on: bool) -> None:
        """Is called before the first batch of a table. With `goes_on`, the import continues an interrupted import of
        the table."""

    async def add_batch(
        self, connection: AsyncConnection, table: Table, items: Sequence[Item], total: Counts, done: float
    ) -> None:
        """Is called with each batch: in the batch's own transaction if it is written, else in another one. `total`
        counts the records of the table so far, this batch included."""


@dataclass(frozen=True, slots=True)
class Options:
    """Holds the options of an import. `kind` and `sheet` are None if the files themselves say them; `report` is None
    for the usual place beside each file. With `pictures`, a product is refused if the name of its picture is not among
    them."""

    dry: bool = False
    language: Language = "en"
    kind: str | None = None
    sheet: str | None = None
    report: Path | None = None
    pictures: frozenset[str] | None = None
    batch: int = BATCH
    journal: Journal | None = None


@dataclass(slots=True)
class Outcome:
    """Says what became of the records of one table. `report` is the file that lists the refused records."""

    label: str
    kind: str
    counts: Counts = field(default_factory=Counts)
    report: Path | None = None


class Importer:
    """Imports files. `tell` is called with lines for a person, in the language of the options."""

    def __init__(self, database: Database, clock: Clock, tell: Tell, options: Options) -> None:
        self._database, self._clock, self._tell, self._options = database, clock, tell, options

    async def run(self, paths: Sequence[Path]) -> list[Outcome]:
        """Imports the files and returns what became of each table. A file comes before those whose rows refer to it.

        Raises:
            BadFile: nothing (more) of a file can be read. What was imported before stays.
        """
        outcomes: list[Outcome] = []
        async with only_one(self._database):
            if not self._options.dry:
                async with self._database.begin() as connection:
                    await put_reference(connection)
            with SeenIds() as seen:
                for path in self._in_order(paths):
                    with open_tables(path, self._options.kind, self._options.sheet) as tables:
                        for table in tables:
                            outcomes.append(await self._import(path, table, seen))
        return outcomes

    def _in_order(self, paths: Sequence[Path]) -> list[Path]:
        """Returns the files in the order of their kinds. All files are read a little first, so that a file that cannot
        be read is refused before anything is written."""
        order = list(KINDS)
        found: list[tuple[int, int, Path]] = []
        bad: list[BadFile] = []
        for place, path in enumerate(paths):
            try:
                with open_tables(path, self._options.kind, self._options.sheet) as tables:
                    kinds = [order.index(table.kind.name) for table in tables]
            except BadFile as one:
                bad.append(one)
                continue
            found.append((min(kinds), place, path))
        refuse_files(bad)
        return [path for _, _, path in sorted(found)]

    async def _import(self, path: Path, table: Table, seen: SeenIds) -> Outcome:
        run = await _Run.begin(self._database, self._clock, path, table, self._options)
        if table.passed_over:
            self._say("passed_over", file=path.name, sheets=", ".join(table.passed_over))
        if table.unused:
            self._say("unused_columns", file=table.label, columns=", ".join(table.unused))
        if run.line:
            self._say("goes_on", file=table.label, line=run.line)
        seen.begin_file()
        empty = True
        for items in _batches(read_items(table.kind, table.rows), self._options.batch):
            empty = False
            refuse_doubled(table.kind.id_column, items, seen)
            if self._options.pictures is not None:
                refuse_unpictured(items, self._options.pictures)
            if fresh := [item for item in items if item.lines[-1] > run.line]:
                await run.take(fresh, seen)
                self._report_progress(run, table)
        if empty:
            raise BadFile("no_rows", file=table.label)
        await run.finish()
        outcome = Outcome(table.label, table.kind.name, run.counts, run.report_path if run.counts.refused else None)
        named = (table.kind.name, table.kind.zh)
        code = "would" if self._options.dry else "outcome"
        counts = run.counts
        self._say(code, file=table.label, kind=named, new=counts.new, changed=counts.changed,
                  unchanged=counts.unchanged, refused=counts.refused)  # fmt: skip
        if outcome.report is not None:
            self._say("report", file=table.label, report=str(outcome.report))
        return outcome

    def _report_progress(self, run: _Run, table: Table) -> None:
        if (paced := run.pace()) is not None:
            self._say("progress", file=table.label, rows=run.rows, percent=round(100 * run.done), pace=paced,
                      refused=run.counts.refused)  # fmt: skip

    def _say(self, code: str, **values: object) -> None:
        self._tell(say(code, self._options.language, **values))


class _Run:
    """Writes the batches of one table, and records with each how far the import is."""

    def __init__(
        self, database: Database, clock: Clock, table: Table, options: Options, report: Path, last: Any = None
    ) -> None:
        """`last` is the row of the interrupted import that this run continues, or None."""
        self._database, self._clock, self._table, self._options = database, clock, table, options
        self.report_path = report
        self.counts, self.line, self.rows, self.done = Counts(), 0, 0, 0.0
        self._number: int | None = None
        if last is not None:
            self._number, self.line, self.done = last.id, last.line, last.done
            self.counts = Counts(last.new, last.changed, last.unchanged, last.refused)
        sure_of = last.report_bytes if last is not None else 0
        self._report = Report(report, options.language, table.headings, sure_of)
        self._began = self._said = time.monotonic()

    @classmethod
    async def begin(cls, database: Database, clock: Clock, path: Path, table: Table, options: Options) -> _Run:
        """Returns a run, which continues an interrupted import of the same table, if there is one."""
        suffix = f".{table.kind.name}" if table.label != path.name else ""
        report = options.report or path.with_name(f"{path.stem}{suffix}.report.csv")
        if options.dry:
            if options.journal is not None:
                async with database.begin() as connection:
                    await options.journal.begin_table(connection, table, goes_on=False)
            return cls(database, clock, table, options, report)
        async with database.begin() as connection:
            query = select(imports).where(_imports.fingerprint == table.fingerprint, _imports.kind == table.kind.name)
            last = (await connection.execute(query.order_by(_imports.id.desc()).limit(1))).first()
            goes_on = last is not None and last.finished_at is None
            if options.journal is not None:
                await options.journal.begin_table(connection, table, goes_on=goes_on)
            if goes_on:
                return cls(database, clock, table, options, report, last)
            run, now = cls(database, clock, table, options, report), clock()
            await forget_refused(connection, table.label)
            values = {"kind": table.kind.name, "label": table.label[:200], "fingerprint": table.fingerprint,
                      "started_at": now, **run._state(now)}  # fmt: skip
            inserted = await connection.execute(insert(imports).values(values))
            assert inserted.inserted_primary_key is not None
            run._number = inserted.inserted_primary_key[0]
        return run

    async def take(self, items: list[Item], seen: SeenIds) -> None:
        """Takes one batch in. If the database refuses the batch, each item is taken alone, so that only a bad item is
        lost."""
        before = self._report.size
        try:
            await self._take(items, seen)
        except (SQLAlchemyError, ArithmeticError, ValueError) as error:
            if is_outage(error):
                raise
            self._report.rewind(before)
            if len(items) > 1:
                for item in items:
                    await self.take([item], seen)
                return
            items[0].refuse(Problem("does_not_fit", None, str(items[0].operator_id)))
            await self._take(items, seen)

    async def _take(self, items: list[Item], seen: SeenIds) -> None:
        kind, journal = self._table.kind, self._options.journal
        begin = self._database.read if self._options.dry else self._database.begin
        async with begin() as connection:
            counts = await take_in(connection, kind, items, self._clock, seen, self._options.dry)
            problems = [problem for item in items for problem in item.problems]
            if problems and self._number is not None:
                await keep_refused(connection, self._table.label, kind.name, items, self._clock())
            if problems:
                self._report.write(problems)
            total = Counts(self.counts.new, self.counts.changed, self.counts.unchanged, self.counts.refused)
            total.add(counts)
            line, done = items[-1].lines[-1], max(self.done, items[-1].done)
            if self._number is not None:
                state = self._state(self._clock(), total, line, done)
                await connection.execute(update(imports).where(_imports.id == self._number).values(state))
            if journal is not None and not self._options.dry:
                await journal.add_batch(connection, self._table, items, total, done)
        if journal is not None and self._options.dry:
            async with self._database.begin() as connection:
                await journal.add_batch(connection, self._table, items, total, done)
        self.counts, self.line, self.done = total, line, done
        self.rows += sum(len(item.lines) for item in items)

    def _state(self, now: Any, counts: Counts | None = None, line: int = 0, done: float = 0.0) -> dict[str, Any]:
        counts = counts or Counts()
        return {
            "line": line,
            "new": counts.new,
            "changed": counts.changed,
            "unchanged": counts.unchanged,
            "refused": counts.refused,
            "report_bytes": self._report.size,
            "done": done,
            "updated_at": now,
        }

    async def finish(self) -> None:
        if self._number is not None:
            async with self._database.begin() as connection:
                ended = update(imports).where(_imports.id == self._number)
                await connection.execute(ended.values(finished_at=self._clock(), done=1.0))

    def pace(self) -> int | None:
        """Returns how many rows per second are imported, or None if it was reported less than `PROGRESS_SECONDS`
        ago."""
        now = time.monotonic()
        if now - self._said < PROGRESS_SECONDS:
            return None
        self._said = now
        return round(self.rows / (now - self._began))


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(islice(items, size)):
        yield batch


def refuse_files(bad: Sequence[BadFile]) -> None:
    """Raises the problems of all files at once, so that nobody has to mend one after another.

    Raises:
        BadFile: at least one file is bad.
    """
    if len(bad) == 1:
        raise bad[0]
    if bad:
        english, chinese = (" ".join(say(one.code, language, **one.values) for one in bad) for language in LANGUAGES)
        raise BadFile("bad_files", reasons=(english, chinese))


def refuse_doubled(column: str, items: Sequence[Item], seen: SeenIds) -> None:
    """Refuses the items whose id has occurred in the file before."""
    named = [item for item in items if item.operator_id is not None]
    befores = seen.note([(str(item.operator_id), item.line) for item in named])
    for item, before in zip(named, befores, strict=True):
        if before is not None:
            item.refuse(Problem("twice", column, str(item.operator_id), {"line": before}))


def refuse_unpictured(items: Sequence[Item], pictures: frozenset[str]) -> None:
    """Refuses the products whose picture is not among `pictures`."""
    for item in items:
        named = item.record.picture if isinstance(item.record, NewProduct) else None
        if named is not None and named not in pictures:
            item.refuse(Problem("no_such_picture", "picture", named))


@asynccontextmanager
async def only_one(database: Database) -> AsyncIterator[None]:
    """Lets one import at a time work on the database. The lock is released when its process ends, however that happens.

    Raises:
        BadFile: another import is running.
    """
    if not database.is_sqlite:
        async with database.engine.connect() as connection:
            held = await connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LOCK})
            if not held.scalar_one():
                raise BadFile("running")
            await connection.commit()
            try:
                yield
            finally:
                await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _LOCK})
        return
    path = make_url(database.url).database
    if not path or path == ":memory:":
        yield
        return
    with _lock_file(Path(f"{path}.import-lock")):
        yield


@contextmanager
def _lock_file(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadFile("running") from None
        yield
