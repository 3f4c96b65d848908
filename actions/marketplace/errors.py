"""Names what can go wrong by what the caller should do about it."""

from foundation.database import outages


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
    """Whether the same call may succeed later: the database is away, locked or full, or there is no search index yet."""
    return isinstance(error, SearchPreparing) or outages.is_outage(error)
