"""Shows goods, suppliers and accounts with the values that can be corrected, corrects them, and pauses them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Name, Role
from actions.marketplace.base.tables import accounts
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.integrations.correcting.subjects import SUBJECTS, Cells, Loaded, Subject
from actions.marketplace.integrations.correcting.tables import listing_changes
from actions.marketplace.integrations.importing.columns import Column
from actions.marketplace.integrations.importing.corrections import keep_corrections
from actions.marketplace.integrations.importing.kinds import build_record, read_row
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.records import Record
from actions.marketplace.integrations.importing.values import read_yes
from actions.marketplace.integrations.views.tables import view_passes
from foundation.clock import Clock

READ_WITHIN = timedelta(hours=1)
"""If a view was read within this time, its rows can only be changed in the operator's database."""
MOST_CHANGES = 20
Source = Literal["view", "import"]


@dataclass(frozen=True, slots=True)
class Field:
    """Describes a column that can be corrected, with its cell. `choices` are the values that it may have, if they are few."""

    name: str
    value: str
    choices: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Describes a change that a supplier made in its own listing in the chat: the changed columns with their old and
    new cells."""

    account: str
    at: str
    changes: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Correctable:
    """Describes goods, a supplier or an account that an admin may correct. `source` is "view" for a row of the
    operator's database, which can only be corrected there, "import" for a row from a file or an event, and None for a
    row that was made here. `seen` is a digest of all cells: `correct` gets it back and so notices if the row has
    changed meanwhile. `changes` are those that the supplier of goods made, the newest first."""

    name: Name
    own_id: str | None
    source: Source | None
    view: str
    is_paused: bool
    fields: tuple[Field, ...]
    seen: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Corrected:
    """Says what was corrected, as the name of each column with its old and its new cell, or what is wrong."""

    changed: Mapping[str, tuple[str, str]]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Describes the role of an account in the marketplace, and whether an admin has paused it."""

    role: Role
    is_paused: bool


class Correcting:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def find_standing(self, account: str) -> Standing | None:
        """Returns the role of the account and whether an admin has paused it, or None if there is no such account."""
        query = select(accounts.c.role, accounts.c.paused).where(accounts.c.slug == account)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else Standing(row.role, bool(row.paused))

    async def access(self, what: str, row: int | str) -> Correctable:
        """Returns the goods, supplier or account with this id.

        Raises:
            NotFound: there is no such row.
        """
        subject = SUBJECTS[what]
        async with self._database.read() as connection:
            loaded = await load_row(connection, subject, row, lock=False)
            source = await find_source(connection, self._clock, subject, loaded)
            changes = await _list_changes(connection, row) if what == "goods" else ()
        by_name = {one.name: one for one in subject.kind.columns}
        fields = [
            Field(name, loaded.cells[name], _find_choices(by_name[name]), by_name[name].required)
            for name in loaded.fields
        ]
        view, paused = f"caravan.{subject.kind.name}", loaded.row.paused
        return Correctable(loaded.name, loaded.own_id, source, view, paused, tuple(fields), digest_row(loaded), changes)

    async def correct(self, what: str, row: int | str, cells: Mapping[str, str], seen: str, by: str) -> Corrected:
        """Replaces the cells of the row, all or none of them, for the member of the staff `by`. `seen` is the digest of
        the cells that the admin saw: if somebody else has changed them since, nothing is written.

        Raises:
            NotFound: there is no such row.
        """
        subject = SUBJECTS[what]
        async with self._database.begin() as connection:
            loaded = await load_row(connection, subject, row, lock=True)
            if await find_source(connection, self._clock, subject, loaded) == "view":
                return Corrected({}, (Problem("at_source", None, "", {"view": f"caravan.{subject.kind.name}"}),))
            given = {name: " ".join(cells[name].split()) for name in loaded.fields if name in cells}
            changed = {name: (loaded.cells[name], cell) for name, cell in given.items() if cell != loaded.cells[name]}
            if not changed:
                return Corrected({})
            if seen != digest_row(loaded):
                return Corrected({}, (Problem("overtaken"),))
            before, after = build_record_of(subject, loaded.cells), build_record_of(subject, {**loaded.cells, **given})
            if isinstance(after, tuple):
                return Corrected({}, after)
            known = None if isinstance(before, tuple) else before
            if problem := await subject.write(connection, self._clock, loaded.row, known, after):
                return Corrected({}, (problem,))
            await record_corrections(connection, subject, row, changed, by, self._clock())
            return Corrected(changed)

    async def pause(self, what: str, row: int | str, paused: bool) -> bool:
        """Pauses goods, a supplier or an account, or with False ends the pause. Paused goods, and all goods of a paused
        supplier, leave the search and cannot be ordered. A paused account is treated as a visitor. Importing an
        unchanged row does not end the pause. Returns False if nothing had to be changed.

        Raises:
            NotFound: there is no such row.
        """
        subject = SUBJECTS[what]
        async with self._database.begin() as connection:
            if (await load_row(connection, subject, row, lock=True)).row.paused == paused:
                return False
            await connection.execute(update(subject.table).where(subject.is_row(row)).values(paused=paused))
            if subject.table is not accounts:
                await mark_changed(connection)
        return True


async def record_corrections(
    connection: AsyncConnection, subject: Subject, row: int | str, columns: Iterable[str], by: str, now: datetime
) -> None:
    """Records that these columns of the row were corrected to the values that they have now."""
    corrected = await load_row(connection, subject, row, lock=False)
    cells = {name: corrected.cells[name] for name in columns}
    await keep_corrections(connection, subject.kind.name, corrected.own_id, cells, by, now)


async def _list_changes(connection: AsyncConnection, product: int | str) -> tuple[Change, ...]:
    newest = (
        select(listing_changes).where(listing_changes.c.product_id == product).order_by(listing_changes.c.id.desc())
    )
    rows = (await connection.execute(newest.limit(MOST_CHANGES))).all()
    return tuple(Change(row.account, row.at.isoformat(), row.changes) for row in rows)


async def find_source(connection: AsyncConnection, clock: Clock, subject: Subject, loaded: Loaded) -> Source | None:
    """Returns where the row comes from. A row that comes from a view can only be changed in the operator's database."""
    if loaded.own_id is None:
        return None
    passes = view_passes.c
    recent = passes.kind == subject.kind.name, passes.tried_at > clock() - READ_WITHIN
    return "view" if (await connection.execute(select(passes.kind).where(*recent))).first() else "import"


async def load_row(connection: AsyncConnection, subject: Subject, row: int | str, *, lock: bool) -> Loaded:
    """Returns the row with its cells. With `lock`, nobody else can change the row until the transaction ends.

    Raises:
        NotFound: there is no such row.
    """
    if lock:
        await connection.execute(select(subject.table).where(subject.is_row(row)).with_for_update())
    found = (await connection.execute(subject.select().where(subject.is_row(row)))).first()
    if found is None:
        raise NotFound(str(row))
    return await subject.load(connection, found)


def _find_choices(column: Column) -> tuple[str, ...]:
    if column.read is read_yes:
        return "yes", "no"
    choices: tuple[str, ...] = column.read.__dict__.get("choices", ())
    return choices


def build_record_of(subject: Subject, cells: Cells) -> Record | tuple[Problem, ...]:
    """Returns the record that is read from the cells of an import's table, or the problems of the cells."""
    read = read_row(subject.kind, cells)
    if read.problems:
        return read.problems
    built = build_record(subject.kind, [read.values], cells)
    return (built,) if isinstance(built, Problem) else built


def digest_row(loaded: Loaded) -> str:
    """Returns a digest of all cells of the row."""
    shown = json.dumps([loaded.cells[name] for name in loaded.fields], ensure_ascii=False)
    return hashlib.sha256(shown.encode("utf-8", "surrogatepass")).hexdigest()[:32]
