"""Counts how many visitors from one IP address wait for an agent, and tracks whether their web
chats are still open.

A visitor is a contact without an account. Only visitors of the web chat are tracked, because all
other contacts can be reached later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations
from bot.messages.channels import PULL_CHANNELS
from bot.support.store.lifecycle import WAITING
from bot.support.store.queue_order import QUEUE
from bot.support.store.tables import handoffs

BATCH = 500

_MAY_BE_DROPPED = (contacts.c.account.is_(None), handoffs.c.reach_at.is_(None))
"""SQL conditions for contacts who cannot be reached once their web chat is closed: visitors who have
not said where to reach them."""

_WAITS = (handoffs.c.state.in_(WAITING), conversations.c.channel.in_(PULL_CHANNELS))
_LAST_SEEN = func.coalesce(handoffs.c.seen_at, handoffs.c.requested_at)


async def count_waiting_beside(connection: AsyncConnection, conversation_id: str) -> int:
    """Returns how many other visitors from the same address wait for an agent. Returns 0 for a
    contact with an account, and when the address is unknown.

    On PostgreSQL, a lock on the address is taken until the transaction ends, so that simultaneous
    requests cannot exceed the limit together.
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
    """Returns the ids of the web chat conversations that wait for an agent."""
    query = select(handoffs.c.conversation_id).select_from(QUEUE).where(*_WAITS)
    return list((await connection.execute(query)).scalars())


async def note_seen(connection: AsyncConnection, ids: Sequence[str], now: dt.datetime) -> None:
    """Records that the web chats of these waiting conversations are open at the moment `now`."""
    for start in range(0, len(ids), BATCH):
        # A locked handoff is being taken or given back at this moment, so it is skipped.
        free = (
            select(handoffs.c.id)
            .where(handoffs.c.state.in_(WAITING), handoffs.c.conversation_id.in_(ids[start : start + BATCH]))
            .with_for_update(skip_locked=True)
        )
        await connection.execute(update(handoffs).where(handoffs.c.id.in_(free)).values(seen_at=now))


async def list_left(connection: AsyncConnection, before: dt.datetime, limit: int = BATCH) -> list[str]:
    """Returns the ids of the conversations of waiting visitors whose web chat was last open before
    `before`."""
    query = (
        select(handoffs.c.conversation_id)
        .select_from(QUEUE)
        .where(*_WAITS, *_MAY_BE_DROPPED, before > _LAST_SEEN)
        .order_by(_LAST_SEEN)
        .limit(limit)
    )
    return list((await connection.execute(query)).scalars())


async def has_left(connection: AsyncConnection, conversation_id: str, before: dt.datetime) -> bool:
    """Returns whether the visitor still waits and their web chat was last open before `before`. The
    caller must have locked the conversation."""
    query = (
        select(handoffs.c.id)
        .select_from(QUEUE)
        .where(*_WAITS, *_MAY_BE_DROPPED, before > _LAST_SEEN)
        .where(handoffs.c.conversation_id == conversation_id)
    )
    return (await connection.execute(query)).first() is not None
