"""What each role of the staff may do: the one place that says so. docs/console.md shows the same table; a test compares them."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """What can be allowed or not."""

    WORK = "work"
    """The queue; conversations that wait or are open, and those one had a part in; take, reply, note, return, resolve one's own."""
    SEE_ALL = "see_all"
    """Every conversation, also those that only the bot has; end what another agent has open."""
    LABEL = "label"
    """Messages that were not understood: read and label them."""
    AUDIT = "audit"
    """Read and export the audit log."""
    STAFF = "staff"
    """Invite, change, disable staff; reset their sign-in; end their sessions."""
    PRIVACY = "privacy"
    """See, export and erase what is stored about a person."""


ROLES: dict[str, frozenset[Permission]] = {
    "agent": frozenset({Permission.WORK}),
    "supervisor": frozenset({Permission.WORK, Permission.SEE_ALL, Permission.LABEL, Permission.AUDIT}),
    "admin": frozenset(Permission),
}
"""Role → what it may do, the least first."""


def may(role: str, permission: Permission) -> bool:
    """Whether that role may; one that nobody knows may nothing."""
    return permission in ROLES.get(role, frozenset())
