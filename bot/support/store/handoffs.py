"""Stores handoffs, which are requests for a human agent, their steps, and which agent has a
conversation."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations, messages
from bot.staff.store.tables import agents
from bot.support.store.lifecycle import ACTIVE, WAITING, State, StepName, advance
from bot.support.store.queue_order import IS_VISITOR, QUEUE, QueuePlace
from bot.support.store.tables import agent_replies, handoff_steps, handoffs
from foundation.database.announcements import announce


@dataclass(frozen=True)
class Handoff:
    """Describes a handoff, a request for a human agent. `agent_id` is the agent who has the handoff. For a reopened
    handoff, it is the agent who resolved it before; while a handoff waits for any agent, it is None. `reach_at` is
    where the contact wants to be reached. The fields `told_…` say what the contact who waits was told last: their
    number in the queue, the waiting time in minutes, and when."""

    id: str
    conversation_id: str
    state: State
    reason: str
    agent_id: int | None
    requested_at: dt.datetime
    state_since: dt.datetime
    reach_at: str | None = None
    told_place: int | None = None
    told_minutes: int | None = None
    told_at: dt.datetime | None = None

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    @property
    def reference(self) -> str:
        """Returns the code by which the contact can name the request."""
        return make_reference(self.id)


def make_reference(handoff_id: str) -> str:
    """Returns the code by which a contact can name the request with this id."""
    return f"CS-{handoff_id[:8].upper()}"


@dataclass(frozen=True)
class Owner:
    """Says who answers a conversation. While `status` is `open`, the agent with `agent_id` and
    `agent_name` answers. In any other state the bot answers, and `agent_id` and `agent_name` are
    None."""

    conversation_id: str
    status: str
    agent_id: int | None
    agent_name: str | None


def build_handoff(row: Row[Any]) -> Handoff:
    return Handoff(
        row.id,
        row.conversation_id,
        row.state,
        row.reason,
        row.agent_id,
        row.requested_at,
        row.state_since or row.requested_at,
        row.reach_at,
        row.told_place,
        row.told_minutes,
        row.told_at,
    )


async def find_owner(connection: AsyncConnection, conversation_id: str, *, lock: bool = False) -> Owner | None:
    """Returns who answers the conversation, or None when there is no such conversation. With `lock`
    the conversation is locked until the end of the transaction."""
    if lock:
        # The conversation is locked by a statement of its own. If the query below took the lock,
        # PostgreSQL would return the agent's row as it was before the wait for the lock.
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
    """Returns the conversation's handoff that has not ended, or None. A conversation never has more
    than one such handoff."""
    query = select(handoffs).where(handoffs.c.conversation_id == conversation_id, handoffs.c.state.in_(ACTIVE))
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else build_handoff(row)


async def list_active_handoffs(connection: AsyncConnection) -> list[Handoff]:
    """Returns every handoff that has not ended."""
    rows = await connection.execute(select(handoffs).where(handoffs.c.state.in_(ACTIVE)))
    return [build_handoff(row) for row in rows]


async def find_resolved(connection: AsyncConnection, conversation_id: str, since: dt.datetime) -> Handoff | None:
    """Returns the conversation's last handoff, if an agent who still works here has resolved it
    after the moment `since`."""
    last = (
        select(handoffs)
        .where(handoffs.c.conversation_id == conversation_id)
        .order_by(handoffs.c.requested_at.desc())
        .limit(1)
        .subquery()
    )
    query = (
        select(last)
        .join(agents, agents.c.id == last.c.agent_id)
        .where(last.c.state == "resolved", last.c.resolved_at > since, agents.c.active)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else build_handoff(row)


async def add_handoff(connection: AsyncConnection, conversation_id: str, reason: str, now: dt.datetime) -> Handoff:
    """Adds a handoff, by the step `request`."""
    state = advance(None, "request")
    values = {
        "id": uuid.uuid4().hex,
        "conversation_id": conversation_id,
        "state": state,
        "reason": reason,
        "requested_at": now,
        "seen_at": now,
        "state_since": now,
    }
    handoff = build_handoff((await connection.execute(handoffs.insert().values(values).returning(handoffs))).one())
    await _note_step(connection, handoff, "request", None, now, reason=reason)
    return handoff


async def take_step(
    connection: AsyncConnection,
    handoff: Handoff,
    step: StepName,
    agent_id: int | None,
    now: dt.datetime,
    *,
    reason: str | None = None,
) -> Handoff:
    """Moves a handoff to its next state, and records the step. `agent_id` is the agent who has the handoff after the
    step, or had it last. A handoff that goes back to the queue keeps its place there. A reopened handoff, which has a
    new `reason`, gets a new place by the time of its reopening.

    Raises:
        WrongStep: the step may not be made from the handoff's state.
    """
    state = advance(handoff.state, step)
    values: dict[str, Any] = {"state": state, "agent_id": agent_id, "state_since": now}
    if state in WAITING:
        values |= {"assigned_at": None, "resolved_at": None, "seen_at": now, "told_at": None}
    else:
        values["assigned_at" if state in ACTIVE else "resolved_at"] = now
    if step == "reopen":
        values |= {"requested_at": now, "reason": reason}
    moved = update(handoffs).where(handoffs.c.id == handoff.id).values(values).returning(handoffs)
    after = build_handoff((await connection.execute(moved)).one())
    waited = round((now - handoff.state_since).total_seconds())
    await _note_step(connection, after, step, agent_id, now, reason=reason, seconds=waited)
    return after


async def _note_step(
    connection: AsyncConnection,
    handoff: Handoff,
    step: StepName,
    agent_id: int | None,
    now: dt.datetime,
    *,
    reason: str | None = None,
    seconds: int | None = None,
) -> None:
    await connection.execute(
        handoff_steps.insert().values(
            handoff_id=handoff.id,
            conversation_id=handoff.conversation_id,
            step=step,
            state=handoff.state,
            reason=reason,
            agent_id=agent_id,
            at=now,
            seconds=seconds,
        )
    )
    waits = conversations.c.in_queue.is_distinct_from(handoff.is_waiting)
    await connection.execute(
        update(conversations)
        .where(conversations.c.id == handoff.conversation_id, waits)
        .values(in_queue=handoff.is_waiting)
    )
    _announce(connection, handoff.conversation_id)


async def set_reach(connection: AsyncConnection, handoff: Handoff, reach_at: str) -> None:
    """Records where the contact wants to be reached."""
    await connection.execute(update(handoffs).where(handoffs.c.id == handoff.id).values(reach_at=reach_at))
    _announce(connection, handoff.conversation_id)


@dataclass(frozen=True)
class StepLine:
    """Describes a step of a handoff as the console lists it."""

    step: str
    reason: str | None
    agent_name: str | None
    at: dt.datetime


async def list_steps(connection: AsyncConnection, conversation_id: str, limit: int = 30) -> list[StepLine]:
    """Returns the last steps of all handoffs of a conversation, the oldest first."""
    query = (
        select(handoff_steps.c.step, handoff_steps.c.reason, agents.c.name, handoff_steps.c.at)
        .outerjoin(agents, agents.c.id == handoff_steps.c.agent_id)
        .where(handoff_steps.c.conversation_id == conversation_id)
        .order_by(handoff_steps.c.id.desc())
        .limit(limit)
    )
    return [StepLine(*row) for row in await connection.execute(query)][::-1]


def _announce(connection: AsyncConnection, conversation_id: str) -> None:
    """Makes the commit wake the console's pages, which show the queue, and the conversation's own
    page and chat."""
    announce(connection, "staff")
    announce_conversation(connection, conversation_id)


async def find_queue_position(connection: AsyncConnection, handoff: Handoff) -> int:
    """Returns the number of the handoff in the queue, counted from 1."""
    of_contact = (
        select(IS_VISITOR)
        .select_from(contacts.join(conversations, conversations.c.contact_id == contacts.c.id))
        .where(conversations.c.id == handoff.conversation_id)
    )
    is_visitor = bool((await connection.execute(of_contact)).scalar_one())
    return 1 + await count_before(connection, QueuePlace(is_visitor, handoff.requested_at, handoff.id))


async def count_before(connection: AsyncConnection, place: QueuePlace) -> int:
    """Returns how many people wait before this place in the queue."""
    query = select(func.count()).select_from(QUEUE).where(handoffs.c.state.in_(WAITING), place.is_before)
    return int((await connection.execute(query)).scalar_one())


async def count_requested(connection: AsyncConnection) -> int:
    """Returns how many people in the whole installation wait for an agent."""
    query = select(func.count()).select_from(handoffs).where(handoffs.c.state.in_(WAITING))
    return int((await connection.execute(query)).scalar_one())


async def has_handled(connection: AsyncConnection, conversation_id: str, agent_id: int) -> bool:
    """Returns whether the agent has, or had, the conversation."""
    query = select(literal(1)).where(build_handled(conversation_id, agent_id))
    return (await connection.execute(query)).first() is not None


def build_handled(conversation_id: str | ColumnElement[str], agent_id: int) -> ColumnElement[bool]:
    """Returns the SQL condition that an agent has, or had, the conversation. Handoffs that ended
    before their steps were recorded name their agent themselves."""
    return or_(
        *(
            exists().where(part.c.conversation_id == conversation_id, part.c.agent_id == agent_id)
            for part in (handoffs.alias(), handoff_steps.alias())
        )
    )


async def find_last_author(connection: AsyncConnection, conversation_id: str) -> str | None:
    """Returns the author of the last message in the conversation that the contact can see, or None
    if there is none."""
    query = (
        select(messages.c.author)
        .where(messages.c.conversation_id == conversation_id, messages.c.internal.is_(False))
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def find_last_speaker(connection: AsyncConnection, conversation_id: str) -> str | None:
    """Returns who wrote last: the contact, the bot or an agent. Notices of the system do not count,
    nor do notes."""
    query = (
        select(messages.c.author)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.internal.is_(False),
            messages.c.author != "system",
        )
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def has_written_since(connection: AsyncConnection, conversation_id: str, message_id: int) -> bool:
    """Returns whether the contact has written after the message with this id."""
    query = select(messages.c.id).where(
        messages.c.conversation_id == conversation_id, messages.c.id > message_id, messages.c.author == "contact"
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def find_last_response(connection: AsyncConnection, conversation_id: str) -> str | None:
    """Returns the name of the text in the last message that the contact can see, or None if a
    person wrote that message."""
    query = (
        select(messages.c.reply)
        .where(messages.c.conversation_id == conversation_id, messages.c.internal.is_(False))
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    reply: dict[str, Any] | None = (await connection.execute(query)).scalar_one_or_none()
    return str(reply["response"]) if reply else None


async def find_reply(connection: AsyncConnection, key: str) -> int | None:
    """Returns the id of the message that stores the agent's reply with this key, or None if there is no such
    message."""
    return (
        await connection.execute(select(agent_replies.c.message_id).where(agent_replies.c.key == key))
    ).scalar_one_or_none()


async def keep_reply(connection: AsyncConnection, key: str, conversation_id: str, message_id: int) -> None:
    row = {"key": key, "conversation_id": conversation_id, "message_id": message_id}
    await connection.execute(agent_replies.insert().values(**row))
