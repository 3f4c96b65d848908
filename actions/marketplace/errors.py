"""Names what can go wrong by what the caller should do about it."""

from foundation.database import outages
from foundation.errors import CaravanError


class MarketplaceError(CaravanError):
    """Is the base of all errors that the marketplace raises on purpose."""


class NotFound(MarketplaceError):
    """Says that the thing does not exist or belongs to somebody else. The caller cannot tell which."""


class NotAllowed(MarketplaceError):
    """Says that the account's role may never do this, such as a supplier creating a buying request."""


class SearchPreparing(MarketplaceError):
    """Says that the first search index is still being built. The same call succeeds later."""


class ArchiveError(MarketplaceError):
    """Says in one line for the operator why a backup cannot be restored."""


def is_outage(error: BaseException) -> bool:
    """Returns True when the same call may succeed later.

    That is so when the database is unreachable, locked or full, or when the first search index is not built yet.
    """
    return isinstance(error, SearchPreparing) or outages.is_outage(error)
