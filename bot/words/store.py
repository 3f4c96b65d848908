"""Stores the operator's documents, with their history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import agents
from bot.support.store.tables import desk_calendars
from bot.words.tables import operator_words


@dataclass(frozen=True)
class Version:
    """Describes a version of a document: its content (empty if the product's own text is used), who made it, and
    when."""

    id: int
    kind: str
    name: str
    content: dict[str, Any]
    agent_name: str
    created_at: dt.datetime


async def list_documents(connection: AsyncConnection) -> list[Version]:
    """Returns the newest version of every document that somebody has changed."""
    newest = select(func.max(operator_words.c.id)).group_by(operator_words.c.kind, operator_words.c.name)
    rows = await connection.execute(_select().where(operator_words.c.id.in_(newest)).order_by(operator_words.c.id))
    return [_build(row) for row in rows]


async def list_versions(connection: AsyncConnection, kind: str, name: str, limit: int = 20) -> list[Version]:
    """Returns the versions of a document, the newest first."""
    query = _select().where(operator_words.c.kind == kind, operator_words.c.name == name)
    rows = await connection.execute(query.order_by(operator_words.c.id.desc()).limit(limit))
    return [_build(row) for row in rows]


async def find_version(connection: AsyncConnection, kind: str, name: str, version: int) -> Version | None:
    """Returns a version of this document, or None if it has no version with this id."""
    its = operator_words.c.kind == kind, operator_words.c.name == name, operator_words.c.id == version
    row = (await connection.execute(_select().where(*its))).one_or_none()
    return _build(row) if row else None


async def add_version(
    connection: AsyncConnection, kind: str, name: str, content: dict[str, Any], agent_id: int, now: dt.datetime
) -> int:
    """Adds a version of a document, which is used from now on. Returns its id."""
    row = {"kind": kind, "name": name, "content": content, "agent_id": agent_id, "created_at": now}
    new = operator_words.insert().values(row).returning(operator_words.c.id)
    return int((await connection.execute(new)).scalar_one())


async def find_state(connection: AsyncConnection) -> tuple[int, int]:
    """Returns the ids of the newest version of any document and of the calendar, from which a
    gateway sees that something has changed."""
    newest = (select(func.coalesce(func.max(table.c.id), 0)) for table in (operator_words, desk_calendars))
    documents, calendar = (await connection.execute(select(*(each.scalar_subquery() for each in newest)))).one()
    return int(documents), int(calendar)


async def lock_words(connection: AsyncConnection) -> None:
    """Makes other changes of the documents wait until the transaction ends. On SQLite the
    transaction itself is the lock."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("LOCK TABLE operator_words IN SHARE ROW EXCLUSIVE MODE"))


def _select() -> Select[Any]:
    columns: Sequence[Any] = (*operator_words.c, agents.c.name.label("agent_name"))
    return select(*columns).join(agents, agents.c.id == operator_words.c.agent_id)


def _build(row: Row[Any]) -> Version:
    return Version(row.id, row.kind, row.name, row.content, row.agent_name, row.created_at)
