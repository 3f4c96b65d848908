"""States what each role of the staff may do. docs/console.md shows the same table, and a test
compares the two."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Names each thing that a role may be allowed to do."""

    WORK = "work"
    """See the queue, waiting and open conversations, and those one took part in; take, reply, note,
    return and resolve one's own."""
    SEE_ALL = "see_all"
    """See every conversation, including those that only the bot handles, and end one that another
    agent has open."""
    LABEL = "label"
    """Read and label messages that were not understood."""
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
"""This maps each role to what it may do, from the least to the most powerful role."""


def may(role: str, permission: Permission) -> bool:
    """Returns whether the role has the permission. An unknown role has none."""
    return permission in ROLES.get(role, frozenset())
