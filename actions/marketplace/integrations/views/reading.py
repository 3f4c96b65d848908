"""Reads views of the operator's own database. Every statement runs in a read-only transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, String, TextClause, bindparam, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from actions.marketplace.integrations.importing.kinds import KINDS
from actions.marketplace.integrations.importing.problems import BadFile
from actions.marketplace.integrations.importing.sources import RawRow
from actions.marketplace.integrations.views.columns import SCHEMA, UPDATED, View, ViewColumn
from foundation.database.engine import is_sqlite_url, open_postgresql

OVERLAP = "5 minutes"
"""How far before the latest known change a pass reads rows again, because a slow transaction may commit rows with an
earlier `updated_at`."""
CONNECT_SECONDS = 10
_COLUMNS = """
SELECT c.relname AS view, a.attname AS name, t.typtype = 'e' AS enumerated, format_type(a.atttypid, NULL) AS type,
       t.typtype = 'd' AS domain, format_type(t.typbasetype, NULL) AS base
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
WHERE n.nspname = :schema AND c.relkind IN ('v', 'm', 'r', 'p', 'f')
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Says which rows of a view to read: those that changed after `since`, which is a value of `updated_at` as the view
    writes it, and those with these ids. Without `since`, all rows are read."""

    since: str | None = None
    ids: Sequence[str] = ()


class Source:
    """Opens the operator's database.

    Raises:
        BadFile: the URL is not that of a PostgreSQL database.
    """

    def __init__(self, url: str) -> None:
        if is_sqlite_url(url) or not url.startswith(("postgres:", "postgresql:", "postgresql+asyncpg:")):
            raise BadFile("no_operator_database")
        try:
            make_url(url)
        except ArgumentError:
            raise BadFile("no_operator_database") from None
        settings = {"default_transaction_read_only": "on", "timezone": "UTC", "application_name": "caravan"}
        connecting = {"timeout": CONNECT_SECONDS, "server_settings": settings}
        self._engine: AsyncEngine = open_postgresql(url, pool_size=1, connect_args=connecting)

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Snapshot]:
        """Yields all views as they are at one moment.

        Raises:
            BadFile: the database cannot be reached.
        """
        engine = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        try:
            connection = await engine.connect()
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise BadFile("operator_database_away", reason=say_reason(error)) from None
        except Exception as error:  # asyncpg's own errors, such as a wrong password, come through unwrapped
            if not hasattr(error, "sqlstate"):
                raise
            raise BadFile("operator_database_away", reason=say_reason(error)) from None
        try:
            async with connection.begin():
                yield Snapshot(connection)
        finally:
            await connection.close()


class Snapshot:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find_views(self) -> dict[str, View]:
        """Returns the existing views by their kinds, in the order in which they are read."""
        columns: dict[str, dict[str, ViewColumn]] = {}
        for row in await self._connection.execute(text(_COLUMNS), {"schema": SCHEMA}):
            type_ = "enum" if row.enumerated else row.base if row.domain else row.type
            columns.setdefault(row.view, {})[row.name] = ViewColumn(row.name, type_)
        return {name: View(kind, columns[name]) for name, kind in KINDS.items() if name in columns}

    async def find_latest(self, view: View) -> str | None:
        """Returns the latest `updated_at`, as the view writes it."""
        async with _explained(self._connection, view):
            found = await self._connection.execute(text(f'SELECT max("{UPDATED}")::text FROM {view.name}'))  # noqa: S608
            latest: str | None = found.scalar_one()
            return latest

    async def read(self, view: View, wanted: Wanted, most: int | None = None) -> AsyncIterator[RawRow]:
        """Yields the rows. If several rows make one record, they come one after another.

        Raises:
            BadFile: the view cannot be read.
        """
        async with _explained(self._connection, view):
            result = await self._connection.stream(_select(view, wanted, most).execution_options(yield_per=500))
            line = 0
            async for row in result:
                line += 1
                cells: dict[str, Any] = {one.name: one.read(value) for one, value in zip(view.known, row, strict=True)}
                yield RawRow(line, cells, 0.0)


def _select(view: View, wanted: Wanted, most: int | None) -> TextClause:
    """Returns the query. Its text contains only known names of views and columns; values from the operator's rows are
    passed as parameters."""
    kind, id_ = view.kind, f'"{view.kind.id_column}"::text'
    query = f"SELECT {', '.join(one.as_text for one in view.known)} FROM {view.name}"  # noqa: S608
    if wanted.since is not None:
        type_ = view.columns[UPDATED].type
        changed = f"\"{UPDATED}\" >= CAST(:since AS {type_}) - interval '{OVERLAP}'"
        if kind.line:  # an order is read with all its lines
            changed = f"{id_} IN (SELECT {id_} FROM {view.name} WHERE {changed})"  # noqa: S608
        query += f" WHERE {changed} OR {id_} = ANY(:ids)"
    if kind.line:
        lines = [one.as_text for one in view.known if one.name in kind.line]
        query += " ORDER BY " + ", ".join(f'{one} COLLATE "C"' for one in (id_, *lines))
    statement = text(query + (f" LIMIT {int(most)}" if most is not None else ""))
    if wanted.since is None:
        return statement
    since = bindparam("since", wanted.since, String)
    return statement.bindparams(since, bindparam("ids", list(wanted.ids), ARRAY(String)))


@asynccontextmanager
async def _explained(connection: AsyncConnection, view: View) -> AsyncIterator[None]:
    """Turns an error of one view into a `BadFile`, and keeps the transaction usable for the others."""
    savepoint = await connection.begin_nested()
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            raise BadFile("operator_database_away", reason=say_reason(error)) from None
        await savepoint.rollback()
        raise BadFile("view_failed", view=view.name, reason=say_reason(error)) from None
    if savepoint.is_active:
        await savepoint.commit()


def say_reason(error: BaseException) -> str:
    """Returns one line about an error of the database, in the words of the database and without the statement."""
    cause = getattr(error, "orig", None) or error
    lines = [line for line in str(cause).splitlines() if line.strip()]
    said = lines[0].partition(">: ")[2] or lines[0] if lines else type(error).__name__
    return said.strip()[:200]
