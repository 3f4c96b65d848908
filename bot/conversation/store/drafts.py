"""Finds what a person has left unfinished in another conversation, so that it can go on in this one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select
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
    """Returns the latest of the other conversations of the contact's person that holds an unfinished task, or None.
    Without an account there is none."""
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
        .order_by(conversations.c.updated_at.desc())
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


def _is_person(contact: Contact) -> ColumnElement[bool]:
    return (contacts.c.account == contact.account) & contacts.c.person.is_not_distinct_from(contact.person)
