"""Reads and writes which things have happened, and when the clock of each kind started."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.trades.due import tables
from actions.marketplace.trades.due.kinds import DueKind
from foundation.database.statements import insert

ONCE = date(1970, 1, 1)
"""The value of `hangs_on` for things that happen to a row only once."""
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
_things, _starts = tables.due_things, tables.due_starts


async def start_clock(connection: AsyncConnection, kind: DueKind, now: datetime) -> datetime:
    """Returns when the clock of this kind started, which is now if it has not started before."""
    return await start_clock_of(connection, kind.name, now)


async def start_clock_of(connection: AsyncConnection, name: str, now: datetime) -> datetime:
    """Returns when the clock of this name started, which is now if it has not started before. The outgoing queue has a
    clock here, too."""
    begin = insert(connection, _starts).values(kind=name, started_at=now).on_conflict_do_nothing()
    await connection.execute(begin)
    started = (
        await connection.execute(select(_starts.c.started_at).where(_starts.c.kind == name))
    ).scalar_one_or_none()
    return started or now


async def find_start(connection: AsyncConnection, kind: DueKind) -> datetime | None:
    query = select(_starts.c.started_at).where(_starts.c.kind == kind.name)
    return (await connection.execute(query)).scalar_one_or_none()


async def find_open(
    connection: AsyncConnection, kind: DueKind, now: datetime, subject_id: int | None = None
) -> Sequence[Row[Any]]:
    """Returns the rows of the kind's query for which the thing has not happened yet. Rows whose last attempt failed are
    left out until it is time for the next one. Each row also has `subject_id`, `locked_id` and `hangs_on`."""
    hangs_on = _hangs_on(kind)
    settled = select(_things.c.id).where(
        _things.c.kind == kind.name,
        _things.c.subject_id == kind.of.c.id,
        _things.c.hangs_on == hangs_on,
        or_(_things.c.state != "failed", _things.c.retry_at > now),
    )
    query = kind.select(now).add_columns(
        kind.of.c.id.label("subject_id"), kind.locks.c.id.label("locked_id"), hangs_on.label("hangs_on")
    )
    query = query.where(~settled.correlate(kind.of).exists())
    if subject_id is not None:
        query = query.where(kind.of.c.id == subject_id)
    return (await connection.execute(query)).all()


def _hangs_on(kind: DueKind) -> ColumnElement[Any]:
    return literal(ONCE, _things.c.hangs_on.type) if kind.hangs_on is None else kind.hangs_on


async def lock(connection: AsyncConnection, kind: DueKind, locked_id: int) -> None:
    """Locks a row of the table `DueKind.locks` until the end of the transaction, so that nobody else changes the
    thing's row."""
    await connection.execute(select(kind.locks.c.id).where(kind.locks.c.id == locked_id).with_for_update())


async def settle(
    connection: AsyncConnection, kind: DueKind, row: Row[Any], due_at: datetime, state: str, now: datetime
) -> bool:
    """Records that the thing has happened, in the transaction in which it happens. Returns False if it has happened
    before."""
    values = _values(kind, row, due_at, now) | {"state": state, "attempts": 1}
    again = {"state": state, "attempts": _things.c.attempts + 1, "settled_at": now, "retry_at": None, "error": None}
    write = insert(connection, _things).values(values)
    write = write.on_conflict_do_update(
        index_elements=["kind", "subject_id", "hangs_on"], set_=again, where=_things.c.state == "failed"
    )
    return (await connection.execute(write.returning(_things.c.id))).first() is not None


async def settle_past(
    connection: AsyncConnection, kind: DueKind, rows: Sequence[tuple[Row[Any], datetime]], now: datetime
) -> None:
    """Records of many things at once that they were due before the clock started."""
    values = [_values(kind, row, at, now) | {"state": "past", "attempts": 0} for row, at in rows]
    await connection.execute(insert(connection, _things).on_conflict_do_nothing(), values)


async def note_failure(
    connection: AsyncConnection, kind: DueKind, row: Row[Any], due_at: datetime, now: datetime, error: str
) -> None:
    """Records a failed attempt. The pauses between attempts double, from a minute to six hours."""
    mine = _things.c.kind == kind.name, _things.c.subject_id == row.subject_id, _things.c.hangs_on == row.hangs_on
    before = (await connection.execute(select(_things.c.attempts).where(and_(*mine)))).scalar_one_or_none() or 0
    pause = min(LONGEST_RETRY, FIRST_RETRY * 2 ** min(before, 10))
    failed = {"state": "failed", "attempts": before + 1, "retry_at": now + pause, "error": error[:80]}
    write = insert(connection, _things).values(_values(kind, row, due_at, now) | failed)
    write = write.on_conflict_do_update(
        index_elements=["kind", "subject_id", "hangs_on"],
        set_=failed | {"settled_at": now},
        where=_things.c.state == "failed",
    )
    await connection.execute(write)


async def count_failed(connection: AsyncConnection) -> tuple[int, datetime | None]:
    """Returns how many things failed and are tried again, and since when the oldest of them has been due."""
    query = select(func.count(), func.min(_things.c.due_at)).where(_things.c.state == "failed")
    count, oldest = (await connection.execute(query)).one()
    return count, oldest


def _values(kind: DueKind, row: Row[Any], due_at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "subject_id": row.subject_id,
        "hangs_on": row.hangs_on,
        "due_at": due_at,
        "settled_at": now,
    }
