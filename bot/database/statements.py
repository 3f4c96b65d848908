"""Builds a statement once if it is run often, for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, CursorResult, Insert, Update, bindparam
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.schema import Table


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
