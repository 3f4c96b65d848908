"""Counts, for each address, the visitors who wait for a person, and tracks whether their web chat
is still open.

A visitor is a contact without an account. Contacts with an account, and those on a channel where
they can be reached later, are not tracked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations
from bot.messages.channels import PULL_CHANNELS
from bot.support.store.queue_order import QUEUE
from bot.support.store.tables import handoffs

BATCH = 500

_WAITS = (handoffs.c.state == "requested", conversations.c.channel.in_(PULL_CHANNELS))
_LAST_SEEN = func.coalesce(handoffs.c.seen_at, handoffs.c.requested_at)


async def count_waiting_beside(connection: AsyncConnection, conversation_id: str) -> int:
    """Returns how many other visitors wait from the same address. It is 0 for an account, and when
    the address is unknown.

    On PostgreSQL, other requests from the same address wait until this transaction ends, so that
    together they cannot exceed the limit.
    """
    of_visitor = (
        select(conversations.c.address)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(conversations.c.id == conversation_id, contacts.c.account.is_(None))
    )
    address = (await connection.execute(of_visitor)).scalar_one_or_none()
    if address is None:
        return 0
    if connection.dialect.name == "postgresql":
        await connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:address, 0))"), {"address": address}
        )
    query = select(func.count()).select_from(QUEUE).where(*_WAITS, contacts.c.account.is_(None))
    return int((await connection.execute(query.where(conversations.c.address == address))).scalar_one())


async def list_waiting_chats(connection: AsyncConnection) -> list[str]:
    """Returns the ids of web chats that wait for a person."""
    query = select(handoffs.c.conversation_id).select_from(QUEUE).where(*_WAITS)
    return list((await connection.execute(query)).scalars())


async def note_seen(connection: AsyncConnection, ids: Sequence[str], now: dt.datetime) -> None:
    """Records that these waiting web chats are open now."""
    for start in range(0, len(ids), BATCH):
        # Somebody takes a locked handoff or gives it back at this moment, so it needs no record.
        free = (
            select(handoffs.c.id)
            .where(handoffs.c.state == "requested", handoffs.c.conversation_id.in_(ids[start : start + BATCH]))
            .with_for_update(skip_locked=True)
        )
        await connection.execute(update(handoffs).where(handoffs.c.id.in_(free)).values(seen_at=now))


async def list_left(connection: AsyncConnection, before: dt.datetime, limit: int = BATCH) -> list[str]:
    """Returns the conversations of waiting visitors whose web chat was last open earlier than
    `before`."""
    query = (
        select(handoffs.c.conversation_id)
        .select_from(QUEUE)
        .where(*_WAITS, contacts.c.account.is_(None), before > _LAST_SEEN)
        .order_by(_LAST_SEEN)
        .limit(limit)
    )
    return list((await connection.execute(query)).scalars())


async def has_left(connection: AsyncConnection, conversation_id: str, before: dt.datetime) -> bool:
    """Returns whether the visitor still waits and their web chat was last open earlier than
    `before`. Call it under the conversation's lock."""
    query = (
        select(handoffs.c.id)
        .select_from(QUEUE)
        .where(*_WAITS, contacts.c.account.is_(None), before > _LAST_SEEN)
        .where(handoffs.c.conversation_id == conversation_id)
    )
    return (await connection.execute(query)).first() is not None
