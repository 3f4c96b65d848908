"""Declares the kind of notice by which a customer learns what the staff did in their name."""

from actions.marketplace.base.outbox import NoticeKind

STAFF_ACTED = NoticeKind("staff_acted", frozenset({"act"}))
