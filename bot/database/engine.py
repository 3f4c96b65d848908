"""Opens the gateway's database: SQLite (WAL) or PostgreSQL, with the same code."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.database.announcements import take_announced
from bot.wakeups import Signal, Wakeups
from foundation.database import engine as foundation
from foundation.database.outages import DatabaseUnavailable, is_outage

Connection = AsyncConnection
"""The rest of the gateway uses this name for a transaction in progress."""

BUSY_SECONDS = 10
POSTGRES_LIMITS = {
    "lock_timeout": f"{BUSY_SECONDS}s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
}
"""These limits keep a locked table, or a gateway that froze within a transaction, from blocking
others for ever."""
ANSWER_SECONDS = 35.0
"""A PostgreSQL server that is silent for so many seconds counts as away. It would have reported its
own time-out earlier, so the line is cut or the machine is frozen."""
_SQLITE_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "cache_size=-16000", "secure_delete=ON")


class Database(foundation.Database):
    """Runs transactions on the gateway's database. After each commit the listeners of the announced
    topics are woken.

    Raises:
        DatabaseUnavailable: the database is away, full or locked for too long; nothing was
            committed, and trying again may succeed.
    """

    def __init__(self, url: str, pool_size: int = 20, *, patient: bool = False, wakeups: Wakeups | None = None) -> None:
        """Opens the database. With `patient` it waits for an answer as long as needed, for
        migrations. Without `wakeups` nobody is told about changes."""
        self._wakeups = wakeups
        answer_seconds = None if patient else ANSWER_SECONDS
        super().__init__(
            _open_sqlite(url) if foundation.is_sqlite_url(url) else _open_postgresql(url, pool_size, answer_seconds)
        )
        self._writing = asyncio.Lock() if self.is_sqlite else None

    @asynccontextmanager
    async def begin(self, *, but: Signal | None = None) -> AsyncIterator[AsyncConnection]:
        """Opens a write transaction, which is committed at the end of the block and rolled back on
        an error. The signal `but` is not woken afterwards, because it belongs to the caller."""
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

    async def _tell(self, topics: Iterable[str], but: Signal | None = None) -> None:
        if self._wakeups is not None:
            for topic in topics:
                await self._wakeups.notify(topic, but=but)

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        """Waits until this task may write. SQLite has one writer. Our tasks queue here in order, so
        that they do not poll its lock with a connection each."""
        if self._writing is None:
            yield
            return
        async with asyncio.timeout(BUSY_SECONDS):
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


def _open_sqlite(url: str) -> AsyncEngine:
    return foundation.open_sqlite(
        url,
        busy_seconds=BUSY_SECONDS,
        pragmas=_SQLITE_PRAGMAS,
        pool_size=5,
        max_overflow=5,
        pool_timeout=BUSY_SECONDS,
    )


def _open_postgresql(url: str, pool_size: int, answer_seconds: float | None) -> AsyncEngine:
    limits = {"timeout": BUSY_SECONDS, "command_timeout": answer_seconds, "server_settings": POSTGRES_LIMITS}
    return foundation.open_postgresql(url, pool_size=pool_size, pool_timeout=BUSY_SECONDS, connect_args=limits)
