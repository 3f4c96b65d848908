"""Reads the next message to answer in a leased conversation, and marks it as handled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import Contact, build_contact
from bot.contacts.tables import contacts
from bot.conversation.store.leases import LEASED, Lease, LeaseLost, build_lease_values
from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations, inbound, messages
from foundation.clock import system_clock
from foundation.database.announcements import announce
from foundation.database.statements import AtOnce, bind_columns, name_values


@dataclass(frozen=True)
class Waiting:
    """Describes an arrived message that has not been answered yet."""

    id: int
    conversation_id: str
    message_id: int
    external_id: str
    client_id: str | None
    kind: str
    payload: dict[str, Any]
    received_at: dt.datetime
    told_at: dt.datetime | None
    outages: int = 0


@dataclass(frozen=True)
class Opening:
    """Holds what is needed to answer a message: the message that has waited longest, its text (""
    if it has none), the conversation's status, whether its contact waits for an agent, the state of
    the dialogue, and the contact."""

    item: Waiting
    text: str
    status: str
    in_queue: bool
    state: dict[str, Any] | None
    contact: Contact


_ITEM = ("message_id", "external_id", "client_id", "kind", "payload", "received_at", "told_at", "outages")

_OPENING = (
    select(
        contacts,
        conversations.c.status,
        conversations.c.in_queue,
        conversations.c.state,
        inbound.c.id.label("inbound_id"),
        *(inbound.c[name] for name in _ITEM),
        messages.c.text,
    )
    .join(conversations, conversations.c.contact_id == contacts.c.id)
    .join(inbound, inbound.c.conversation_id == conversations.c.id)
    .outerjoin(
        messages, and_(messages.c.conversation_id == inbound.c.conversation_id, messages.c.id == inbound.c.message_id)
    )
    .where(*LEASED, inbound.c.handled_at.is_(None))
    .order_by(inbound.c.id)
    .limit(1)
)


async def find_next_opening(connection: AsyncConnection, lease: Lease) -> Opening | None:
    """Returns the next message to answer in the leased conversation, with what is needed for that.
    Returns None when no message waits, or when another worker has leased the conversation."""
    row = (await connection.execute(_OPENING, build_lease_values(lease))).one_or_none()
    if row is None:
        return None
    item = Waiting(row.inbound_id, lease.conversation_id, *(getattr(row, name) for name in _ITEM))
    return Opening(item, row.text or "", row.status, row.in_queue, row.state, build_contact(row))


_LOCKED = (
    select(contacts, conversations.c.status)
    .join(conversations, conversations.c.contact_id == contacts.c.id)
    .where(*LEASED)
    .with_for_update(of=[conversations, contacts], key_share=True)
)


async def lock_turn(connection: AsyncConnection, lease: Lease) -> tuple[str, Contact]:
    """Locks the leased conversation in order to commit an answer. Returns the conversation's
    status, and its contact as stored now.

    The rows of the conversation and of its contact are locked, in this order. If the contact's row
    were not locked, PostgreSQL would return it as it was before the wait for the conversation's
    lock.

    Raises:
        LeaseLost: another worker has the conversation now.
    """
    row = (await connection.execute(_LOCKED, build_lease_values(lease))).one_or_none()
    if row is None:
        raise LeaseLost(lease.conversation_id)
    return row.status, build_contact(row)


async def mark_told(connection: AsyncConnection, inbound_id: int) -> bool:
    """Records that the contact is told about the delay of this message. Returns False when the
    contact was told before, or the message has been answered."""
    waits = (inbound.c.id == inbound_id, inbound.c.told_at.is_(None), inbound.c.handled_at.is_(None))
    return bool((await connection.execute(update(inbound).where(*waits).values(told_at=system_clock()))).rowcount)


async def mark_handled(
    connection: AsyncConnection,
    item: Waiting,
    by: str,
    understood: dict[str, Any] | None,
    state: dict[str, Any] | None = None,
    *,
    lease_seconds: float | None = None,
) -> bool:
    """Records that the contact's message has been answered, and stores the new state of the
    dialogue (None if it is unchanged). The caller must have locked the conversation.

    If another message waits and `lease_seconds` is given, the lease is prolonged; otherwise it
    ends. Returns whether the lease continues.
    """
    now = system_clock()
    values = {
        "conversation": item.conversation_id,
        "item": item.id,
        "now": now,
        "by": by,
        **name_values(understood=understood),
    }
    if state is not None:
        values |= name_values(state=state)
    if lease_seconds:
        values["until"] = now + dt.timedelta(seconds=lease_seconds)
    announce_conversation(connection, item.conversation_id)
    if by == "agent":
        announce(connection, "staff")
    if not lease_seconds:
        announce(connection, "lane")
    handled = _build_handled(with_state=state is not None, goes_on=bool(lease_seconds))
    return (await handled.execute(connection, values)).scalar_one() is not None


@cache
def _build_handled(*, with_state: bool, goes_on: bool) -> AtOnce:
    of_conversation = inbound.c.conversation_id == bindparam("conversation")
    position = (
        select(messages.c.id)
        .where(messages.c.conversation_id == bindparam("conversation"), messages.c.internal.is_(False))
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    handled = (
        update(inbound)
        .where(inbound.c.id == bindparam("item"))
        .values(
            handled_at=bindparam("now"),
            handled_by=bindparam("by"),
            position=position.scalar_subquery(),
            **bind_columns(inbound, "understood"),
        )
    )
    waits = exists().where(of_conversation, inbound.c.handled_at.is_(None), inbound.c.id != bindparam("item"))
    until = bindparam("until", type_=conversations.c.lease_until.type)
    freed = (
        update(conversations)
        .where(conversations.c.id == bindparam("conversation"))
        .values(
            failures=0,
            retry_at=None,
            lease_until=case((waits, until)) if goes_on else None,
            **(bind_columns(conversations, "state") if with_state else {}),
        )
        .returning(conversations.c.lease_until)
    )
    return AtOnce([handled], freed)
