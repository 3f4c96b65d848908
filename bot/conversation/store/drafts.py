"""Finds what people have left unfinished: in another conversation, so that it can go on in this one, and so long ago that
they are asked after it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import Contact
from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, inbound
from foundation.clock import system_clock

KEPT_FOR = dt.timedelta(days=14)
"""How long after the last message of a conversation its drafts are offered in others."""
DRAFTS = "drafts"
"""The key under which a state says how many unfinished tasks it holds (nlu/turn/carried_state.py)."""


@dataclass(frozen=True)
class Elsewhere:
    """Holds the state of another conversation of the same person. `seen` identifies the state as it was read."""

    conversation: str
    state: dict[str, Any]
    seen: str

    def as_json(self) -> dict[str, Any]:
        return {"conversation": self.conversation, "state": self.state, "seen": self.seen}


async def find_drafts_elsewhere(
    connection: AsyncConnection, contact: Contact, conversation_id: str
) -> Elsewhere | None:
    """Returns, of the other conversations of the contact's person that hold an unfinished task, the one in which they
    wrote last, or None. Without an account there is none. News may have come in an older one since."""
    if contact.account is None:
        return None
    query = (
        select(conversations.c.id, conversations.c.state)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(
            _is_person(contact),
            conversations.c.id != conversation_id,
            conversations.c.updated_at > system_clock() - KEPT_FOR,
            conversations.c.state[DRAFTS].as_integer() > 0,
        )
        .order_by(func.coalesce(_said_at(), conversations.c.updated_at).desc())
        .limit(1)
    )
    found = (await connection.execute(query)).one_or_none()
    return None if found is None else Elsewhere(found.id, found.state, identify(found.state))


async def is_still_there(connection: AsyncConnection, contact: Contact, elsewhere: str, seen: str) -> bool:
    """Locks the other conversation. Returns whether it is the same person's, has the state that was `seen`, and no
    message in it waits for its answer."""
    waits = exists().where(inbound.c.conversation_id == conversations.c.id, inbound.c.handled_at.is_(None))
    query = (
        select(conversations.c.state, waits.label("waits"))
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(conversations.c.id == elsewhere, _is_person(contact))
        .with_for_update(of=conversations)
    )
    found = (await connection.execute(query)).one_or_none()
    return found is not None and not found.waits and identify(found.state) == seen


def identify(state: dict[str, Any] | None) -> str:
    """Returns a short text that is another for each other state."""
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode()).hexdigest()[:32]


def _said_at() -> ScalarSelect[dt.datetime]:
    """Selects when the contact of the conversation wrote last."""
    of_people = inbound.c.conversation_id == conversations.c.id, inbound.c.message_id > 0
    return select(func.max(inbound.c.received_at)).where(*of_people).scalar_subquery()


def _is_person(contact: Contact) -> ColumnElement[bool]:
    return (contacts.c.account == contact.account) & contacts.c.person.is_not_distinct_from(contact.person)


@dataclass(frozen=True)
class Unfinished:
    """Names a conversation with an unfinished task, and the time zone of its person, if one of their contacts has one."""

    conversation: str
    zone: str | None


async def list_unfinished(
    connection: AsyncConnection, now: dt.datetime, after: dt.timedelta, limit: int = 50
) -> list[Unfinished]:
    """Returns the conversations with an unfinished task whose contacts are signed in, can be reached, wait for nobody,
    have been silent for as long as `after`, and have not been asked since their last message."""
    said_at = _said_at()
    other = contacts.alias("other")
    zone = (
        select(func.max(other.c.zone))
        .where(other.c.account == contacts.c.account, other.c.person.is_not_distinct_from(contacts.c.person))
        .scalar_subquery()
    )
    query = (
        select(conversations.c.id, func.coalesce(contacts.c.zone, zone).label("zone"))
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(
            conversations.c.updated_at > now - KEPT_FOR,
            conversations.c.state[DRAFTS].as_integer() > 0,
            conversations.c.status != "open",
            conversations.c.in_queue.is_(False),
            contacts.c.account.is_not(None),
            or_(contacts.c.account_until.is_(None), contacts.c.account_until > now),
            contacts.c.unreachable.is_(None),
            said_at.between(now - KEPT_FOR, now - after),
            or_(conversations.c.draft_asked_at.is_(None), conversations.c.draft_asked_at < said_at),
        )
        .order_by(conversations.c.id)
        .limit(limit)
    )
    return [Unfinished(row.id, row.zone) for row in await connection.execute(query)]


async def set_asked_after(connection: AsyncConnection, conversation_id: str, now: dt.datetime) -> None:
    """Records that the contact is asked after what is unfinished."""
    this = conversations.c.id == conversation_id
    await connection.execute(update(conversations).where(this).values(draft_asked_at=now))
