"""Stores handoffs: requests for a person, and the owners of conversations."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations, messages
from bot.staff.store.tables import agents
from bot.support.store.queue_order import IS_VISITOR, QUEUE, QueuePlace
from bot.support.store.tables import agent_replies, handoffs
from foundation.database.announcements import announce


@dataclass(frozen=True)
class Handoff:
    """Describes a request for a person. `state` is requested, assigned or resolved."""

    id: str
    conversation_id: str
    state: str
    reason: str
    agent_id: int | None
    requested_at: dt.datetime


@dataclass(frozen=True)
class Owner:
    """Holds what each step on a conversation must know. `agent_id` and `agent_name` are set while
    `status` is open."""

    conversation_id: str
    status: str
    agent_id: int | None
    agent_name: str | None


def _build_handoff(row: Row[Any]) -> Handoff:
    return Handoff(row.id, row.conversation_id, row.state, row.reason, row.agent_id, row.requested_at)


async def find_owner(connection: AsyncConnection, conversation_id: str, *, lock: bool = False) -> Owner | None:
    """Returns the conversation's owner, or None when there is no such conversation. With `lock` the
    conversation is locked until the end of the transaction."""
    if lock:
        # The lock needs its own statement. If the query below took it, PostgreSQL would read the
        # agent as it was before the wait.
        locked = select(conversations.c.id).where(conversations.c.id == conversation_id).with_for_update()
        await connection.execute(locked)
    query = (
        select(conversations.c.id, conversations.c.status, conversations.c.agent_id, agents.c.name)
        .outerjoin(agents, agents.c.id == conversations.c.agent_id)
        .where(conversations.c.id == conversation_id)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Owner(row.id, row.status, row.agent_id, row.name)


async def set_owner(connection: AsyncConnection, conversation_id: str, status: str, agent_id: int | None) -> None:
    await connection.execute(
        update(conversations).where(conversations.c.id == conversation_id).values(status=status, agent_id=agent_id)
    )
    _announce(connection, conversation_id)


async def find_active_handoff(connection: AsyncConnection, conversation_id: str) -> Handoff | None:
    """Returns the handoff that is requested or assigned. There is never more than one."""
    query = select(handoffs).where(handoffs.c.conversation_id == conversation_id, handoffs.c.state != "resolved")
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _build_handoff(row)


async def add_handoff(connection: AsyncConnection, conversation_id: str, reason: str, now: dt.datetime) -> Handoff:
    values = {
        "id": uuid.uuid4().hex,
        "conversation_id": conversation_id,
        "state": "requested",
        "reason": reason,
        "requested_at": now,
        "seen_at": now,
    }
    row = (await connection.execute(handoffs.insert().values(values).returning(handoffs))).one()
    _announce(connection, conversation_id)
    return _build_handoff(row)


async def set_handoff(
    connection: AsyncConnection, handoff: Handoff, state: str, agent_id: int | None, now: dt.datetime
) -> None:
    """Changes the state of a handoff. One that goes back to `requested` keeps its place in the
    queue."""
    values: dict[str, Any] = {"state": state, "agent_id": agent_id}
    if state == "requested":
        values |= {"assigned_at": None, "seen_at": now}
    else:
        values[f"{state}_at"] = now
    await connection.execute(update(handoffs).where(handoffs.c.id == handoff.id).values(values))
    _announce(connection, handoff.conversation_id)


def _announce(connection: AsyncConnection, conversation_id: str) -> None:
    """Announces the change to the pages that show it: the queue, and the conversation's own
    page."""
    announce(connection, "staff")
    announce_conversation(connection, conversation_id)


async def find_queue_position(connection: AsyncConnection, handoff: Handoff) -> int:
    """Returns the handoff's number in the queue. Number 1 is served next."""
    of_contact = (
        select(IS_VISITOR)
        .select_from(contacts.join(conversations, conversations.c.contact_id == contacts.c.id))
        .where(conversations.c.id == handoff.conversation_id)
    )
    is_visitor = bool((await connection.execute(of_contact)).scalar_one())
    return 1 + await count_before(connection, QueuePlace(is_visitor, handoff.requested_at, handoff.id))


async def count_before(connection: AsyncConnection, place: QueuePlace) -> int:
    """Returns how many people are served before this place in the queue."""
    query = select(func.count()).select_from(QUEUE).where(handoffs.c.state == "requested", place.is_before)
    return int((await connection.execute(query)).scalar_one())


async def count_requested(connection: AsyncConnection) -> int:
    """Returns how many people in the whole installation wait for an agent."""
    query = select(func.count()).select_from(handoffs).where(handoffs.c.state == "requested")
    return int((await connection.execute(query)).scalar_one())


async def has_handled(connection: AsyncConnection, conversation_id: str, agent_id: int) -> bool:
    """Returns whether the agent has or had a handoff of the conversation."""
    query = select(handoffs.c.id).where(handoffs.c.conversation_id == conversation_id, handoffs.c.agent_id == agent_id)
    return (await connection.execute(query.limit(1))).first() is not None


async def find_last_author(connection: AsyncConnection, conversation_id: str) -> str | None:
    """Returns the author of the last message that the contact can see."""
    query = (
        select(messages.c.author)
        .where(messages.c.conversation_id == conversation_id, messages.c.internal.is_(False))
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def find_last_response(connection: AsyncConnection, conversation_id: str) -> str | None:
    """Returns the name of the sentence in the last message that the contact can see, or None if a
    person wrote it."""
    query = (
        select(messages.c.reply)
        .where(messages.c.conversation_id == conversation_id, messages.c.internal.is_(False))
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    reply: dict[str, Any] | None = (await connection.execute(query)).scalar_one_or_none()
    return str(reply["response"]) if reply else None


async def find_reply(connection: AsyncConnection, key: str) -> int | None:
    """Returns the id under which this reply of an agent was stored as a message."""
    return (
        await connection.execute(select(agent_replies.c.message_id).where(agent_replies.c.key == key))
    ).scalar_one_or_none()


async def keep_reply(connection: AsyncConnection, key: str, conversation_id: str, message_id: int) -> None:
    row = {"key": key, "conversation_id": conversation_id, "message_id": message_id}
    await connection.execute(agent_replies.insert().values(**row))


async def is_waiting(connection: AsyncConnection, conversation_id: str) -> bool:
    """Returns whether the conversation is in the queue, and no agent has it yet."""
    handoff = await find_active_handoff(connection, conversation_id)
    return handoff is not None and handoff.state == "requested"
