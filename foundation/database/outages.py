"""Distinguishes temporary failures of a database, after which a retry may succeed, from wrong
statements."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from foundation.errors import Retry

_PASSING = ("08", "25006", "25P03", "40", "53", "55P03", "57", "58")
"""The beginnings of PostgreSQL's SQLSTATE codes after which a later attempt may succeed. The codes
mean, in this order: a failed connection, a database that is read-only after a failover, a
transaction that was ended because it was idle, a deadlock, missing resources, a lock, a shutdown or
start, and an error of the operating system."""
_PASSING_SQLITE = frozenset(
    (
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM),
    )
)  # fmt: skip
"""The error codes of SQLite after which a later attempt may succeed. The class of the exception
does not tell, because SQLite also raises OperationalError for a missing table or a wrong statement."""


class DatabaseUnavailable(Retry):
    """The database cannot be reached, is full or is locked. The message is the database's own
    reason."""


def is_outage(error: BaseException) -> bool:
    """Returns whether the error means that the database cannot be reached, is locked or is full, so
    that the same statement may succeed later."""
    if not isinstance(error, DBAPIError):  # SQLAlchemy does not wrap asyncpg's errors about connecting
        return isinstance(error, PoolTimeout | OSError) or _passes(error)
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _PASSING_SQLITE
    if isinstance(error, InterfaceError):
        return not _is_bad_value(error)
    return isinstance(error, OperationalError) or _passes(error.orig)


def _is_bad_value(error: InterfaceError) -> bool:
    """Returns whether the error means that asyncpg could not encode a parameter, which it also
    reports as an InterfaceError."""
    return isinstance(error.orig and error.orig.__cause__, ValueError)


def _passes(error: BaseException | None) -> bool:
    state = getattr(error, "sqlstate", None)
    return isinstance(state, str) and state.startswith(_PASSING)
