"""Defines the order in which people who wait for an agent are served: people with an account before
visitors, and both by waiting time."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, literal, or_

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations
from bot.support.store.tables import handoffs

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_WRITTEN = re.compile(r"([av])([0-9]{1,16})-([0-9a-f]{32})", re.ASCII)

QUEUE = handoffs.join(conversations, conversations.c.id == handoffs.c.conversation_id).join(
    contacts, contacts.c.id == conversations.c.contact_id
)
"""Joins handoffs with their conversations and contacts, because the order depends on both."""
IS_VISITOR = case((contacts.c.account.is_(None), 1), else_=0)
"""An SQL expression that is 1 for a contact without an account, else 0. A contact whose sign-in has
expired still counts as one with an account."""
ORDER = (IS_VISITOR, handoffs.c.requested_at, handoffs.c.id)


@dataclass(frozen=True)
class QueuePlace:
    """Names a place in the queue, after which a page of the queue begins. `str()` gives the form
    that is used in URLs of the console."""

    is_visitor: bool
    requested_at: dt.datetime
    handoff_id: str

    def __str__(self) -> str:
        microseconds = (self.requested_at - _EPOCH) // dt.timedelta(microseconds=1)
        return f"{'v' if self.is_visitor else 'a'}{microseconds}-{self.handoff_id}"

    @classmethod
    def read(cls, text: str) -> QueuePlace | None:
        """Parses the form that `str()` gives. Returns None if the text is malformed."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            return None
        requested_at = _EPOCH + dt.timedelta(microseconds=int(found[2]))
        return cls(found[1] == "v", requested_at, found[3])

    @property
    def is_before(self) -> ColumnElement[bool]:
        """Returns the SQL condition for handoffs that are served earlier than this place."""
        earlier = or_(
            handoffs.c.requested_at < self.requested_at,
            and_(handoffs.c.requested_at == self.requested_at, handoffs.c.id < self.handoff_id),
        )
        visitor = literal(int(self.is_visitor))
        return or_(visitor > IS_VISITOR, and_(visitor == IS_VISITOR, earlier))

    @property
    def is_after(self) -> ColumnElement[bool]:
        """Returns the SQL condition for handoffs that are served later than this place."""
        later = or_(
            handoffs.c.requested_at > self.requested_at,
            and_(handoffs.c.requested_at == self.requested_at, handoffs.c.id > self.handoff_id),
        )
        visitor = literal(int(self.is_visitor))
        return or_(visitor < IS_VISITOR, and_(visitor == IS_VISITOR, later))
