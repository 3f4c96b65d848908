"""Opens transactions that raise `DatabaseUnavailable` for outages, and that wake listeners of
changes after the commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from foundation.database import engine
from foundation.database.announcements import take_announced
from foundation.database.outages import DatabaseUnavailable, is_outage

Connection = AsyncConnection
"""The type of a transaction in progress, for modules that do not import SQLAlchemy."""


class Listeners(Protocol):
    """Defines the interface of an object that wakes the listeners of topics."""

    async def notify(self, topic: str, *, but: Any = None) -> None:
        """Wakes the listeners of a topic, except the listener `but`."""


class Database(engine.Database):
    """Opens transactions on a database. After each commit the listeners of the announced topics are
    woken.

    Raises:
        DatabaseUnavailable: the database cannot be reached, is full, or was locked for too long.
            Nothing was committed, and another attempt may succeed.
    """

    def __init__(self, engine: AsyncEngine, *, busy_seconds: float, listeners: Listeners | None = None) -> None:
        """`busy_seconds` is how long a task waits, on SQLite, until it may write. `listeners` are
        woken after commits."""
        super().__init__(engine)
        self._listeners, self._busy_seconds = listeners, busy_seconds
        self._writing = asyncio.Lock() if self.is_sqlite else None

    @asynccontextmanager
    async def begin(self, *, but: object = None) -> AsyncIterator[AsyncConnection]:
        """Opens a write transaction, which is committed at the end of the `with` block and rolled
        back on an error. The caller's own listener `but` is not woken afterwards."""
        with _name_outages():
            async with self._turn_to_write(), super().begin() as connection:
                with _collect_announced(connection) as topics:
                    yield connection
        await self._tell(topics, but)

    @asynccontextmanager
    async def step(self, *, but: object = None) -> AsyncIterator[AsyncConnection]:
        """Opens a connection for writes that consist of a single statement. On PostgreSQL each
        statement is committed by itself, which saves the round trips of a transaction. The caller's
        own listener `but` is not woken afterwards."""
        if self.is_sqlite:
            async with self.begin(but=but) as connection:
                yield connection
            return
        async with self.read() as connection:
            with _collect_announced(connection) as topics:
                yield connection
        await self._tell(topics, but)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Opens a connection for reading. On PostgreSQL each statement sees the newest rows; on
        SQLite all statements see one snapshot, and none takes a write lock."""
        with _name_outages():
            async with super().read() as connection:
                yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Opens a connection that sees all tables as they are at one moment, however long the
        `with` block runs."""
        with _name_outages():
            async with super().snapshot() as connection:
                yield connection

    async def forget_log(self) -> None:
        """Moves SQLite's write-ahead log into the database file and empties the log, so that no
        deleted data stays there. While another connection reads the database, the log cannot be
        emptied; a later call empties it."""
        if self.is_sqlite:
            async with self._turn_to_write(), self.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                assert raw.driver_connection is not None
                await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def _tell(self, topics: Iterable[str], but: object = None) -> None:
        if self._listeners is not None:
            for topic in topics:
                await self._listeners.notify(topic, but=but)

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        """Waits until this task may write. SQLite allows one writer at a time; the tasks of this
        process queue here in order, instead of polling SQLite's lock."""
        if self._writing is None:
            yield
            return
        async with asyncio.timeout(self._busy_seconds):
            await self._writing.acquire()
        try:
            yield
        finally:
            self._writing.release()


@contextmanager
def _collect_announced(connection: AsyncConnection) -> Iterator[list[str]]:
    """Yields a list to which the topics that the `with` block announced are added if the block
    succeeds."""
    topics: list[str] = []
    try:
        yield topics
        topics += take_announced(connection)
    finally:
        if not (connection.closed or connection.invalidated):  # a lost connection is not reused
            take_announced(connection)


@contextmanager
def _name_outages() -> Iterator[None]:
    """Turns errors of the database driver after which a later attempt may succeed into
    DatabaseUnavailable."""
    try:
        yield
    except Exception as error:
        if not is_outage(error):
            raise
        raise DatabaseUnavailable(str(getattr(error, "orig", None) or error)) from error
