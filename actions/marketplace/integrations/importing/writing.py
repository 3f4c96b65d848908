"""Writes records into the tables of the marketplace, many of one kind at once, in the caller's transaction.

Each kind has a writer, which makes the checks that need the database (such as whether an account has another role),
inserts new rows and updates known ones. It writes a record either as a whole or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.integrations.importing.known import Known
from actions.marketplace.integrations.importing.problems import Problem
from foundation.clock import Clock

R = TypeVar("R")
Row = dict[str, Any]


class Writer(Generic[R]):
    """Writes the records of one kind.

    `known` holds the rows that the records refer to. A dry run only calls `check`. Rows that an earlier file of the dry
    run would import are missing in `known`; `would` holds the ids of such exchange rates.
    """

    def __init__(
        self, connection: AsyncConnection, known: Known, clock: Clock, would: Mapping[str, Collection[str]]
    ) -> None:
        self.connection, self.known, self.clock, self.would = connection, known, clock, would

    async def check(self, records: Sequence[R]) -> Mapping[int, Problem]:
        """Returns the problems of records, each by the place of its record in the list."""
        return {}

    async def make_rows(self, records: Sequence[R]) -> list[Row]:
        """Returns the rows of the kind's own table, without the values that only a new row gets."""
        raise NotImplementedError

    async def insert(self, records: Sequence[R]) -> list[int]:
        """Inserts the records and returns the ids of their rows."""
        raise NotImplementedError

    async def update(self, row_ids: Sequence[int], records: Sequence[R]) -> None:
        """Writes the records over the rows with these ids."""
        raise NotImplementedError

    def row_of(self, kind: str, operator_id: str) -> int:
        return self.known[kind][operator_id].row_id


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> list[int]:
    """Inserts the rows and returns their ids in the same order."""
    if not rows:
        return []
    statement = table.insert().returning(table.c.id, sort_by_parameter_order=True)
    return list((await connection.execute(statement, rows)).scalars())


async def update_rows(connection: AsyncConnection, table: Table, row_ids: Sequence[int], rows: Sequence[Row]) -> None:
    """Writes the values of `rows`, which all have the same columns, over the rows with these ids."""
    if not rows:
        return
    names = list(rows[0])
    statement = (
        update(table)
        .where(table.c.id == bindparam("of_row"))
        .values({name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names})
    )
    values = [
        {"of_row": row_id} | {f"to_{name}": row[name] for name in names}
        for row_id, row in zip(row_ids, rows, strict=True)
    ]
    await connection.execute(statement, values)


async def replace_children(
    connection: AsyncConnection, table: Table, parent: str, parents: Sequence[int], rows: Sequence[Row]
) -> None:
    """Deletes the rows of these parents (by the column `parent`), and inserts `rows`."""
    for start in range(0, len(parents), 5_000):
        await connection.execute(delete(table).where(table.c[parent].in_(parents[start : start + 5_000])))
    if rows:
        await connection.execute(table.insert(), list(rows))


async def find_rows(connection: AsyncConnection, table: Table, column: str, values: Sequence[Any]) -> Mapping[Any, Any]:
    """Returns the rows whose `column` has one of these values, grouped by the value."""
    listed = list(dict.fromkeys(values))
    found: dict[Any, Any] = {}
    for start in range(0, len(listed), 5_000):
        query = select(table).where(table.c[column].in_(listed[start : start + 5_000]))
        found |= {getattr(row, column): row for row in await connection.execute(query)}
    return found
