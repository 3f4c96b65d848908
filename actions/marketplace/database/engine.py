"""The one door to the database: an engine that behaves alike on SQLite and PostgreSQL, and transactions."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, MetaData, Table, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_TIMEOUT_MS = 10_000
POOL_SIZE = 15
"""Connections of one action server; what is opened stays, one beyond them would be made and thrown away in every burst."""
Insert = sqlite.Insert | postgresql.Insert


class Database:
    """`write()` is a transaction; it takes SQLite's lock at its start, so that it never fails half way because somebody else
    wrote in between. `read()` is one on SQLite; on PostgreSQL each of its statements sees what is committed then, as within a
    transaction there, without the round trips of one."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.url = engine.url.render_as_string(hide_password=False)
        self._writer = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        is_sqlite = engine.dialect.name == "sqlite"
        self._reader = engine if is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self._reader.connect() as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A read that sees one moment of the whole database, however long it takes."""
        level = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        async with self.engine.execution_options(**level).begin() as connection:
            yield connection

    async def close(self) -> None:
        await self.engine.dispose()


def open_database(url: str, foreign_keys: bool = True) -> Database:
    """`url` as SQLAlchemy writes it; a bare `sqlite:` or `postgresql:` gets its asynchronous driver. Connects lazily.

    Migrations switch SQLite's foreign keys off: rebuilding a table would otherwise delete what refers to it."""
    parsed = make_url(url)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
    parsed = parsed.set(drivername=drivers.get(parsed.drivername, parsed.drivername))
    if parsed.get_backend_name() != "sqlite":
        engine = create_async_engine(parsed, pool_size=POOL_SIZE, max_overflow=0)
        event.listen(engine.sync_engine, "checkout", _replace_closed)
        return Database(engine)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(parsed)
    event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, foreign_keys))
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return Database(engine)


def _prepare_sqlite(foreign_keys: bool, connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        f"foreign_keys = {int(foreign_keys)}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _replace_closed(connection: Any, _record: object, _proxy: object) -> None:
    """A server that went away has closed its connections, and asyncpg knows: nothing needs to be asked for that."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def insert_if_absent(dialect: Dialect, table: Table, row: dict[str, Any]) -> Insert:
    """An INSERT that does nothing when a row with this key is there already."""
    insert = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
    return insert(table).values(row).on_conflict_do_nothing()


async def align_sequences(connection: AsyncConnection, metadata: MetaData) -> None:
    """After rows came with ids of their own: PostgreSQL goes on behind them. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        if (key := table.autoincrement_column) is not None:
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            following = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
            await connection.execute(select(func.setval(sequence, following, False)))
