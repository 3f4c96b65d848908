"""One door to the gateway's database: SQLite (WAL) or PostgreSQL, the same code path."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.database.announcements import take_announced
from bot.errors import DatabaseUnavailable
from bot.wakeups import Signal, Wakeups

Connection = AsyncConnection
"""A transaction in progress, as the rest of the gateway names it."""

BUSY_SECONDS = 10
POSTGRES_LIMITS = {
    "lock_timeout": f"{BUSY_SECONDS}s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
}
"""A table that somebody locked, or a gateway that froze within a transaction, holds nobody up for ever."""
ANSWER_SECONDS = 35.0
"""A PostgreSQL that does not say anything for so long, not even that it gave up, is away (a line cut in silence, a frozen machine)."""
_PASSING = ("08", "25006", "25P03", "40", "53", "55P03", "57", "58")
"""What SQLSTATE begins with where a later attempt may succeed: connection, read-only after a failover, a transaction ended for
idling, deadlock, resources, a lock, shutdown and start, the system below."""
_PASSING_SQLITE = frozenset(
    (
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM),
    )
)  # fmt: skip
"""The same of SQLite, which calls a missing table and a wrong statement an OperationalError, too."""


def async_url(url: str) -> str:
    """`sqlite:///x` and `postgresql://…` with the async driver named."""
    for plain, driver in (
        ("sqlite:", "sqlite+aiosqlite:"),
        ("postgresql:", "postgresql+asyncpg:"),
        ("postgres:", "postgresql+asyncpg:"),
    ):
        if url.startswith(plain):
            return driver + url[len(plain) :]
    return url


class Database:
    """Transactions on the gateway's database. Once one is committed, whoever listens to what it announced is woken.

    Raises:
        DatabaseUnavailable: the database is away, full or locked for too long; nothing was committed, try again.
    """

    def __init__(self, url: str, pool_size: int = 20, *, patient: bool = False, wakeups: Wakeups | None = None) -> None:
        """`patient` waits for an answer however long it takes: for migrations. Without `wakeups` nobody listens."""
        self._wakeups = wakeups
        self.url = async_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        answer_seconds = None if patient else ANSWER_SECONDS
        self.engine = (
            _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url, pool_size, answer_seconds)
        )
        # What only reads needs no transaction around it on PostgreSQL: two round trips less for each look.
        self._single = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writing = asyncio.Lock() if self.is_sqlite else None

    @asynccontextmanager
    async def begin(self, *, but: Signal | None = None) -> AsyncIterator[AsyncConnection]:
        """A write transaction: committed at the end of the block, rolled back on an error. `but` is not woken afterwards: it
        belongs to the caller."""
        with _translated():
            async with self._turn_to_write(), self.engine.begin() as connection:
                with _announcing(connection) as topics:
                    yield connection
        await self._tell(topics, but)

    @asynccontextmanager
    async def step(self) -> AsyncIterator[AsyncConnection]:
        """For writes of one statement each: PostgreSQL commits every one by itself, without the round trips of a transaction."""
        if self.is_sqlite:
            async with self.begin() as connection:
                yield connection
            return
        with _translated():
            async with self._single.connect() as connection:
                with _announcing(connection) as topics:
                    yield connection
        await self._tell(topics)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """To read from, each statement as things are then; on SQLite one snapshot that takes no write lock."""
        with _translated():
            async with self._single.connect() as connection:
                await connection.execution_options(caravan_read=True)
                yield connection

    async def ping(self) -> None:
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    async def forget_log(self) -> None:
        """Empties SQLite's write-ahead log into the database, so that nothing which was deleted stays in it; where somebody reads
        just then, the next time."""
        if self.is_sqlite:
            async with self._turn_to_write(), self.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                assert raw.driver_connection is not None
                await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        await self.engine.dispose()

    async def _tell(self, topics: Iterable[str], but: Signal | None = None) -> None:
        if self._wakeups is not None:
            for topic in topics:
                await self._wakeups.notify(topic, but=but)

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        """SQLite has one writer. Ours take turns here, in order, without polling its lock and without a connection each."""
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
def _announcing(connection: AsyncConnection) -> Iterator[list[str]]:
    """Yields what the block announces, once it has ended well."""
    topics: list[str] = []
    try:
        yield topics
        topics += take_announced(connection)
    finally:
        take_announced(connection)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (PoolTimeout, OSError) as error:
        raise DatabaseUnavailable(str(error)) from error
    except DBAPIError as error:
        if is_outage(error):
            raise DatabaseUnavailable(str(error.orig)) from error
        raise
    except Exception as error:  # what asyncpg raises while it connects comes as it is
        if _passes(error):
            raise DatabaseUnavailable(str(error)) from error
        raise


def is_outage(error: DBAPIError) -> bool:
    """Whether the same may succeed later; not, when what was asked is wrong."""
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _PASSING_SQLITE
    if isinstance(error, InterfaceError):
        return not _is_bad_value(error)
    return isinstance(error, OperationalError) or _passes(error.orig)


def _is_bad_value(error: InterfaceError) -> bool:
    """asyncpg counts a parameter that it cannot encode among the errors of its interface."""
    return isinstance(error.orig and error.orig.__cause__, ValueError)


def _passes(error: BaseException | None) -> bool:
    state = getattr(error, "sqlstate", None)
    return isinstance(state, str) and state.startswith(_PASSING)


def _sqlite_engine(url: str) -> AsyncEngine:
    engine = create_async_engine(
        url, connect_args={"timeout": BUSY_SECONDS}, pool_size=5, max_overflow=5, pool_timeout=BUSY_SECONDS
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-16000",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        read = connection.get_execution_options().get("caravan_read")
        connection.exec_driver_sql("BEGIN" if read else "BEGIN IMMEDIATE")

    return engine


def _postgres_engine(url: str, pool_size: int, answer_seconds: float | None) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        # What is opened stays: a connection beyond the pool would be made and thrown away in every burst.
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        connect_args={
            "timeout": BUSY_SECONDS,
            "command_timeout": answer_seconds,
            "server_settings": POSTGRES_LIMITS,
        },
    )

    @event.listens_for(engine.sync_engine, "checkout")
    def replace_closed(connection: Any, _record: Any, _proxy: Any) -> None:
        """A server that went away has closed its connections, and asyncpg knows: nothing needs to be asked for that."""
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    return engine
