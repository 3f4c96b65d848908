"""What can go wrong with a marketplace request, named by what the caller should do about it."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_PASSING = ("08", "25006", "25P03", "40", "53", "55P03", "57", "58")
"""What SQLSTATE begins with where a later attempt may succeed: connection, read-only, deadlock, resources, a lock, shutdown, the system."""
_PASSING_SQLITE = frozenset(
    (
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_NOMEM),
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM),
    )
)  # fmt: skip
"""The same of SQLite, which calls a missing table and a wrong statement an OperationalError, too."""


class MarketplaceError(Exception):
    """Base of all errors that the marketplace raises on purpose."""


class NotFound(MarketplaceError):
    """There is no such thing for this account: absent and forbidden look alike."""


class NotAllowed(MarketplaceError):
    """The account's role may never do this (a supplier creating a buying request, say)."""


class SearchPreparing(MarketplaceError):
    """The first search index is still being built: the same call succeeds later."""


class ArchiveError(MarketplaceError):
    """A backup cannot be restored; the message is one line for the operator."""


class NewerDatabase(MarketplaceError):
    """The database was written by a newer version of this program; the message is one line for the operator."""


class NotTheOwner(MarketplaceError):
    """The database is to be migrated, and its tables are another role's; the message is one line for the operator."""


def is_outage(error: BaseException) -> bool:
    """Whether the database is away, locked or full, or there is no search index yet: the same call may succeed later. Not, when
    what was asked is wrong."""
    if isinstance(error, SearchPreparing):
        return True
    cause = error
    if isinstance(error, DBAPIError):
        if error.connection_invalidated:
            return True
        cause = error.orig or error
        if isinstance(cause, sqlite3.Error):
            return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _PASSING_SQLITE
        if isinstance(error, InterfaceError):  # asyncpg counts a parameter that it cannot encode among them
            return not isinstance(cause.__cause__, ValueError)
    state = getattr(cause, "sqlstate", None) or ""  # what asyncpg raises while it connects comes as it is
    return isinstance(error, OperationalError | PoolTimeout | OSError) or state.startswith(_PASSING)
