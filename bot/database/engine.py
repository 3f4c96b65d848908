"""Opens the gateway's database: SQLite (WAL) or PostgreSQL, with the same code."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from foundation.database.announcing import Database, Listeners
from foundation.database.engine import is_sqlite_url, open_postgresql, open_sqlite

POSTGRES_LIMITS = {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"}
"""PostgreSQL's time limits for a connection. They keep a gateway that froze within a transaction
from blocking other connections for ever."""
_SQLITE_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "cache_size=-16000", "secure_delete=ON")


@dataclass(frozen=True)
class DatabaseWaits:
    """Holds how many seconds a step waits for a connection or a lock (`busy`), and after how many a PostgreSQL server
    that does not `answer` is treated as unreachable. A time-out of the statement would have been reported earlier, so
    the connection is cut or the server is frozen."""

    busy: int = 10
    answer: float = 35.0


DEFAULT_WAITS = DatabaseWaits()


def open_database(
    url: str,
    pool_size: int = 20,
    *,
    patient: bool = False,
    listeners: Listeners | None = None,
    waits: DatabaseWaits = DEFAULT_WAITS,
) -> Database:
    """Returns the database, which connects when it is first used. With `patient` a statement may
    take any time, which migrations need. `listeners` are told about committed changes."""
    answer_seconds = None if patient else waits.answer
    if is_sqlite_url(url):
        engine = _open_sqlite(url, waits.busy)
    else:
        engine = _open_postgresql(url, pool_size, waits.busy, answer_seconds)
    return Database(engine, busy_seconds=waits.busy, listeners=listeners)


def _open_sqlite(url: str, busy_seconds: int) -> AsyncEngine:
    return open_sqlite(
        url,
        busy_seconds=busy_seconds,
        pragmas=_SQLITE_PRAGMAS,
        pool_size=5,
        max_overflow=5,
        pool_timeout=busy_seconds,
    )


def _open_postgresql(url: str, pool_size: int, busy_seconds: int, answer_seconds: float | None) -> AsyncEngine:
    settings = {**POSTGRES_LIMITS, "lock_timeout": f"{busy_seconds}s"}
    limits = {"timeout": busy_seconds, "command_timeout": answer_seconds, "server_settings": settings}
    return open_postgresql(url, pool_size=pool_size, pool_timeout=busy_seconds, connect_args=limits)
