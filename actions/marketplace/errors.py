"""What can go wrong with a marketplace request, named by what the caller should do about it."""

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class MarketplaceError(Exception):
    """Base of all errors that the marketplace raises on purpose."""


class NotFound(MarketplaceError):
    """There is no such thing for this account: absent and forbidden look alike."""


class NotAllowed(MarketplaceError):
    """The account's role may never do this (a supplier creating a buying request, say)."""


class ArchiveError(MarketplaceError):
    """A backup cannot be restored; the message is one line for the operator."""


class NewerDatabase(MarketplaceError):
    """The database was written by a newer version of this program; the message is one line for the operator."""


def is_outage(error: BaseException) -> bool:
    """Whether the database is away, locked or full: the same call may succeed later."""
    return isinstance(error, OperationalError | InterfaceError | PoolTimeout | OSError)
