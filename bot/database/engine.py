"""Opens the gateway's database: SQLite (WAL) or PostgreSQL, with the same code."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from foundation.database.announcing import Database, Listeners
from foundation.database.engine import is_sqlite_url, open_postgresql, open_sqlite

BUSY_SECONDS = 10
POSTGRES_LIMITS = {
    "lock_timeout": f"{BUSY_SECONDS}s",
    "statement_timeout": "30s",
    "idle_in_transaction_session_timeout": "60s",
}
"""PostgreSQL's time limits for a connection. They keep a locked table, or a gateway that froze
within a transaction, from blocking other connections for ever."""
ANSWER_SECONDS = 35.0
"""A PostgreSQL server that does not answer for this time is treated as unreachable. A time-out of
the statement would have been reported earlier, so the connection is cut or the server is frozen."""
_SQLITE_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "cache_size=-16000", "secure_delete=ON")


def open_database(
    url: str, pool_size: int = 20, *, patient: bool = False, listeners: Listeners | None = None
) -> Database:
    """Returns the database, which connects when it is first used. With `patient` a statement may
    take any time, which migrations need. `listeners` are told about committed changes."""
    answer_seconds = None if patient else ANSWER_SECONDS
    engine = _open_sqlite(url) if is_sqlite_url(url) else _open_postgresql(url, pool_size, answer_seconds)
    return Database(engine, busy_seconds=BUSY_SECONDS, listeners=listeners)


def _open_sqlite(url: str) -> AsyncEngine:
    return open_sqlite(
        url,
        busy_seconds=BUSY_SECONDS,
        pragmas=_SQLITE_PRAGMAS,
        pool_size=5,
        max_overflow=5,
        pool_timeout=BUSY_SECONDS,
    )


def _open_postgresql(url: str, pool_size: int, answer_seconds: float | None) -> AsyncEngine:
    limits = {"timeout": BUSY_SECONDS, "command_timeout": answer_seconds, "server_settings": POSTGRES_LIMITS}
    return open_postgresql(url, pool_size=pool_size, pool_timeout=BUSY_SECONDS, connect_args=limits)
