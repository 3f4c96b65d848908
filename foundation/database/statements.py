"""Writes statements that the two databases spell differently."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert(connection: AsyncConnection, table: Table) -> Any:
    """Returns an `INSERT` that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


async def align_sequences(connection: AsyncConnection, tables: Iterable[Table]) -> None:
    """Makes PostgreSQL continue its numbering after rows that were inserted with ids. SQLite does
    so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if (key := table.autoincrement_column) is not None:
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            following = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
            await connection.execute(select(func.setval(sequence, following, False)))
