"""Arrivals: a message is stored once, at its place in the conversation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import system_clock
from bot.contacts.store import Contact, contact_from
from bot.contacts.tables import contacts
from bot.conversation.store.leases import Lease, is_free
from bot.conversation.store.tables import conversations, inbound, messages
from bot.database.announcements import announce, announce_conversation
from bot.database.statements import AtOnce, given, named


@dataclass(frozen=True)
class Place:
    """A locked conversation with its contact, where a message arrives."""

    conversation_id: str
    contact: Contact
    status: str
    last_message_id: int
    lease_token: int
    is_free: bool


_PLACE = (
    select(
        contacts,
        *(conversations.c[name] for name in ("status", "last_message_id", "lease_token")),
        is_free(bindparam("now", type_=conversations.c.lease_until.type)).label("is_free"),
    )
    .join(conversations, conversations.c.contact_id == contacts.c.id)
    .where(conversations.c.id == bindparam("conversation"))
    .with_for_update(of=conversations)
)


async def lock_place(connection: AsyncConnection, conversation_id: str) -> Place:
    """As `lock_conversation`, with what a message that arrives needs to know. The contact may be read before the lock is had."""
    row = (await connection.execute(_PLACE, {"conversation": conversation_id, "now": system_clock()})).one()
    return Place(conversation_id, contact_from(row), row.status, row.last_message_id, row.lease_token, row.is_free)


async def add_inbound(connection: AsyncConnection, **values: Any) -> int:
    """Stores an inbound message under its conversation's lock, so that ids follow the order of arrival; returns the id."""
    announce(connection, "lane")
    row = inbound.insert().values(received_at=system_clock(), **values).returning(inbound.c.id)
    return int((await connection.execute(row)).scalar_one())


def _arrival(*grown: str) -> AtOnce:
    """A message and its inbound row; `grown` are the columns of the conversation that change with them."""
    of_conversation: BindParameter[str] = bindparam("conversation")
    said = {"conversation_id": of_conversation, "id": bindparam("message"), "internal": False}
    arrived = {"conversation_id": of_conversation, "message_id": bindparam("message")}
    return AtOnce(
        [
            update(conversations)
            .where(conversations.c.id == of_conversation)
            .values(last_message_id=bindparam("message"), updated_at=bindparam("now"), **given(conversations, *grown)),
            messages.insert().values(**said, author="contact", created_at=bindparam("now"), **given(messages, "text")),
        ],
        inbound.insert()
        .values(
            **arrived,
            received_at=bindparam("now"),
            **given(inbound, "channel", "external_id", "client_id", "kind", "payload"),
        )
        .returning(inbound.c.id),
    )


_ARRIVAL, _ARRIVAL_LEASED = _arrival(), _arrival("lease_token", "lease_until")


async def add_arrival(
    connection: AsyncConnection, place: Place, text: str, lease_seconds: float | None, **values: Any
) -> tuple[int, int, Lease | None]:
    """Stores what a contact said with its inbound row (`values`), and leases the conversation if it is free and `lease_seconds`
    are given.

    Returns:
        The message's id, the inbound id, the lease.
    """
    now, message_id = system_clock(), place.last_message_id + 1
    new = {"text": text, **values}
    lease = None
    if lease_seconds is not None and place.is_free:
        lease = Lease(place.conversation_id, place.lease_token + 1)
        new |= {"lease_token": lease.token, "lease_until": now + dt.timedelta(seconds=lease_seconds)}
    told = {"conversation": place.conversation_id, "message": message_id, "now": now}
    arrival = _ARRIVAL if lease is None else _ARRIVAL_LEASED
    stored = await arrival.execute(connection, told | named(**new))
    announce_conversation(connection, place.conversation_id)
    if lease is None:
        announce(connection, "lane")
    return message_id, int(stored.scalar_one()), lease
