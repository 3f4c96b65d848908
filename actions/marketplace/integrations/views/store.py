"""Stores how far each view has been read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from actions.marketplace.base.database.engine import Database
from actions.marketplace.integrations.importing.problems import Problem, say_problem
from actions.marketplace.integrations.views.records import Pass
from actions.marketplace.integrations.views.tables import view_passes
from foundation.database.statements import insert
from foundation.languages import LANGUAGES

_passes = view_passes.c


@dataclass(frozen=True, slots=True)
class Stored:
    """Holds the records of earlier passes about a view. `since` is the latest `updated_at` that was read."""

    since: str | None
    full_at: datetime | None
    passed_at: datetime | None

    @property
    def is_read(self) -> bool:
        return self.passed_at is not None


async def find_pass(database: Database, kind: str) -> Stored | None:
    async with database.read() as connection:
        row = (await connection.execute(select(view_passes).where(_passes.kind == kind))).first()
    return Stored(row.since, row.full_at, row.passed_at) if row is not None else None


async def list_passes(database: Database) -> list[str]:
    """Returns the kinds whose views have been read at least once."""
    async with database.read() as connection:
        return list((await connection.execute(select(_passes.kind).order_by(_passes.kind))).scalars())


async def note_pass(database: Database, done: Pass, since: str | None, full_at: datetime | None, now: datetime) -> None:
    """Records a pass that has ended. `full_at` is the time at which the pass began, if it read all rows."""
    values: dict[str, Any] = {
        "since": since,
        "passed_at": now,
        "tried_at": now,
        "new": done.counts.new,
        "changed": done.counts.changed,
        "error_en": None,
        "error_zh": None,
    }
    if full_at is not None:
        values |= {"full_at": full_at, "gone": done.gone, "held_back": done.held_back}
    await _put(database, done.kind, values)


async def note_error(database: Database, kind: str, problem: Problem, now: datetime) -> None:
    """Records why a view could not be read."""
    said = {f"error_{language}": say_problem(problem, language)[:500] for language in LANGUAGES}
    await _put(database, kind, {"tried_at": now, **said})


async def _put(database: Database, kind: str, values: dict[str, Any]) -> None:
    async with database.begin() as connection:
        changed = await connection.execute(update(view_passes).where(_passes.kind == kind).values(values))
        if not changed.rowcount:
            first = {"kind": kind, "new": 0, "changed": 0, "gone": 0, "held_back": 0, **values}
            await connection.execute(insert(connection, view_passes).values(first))
