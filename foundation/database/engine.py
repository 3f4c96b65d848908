"""Opens an engine that behaves alike on SQLite and on PostgreSQL, and provides its transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

_DRIVERS = (
    ("sqlite:", "sqlite+aiosqlite:"),
    ("postgresql:", "postgresql+asyncpg:"),
    ("postgres:", "postgresql+asyncpg:"),
)


def async_url(url: str) -> str:
    """Returns `sqlite:///x` or `postgresql://…` with its asynchronous driver named."""
    for plain, driver in _DRIVERS:
        if url.startswith(plain):
            return driver + url[len(plain) :]
    return url


def is_sqlite_url(url: str) -> bool:
    return url.startswith("sqlite")


def open_sqlite(url: str, *, busy_seconds: float, pragmas: Sequence[str], **options: Any) -> AsyncEngine:
    """Returns an engine that connects when it is first used.

    A statement waits up to `busy_seconds` for a lock. Every connection gets the `pragmas`, and WAL
    as its journal mode. `options` are those of `create_async_engine`.
    """
    engine = create_async_engine(async_url(url), connect_args={"timeout": busy_seconds}, **options)
    event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, ("journal_mode=WAL", *pragmas)))
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def open_postgresql(url: str, *, pool_size: int, **options: Any) -> AsyncEngine:
    """Returns an engine with at most `pool_size` connections. Once opened, they stay open.

    The pool opens no extra connections during a burst, because it would throw them away afterwards.
    """
    engine = create_async_engine(async_url(url), pool_size=pool_size, max_overflow=0, **options)
    event.listen(engine.sync_engine, "checkout", _replace_closed)
    return engine


class Database:
    """Provides the transactions of one engine.

    `begin()` takes SQLite's write lock at its start. Its writes then never fail because somebody
    else wrote in between. All statements of a `read()` see the same moment on SQLite. On PostgreSQL
    each statement sees everything that was committed before it. A transaction would give the same
    view there and cost two more round trips, so `read()` begins none.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.url = engine.url.render_as_string(hide_password=False)
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writer = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE") if self.is_sqlite else engine
        # On PostgreSQL a block that only reads needs no transaction.
        self._single = engine if self.is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Begins a transaction. It is committed at the end of the block, and undone on an error."""
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Yields a connection for reading. On PostgreSQL each statement sees the newest committed
        data."""
        async with self._single.connect() as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Yields a connection for reading. All its statements see the whole database at the same
        moment, however long the block takes."""
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        async with self.engine.execution_options(**level).begin() as connection:
            yield connection

    async def ping(self) -> None:
        """Asks the database for an answer. If none comes, the database's error is raised."""
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(pragmas: Sequence[str], connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transactions; _begin_sqlite does
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def _replace_closed(connection: Any, _record: object, _proxy: object) -> None:
    """Makes the pool open a new connection if the server has closed this one. asyncpg knows that
    without asking the server."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
