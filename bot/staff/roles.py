"""Defines what each role of the staff may do. docs/console.md shows the same table, and a test
compares the two."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Lists the permissions that a role can have."""

    WORK = "work"
    """Permits seeing the queue, the conversations that wait or are open, and those in which the
    agent took part. Also permits taking conversations, and replying in, annotating, giving back and
    resolving one's own."""
    SEE_ALL = "see_all"
    """Permits seeing every conversation, including those that only the bot handles, and ending one
    that another agent has open."""
    LABEL = "label"
    """Permits reading and labelling messages that were not understood."""
    AUDIT = "audit"
    """Permits reading and exporting the audit log."""
    STAFF = "staff"
    """Permits inviting, changing and disabling staff, resetting their sign-in, and ending their
    sessions."""
    DESK = "desk"
    """Permits changing the working hours of the desk."""
    WORDS = "words"
    """Permits changing what the bot says in the operator's name: brand, sentences, terms, articles."""
    REPLIES = "replies"
    """Permits changing the prepared replies."""
    REPORTS = "reports"
    """Permits reading the reports."""
    MARKET = "market"
    """Permits looking at the marketplace's goods, accounts, imports and events, and pausing goods."""
    PRIVACY = "privacy"
    """Permits seeing, exporting and erasing the stored data of a person."""
    ACT = "act"
    """Permits acts in a customer's name that oblige nobody to pay: production, shipments, arrivals."""
    BIND = "bind"
    """Permits acts in a customer's name that bind the customer: orders, prices, claims (bot/staff/acts.py)."""
    SETTLE = "settle"
    """Permits deciding claims that were handed to the staff."""


ROLES: dict[str, frozenset[Permission]] = {
    "agent": frozenset({Permission.WORK, Permission.ACT}),
    "supervisor": frozenset(
        {
            Permission.WORK,
            Permission.SEE_ALL,
            Permission.LABEL,
            Permission.AUDIT,
            Permission.REPLIES,
            Permission.REPORTS,
            Permission.ACT,
            Permission.BIND,
            Permission.SETTLE,
        }
    ),
    "admin": frozenset(Permission),
}
"""Maps each role to its permissions, from the least to the most powerful role."""


def may(role: str, permission: Permission) -> bool:
    """Returns whether the role has the permission. An unknown role has none."""
    return permission in ROLES.get(role, frozenset())
