"""Opens SQLAlchemy engines on SQLite and PostgreSQL, and provides transactions that behave alike on
both."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from foundation.database.one_trip import OneTripConnection
from foundation.json_text import read_json, write_json

_DRIVERS = (
    ("sqlite:", "sqlite+aiosqlite:"),
    ("postgresql:", "postgresql+asyncpg:"),
    ("postgres:", "postgresql+asyncpg:"),
)
_JSON: dict[str, Any] = {"json_serializer": write_json, "json_deserializer": read_json}


def async_url(url: str) -> str:
    """Returns a URL such as `sqlite:///x` or `postgresql://…` with the asynchronous driver added."""
    for plain, driver in _DRIVERS:
        if url.startswith(plain):
            return driver + url[len(plain) :]
    return url


def is_sqlite_url(url: str) -> bool:
    return url.startswith("sqlite")


def open_sqlite(url: str, *, busy_seconds: float, pragmas: Sequence[str], **options: Any) -> AsyncEngine:
    """Returns an engine for a SQLite database, which connects when it is first used.

    A statement waits up to `busy_seconds` for a lock. Every connection runs the `pragmas` and uses
    the journal mode WAL. `options` are those of `create_async_engine`.
    """
    arguments = {"timeout": busy_seconds, "async_creator_fn": OneTripConnection}
    engine = create_async_engine(async_url(url), connect_args=arguments, **_JSON, **options)
    event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, ("journal_mode=WAL", *pragmas)))
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def open_postgresql(url: str, *, pool_size: int, **options: Any) -> AsyncEngine:
    """Returns an engine for a PostgreSQL database, with at most `pool_size` connections. Once
    opened, a connection stays open.

    The pool opens no extra connections during a burst, because it would close them again
    afterwards.
    """
    engine = create_async_engine(async_url(url), pool_size=pool_size, max_overflow=0, **_JSON, **options)
    event.listen(engine.sync_engine, "checkout", _replace_closed)
    return engine


class Database:
    """Opens transactions on one engine.

    On SQLite, `begin()` takes the write lock at its start, so that its writes cannot fail because
    another connection wrote in between. On SQLite, all statements of a `read()` see the same
    snapshot. On PostgreSQL, each statement of a `read()` sees everything that was committed before
    the statement. On PostgreSQL, `read()` begins no transaction, which would cost two more round
    trips and change nothing.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.url = engine.url.render_as_string(hide_password=False)
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._writer = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE") if self.is_sqlite else engine
        # used by `read()`, which needs no transaction on PostgreSQL
        self._single = engine if self.is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Begins a transaction, which is committed at the end of the `with` block and rolled back
        on an error."""
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
        """Yields a connection for reading whose statements all see the database as it is at one
        moment, however long the `with` block runs."""
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        async with self.engine.execution_options(**level).begin() as connection:
            yield connection

    async def ping(self) -> None:
        """Runs a trivial query. Raises the database's error if the database does not answer."""
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


def _prepare_sqlite(pragmas: Sequence[str], connection: sqlite3.Connection, _record: object) -> None:
    # keeps the driver from beginning transactions, which _begin_sqlite does
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if begin := connection.get_execution_options().get("sqlite_begin"):
        connection.exec_driver_sql(begin)
    else:
        driver: OneTripConnection = connection.connection.driver_connection  # type: ignore[assignment]
        driver.begin_with_next()


def _replace_closed(connection: Any, _record: object, _proxy: object) -> None:
    """Makes the pool open a new connection if the server has closed this one, which asyncpg knows
    without a round trip."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError
