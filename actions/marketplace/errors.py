"""What can go wrong with a marketplace request, named by what the caller should do about it."""


class MarketplaceError(Exception):
    """Base of all errors that the marketplace raises on purpose."""


class NotFound(MarketplaceError):  # noqa: N818 - reads as what it is where it is raised
    """There is no such thing for this account: absent and forbidden look alike."""


class NotAllowed(MarketplaceError):  # noqa: N818
    """The account's role may never do this (a supplier creating a buying request, say)."""


class ArchiveError(MarketplaceError):
    """A backup cannot be restored; the message is one line for the operator."""


class NewerDatabase(MarketplaceError):  # noqa: N818
    """The database was written by a newer version of this program; the message is one line for the operator."""
