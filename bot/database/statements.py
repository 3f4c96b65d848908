"""Statements that are put together once and run often, alike on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, CursorResult, Insert, Update, bindparam
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.schema import Table


class AtOnce:
    """Writes that do not read what the others write: one round trip where the database has a word for it.

    Made once, of `bindparam`s: to put a statement together takes as long as to have it executed.
    """

    def __init__(self, first: Sequence[Insert | Update], last: Insert | Update) -> None:
        self._each = (*first, last)
        self._joined = last.add_cte(*(write.cte(f"write_{n}") for n, write in enumerate(first)))

    async def execute(self, connection: AsyncConnection, values: dict[str, Any]) -> CursorResult[Any]:
        """What `last` returns."""
        if connection.dialect.name == "postgresql":
            return await connection.execute(self._joined, values)
        for write in self._each[:-1]:
            await connection.execute(write, values)
        return await connection.execute(self._each[-1], values)


def given(table: Table, *names: str) -> dict[str, BindParameter[Any]]:
    """Values of columns that come when the statement is executed, with `named`. (Their own names are SQLAlchemy's.)"""
    return {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}


def named(**values: Any) -> dict[str, Any]:
    """The values of `given` columns, by the names of their parameters."""
    return {f"new_{name}": value for name, value in values.items()}
