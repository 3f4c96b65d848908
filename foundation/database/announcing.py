"""Opens transactions that name outages, and that tell listeners what they changed once it is committed."""

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
"""Stands for a transaction in progress, wherever no other word of SQLAlchemy is needed."""


class Listeners(Protocol):
    """Knows who listens to which topics."""

    async def notify(self, topic: str, *, but: Any = None) -> None:
        """Wakes the listeners of a topic. The one called `but` is not woken."""


class Database(engine.Database):
    """Runs transactions. After each commit the listeners of the announced topics are woken.

    Raises:
        DatabaseUnavailable: the database is away, full or locked for too long; nothing was
            committed, and trying again may succeed.
    """

    def __init__(self, engine: AsyncEngine, *, busy_seconds: float, listeners: Listeners | None = None) -> None:
        """Takes the engine, and how long a task waits for its turn to write. Without `listeners`
        nobody is told about changes."""
        super().__init__(engine)
        self._listeners, self._busy_seconds = listeners, busy_seconds
        self._writing = asyncio.Lock() if self.is_sqlite else None

    @asynccontextmanager
    async def begin(self, *, but: object = None) -> AsyncIterator[AsyncConnection]:
        """Opens a write transaction, which is committed at the end of the block and rolled back on
        an error. The listener `but` is not woken afterwards, because it belongs to the caller."""
        with _name_outages():
            async with self._turn_to_write(), super().begin() as connection:
                with _collect_announced(connection) as topics:
                    yield connection
        await self._tell(topics, but)

    @asynccontextmanager
    async def step(self) -> AsyncIterator[AsyncConnection]:
        """Opens a connection for writes of one statement each. PostgreSQL commits each by itself,
        which saves the round trips of a transaction."""
        if self.is_sqlite:
            async with self.begin() as connection:
                yield connection
            return
        async with self.read() as connection:
            with _collect_announced(connection) as topics:
                yield connection
        await self._tell(topics)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Opens a connection for reading. On PostgreSQL each statement sees the newest rows; on
        SQLite all statements see one snapshot, and none takes a write lock."""
        with _name_outages():
            async with super().read() as connection:
                yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """Opens a connection that sees all tables as they are at one moment."""
        with _name_outages():
            async with super().snapshot() as connection:
                yield connection

    async def forget_log(self) -> None:
        """Moves SQLite's write-ahead log into the database and empties it, so that no deleted data
        stays in it. If somebody is reading the database, a later call empties it."""
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
        """Waits until this task may write. SQLite has one writer. Our tasks queue here in order, so
        that they do not poll its lock with a connection each."""
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
    """Yields a list. After the block has succeeded, the list holds the topics that the block
    announced."""
    topics: list[str] = []
    try:
        yield topics
        topics += take_announced(connection)
    finally:
        if not (connection.closed or connection.invalidated):  # a line that was cut has nothing to forget
            take_announced(connection)


@contextmanager
def _name_outages() -> Iterator[None]:
    """Raises DatabaseUnavailable in place of a driver's error if a later attempt may succeed."""
    try:
        yield
    except Exception as error:
        if not is_outage(error):
            raise
        raise DatabaseUnavailable(str(getattr(error, "orig", None) or error)) from error
