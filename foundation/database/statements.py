"""Writes statements that the two databases spell differently, and those that are run often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, CursorResult, Insert, Table, Update, bindparam, func, select
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


class AtOnce:
    """Runs several writes that do not depend on each other. PostgreSQL does it in one round trip.

    Create it once, with `bindparam`s: building a statement takes as long as running it.
    """

    def __init__(self, first: Sequence[Insert | Update], last: Insert | Update) -> None:
        self._each = (*first, last)
        self._joined = last.add_cte(*(write.cte(f"write_{n}") for n, write in enumerate(first)))

    async def execute(self, connection: AsyncConnection, values: dict[str, Any]) -> CursorResult[Any]:
        """Runs the writes with these values, and returns the result of the last one."""
        if connection.dialect.name == "postgresql":
            return await connection.execute(self._joined, values)
        for write in self._each[:-1]:
            await connection.execute(write, values)
        return await connection.execute(self._each[-1], values)


def bind_columns(table: Table, *names: str) -> dict[str, BindParameter[Any]]:
    """Returns parameters for columns whose values `name_values` gives when the statement is run.
    The parameters need names of their own because SQLAlchemy reserves the columns' names."""
    return {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}


def name_values(**values: Any) -> dict[str, Any]:
    """Returns the values for the parameters made by `bind_columns`, under the parameters' names."""
    return {f"new_{name}": value for name, value in values.items()}
