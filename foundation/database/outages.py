"""Tells a database that is away for a while from a mistake in what it was asked."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

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


def is_outage(error: BaseException) -> bool:
    """Whether the database is away, locked or full, so that the same may succeed later."""
    if not isinstance(error, DBAPIError):  # what asyncpg raises while it connects comes as it is
        return isinstance(error, PoolTimeout | OSError) or _passes(error)
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
