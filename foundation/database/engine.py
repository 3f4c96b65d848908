"""Opens an engine that behaves alike on SQLite and on PostgreSQL, and gives its transactions."""

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

    A statement waits up to `busy_seconds` for a lock. `pragmas` are set on every connection, and WAL with them;
    `options` are those of `create_async_engine`.
    """
    engine = create_async_engine(async_url(url), connect_args={"timeout": busy_seconds}, **options)
    event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, ("journal_mode=WAL", *pragmas)))
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def open_postgresql(url: str, *, pool_size: int, **options: Any) -> AsyncEngine:
    """Returns an engine with `pool_size` connections that stay open once they are.

    There are none beyond them: those would be opened and thrown away in every burst.
    """
    engine = create_async_engine(async_url(url), pool_size=pool_size, max_overflow=0, **options)
    event.listen(engine.sync_engine, "checkout", _replace_closed)
    return engine


class Database:
    """Gives the transactions of one engine.

    `begin()` takes SQLite's write lock at its start, so that it never fails half way because somebody else wrote in between.
    `read()` sees one moment on SQLite. On PostgreSQL each of its statements sees what is committed by then, as it would within
    a transaction there, and saves the two round trips of one.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.url = engine.url.render_as_string(hide_password=False)
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writer = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE") if self.is_sqlite else engine
        # What only reads needs no transaction around it on PostgreSQL.
        self._single = engine if self.is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Commits at the end of the block what was written in it, and undoes it on an error."""
        async with self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Gives a connection to read from, each statement as things are then."""
        async with self._single.connect() as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Gives a connection to read from that sees one moment of the whole database, however long it takes."""
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        async with self.engine.execution_options(**level).begin() as connection:
            yield connection

    async def ping(self) -> None:
        """Raises what the database raises when it does not answer."""
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(pragmas: Sequence[str], connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))


def _replace_closed(connection: Any, _record: object, _proxy: object) -> None:
    """Has the pool open another connection where the server has closed this one; asyncpg knows without asking."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
