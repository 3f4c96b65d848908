"""Builds statements that SQLite and PostgreSQL write differently, and runs several writes in one
round trip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, CursorResult, Insert, Table, Update, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert(connection: AsyncConnection, table: Table) -> Any:
    """Returns an `INSERT` statement for the connection's database that has the methods
    `on_conflict_do_nothing` and `on_conflict_do_update`."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


async def align_sequences(connection: AsyncConnection, tables: Iterable[Table]) -> None:
    """Sets PostgreSQL's id sequences of these tables to the number after the largest id, which is
    needed after inserting rows with given ids. SQLite continues its numbering by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if (key := table.autoincrement_column) is not None:
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            following = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
            await connection.execute(select(func.setval(sequence, following, False)))


class AtOnce:
    """Runs several writes that do not depend on each other: on PostgreSQL in one round trip, on
    SQLite one after the other.

    Create an instance once, with `bindparam`s for the values, because building a statement takes as
    long as running it.
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
    """Returns bind parameters for the values of these columns. The names of the parameters begin
    with `new_`, because SQLAlchemy reserves the names of the columns; `name_values` builds the
    values."""
    return {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}


def name_values(**values: Any) -> dict[str, Any]:
    """Returns the values for the parameters of `bind_columns`, by the names of the parameters."""
    return {f"new_{name}": value for name, value in values.items()}
