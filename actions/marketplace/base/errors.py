"""Defines the marketplace's errors. Each class of errors asks for another reaction of the caller."""

from foundation.database import outages
from foundation.errors import CaravanError


class MarketplaceError(CaravanError):
    """Is the base class of all errors that the marketplace raises on purpose."""


class NotFound(MarketplaceError):
    """Says that what the account asked for does not exist or belongs to somebody else. On purpose, the caller cannot
    tell which of the two is the case."""


class NotAllowed(MarketplaceError):
    """Says that the account's role may never do this, such as a supplier creating a buying request."""


class SearchPreparing(MarketplaceError):
    """Says that the first search index is still being built. The same call will succeed when the index is ready."""


class ArchiveError(MarketplaceError):
    """Says in one line for the operator why a backup cannot be restored."""


def is_outage(error: BaseException) -> bool:
    """Returns True if the call that raised `error` may succeed later.

    A later call may succeed if the database is unreachable, locked or full, or if the first search index is still being
    built.
    """
    return isinstance(error, SearchPreparing) or outages.is_outage(error)
