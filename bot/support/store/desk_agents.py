"""Stores how agents take part in the work of the desk: whether they are there, how many conversations they can have,
and what they know. Also reads the data from which it is decided who gets a conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, case, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, messages
from bot.staff.store.agents import is_present, was_present
from bot.staff.store.tables import agents, staff_sessions
from bot.support.store.lifecycle import WAITING
from bot.support.store.queue_order import ORDER, QUEUE
from bot.support.store.tables import desk_agents, handoff_steps, handoffs
from foundation.database.announcements import announce
from foundation.database.statements import insert

Presence = Literal["by_hand", "here", "away"]
PRESENCES: tuple[Presence, ...] = ("by_hand", "here", "away")
"""The ways in which an agent takes part in the desk: takes conversations from the queue themself (`by_hand`, the
default), gets conversations assigned (`here`), or gets none (`away`)."""
CAPACITY = 5
MOST_CAPACITY = 99


@dataclass(frozen=True)
class DeskAgent:
    """Describes an agent at the desk. `skills` are the names of the topics and roles of contacts for
    which the agent is meant; without any they are meant for all. `open` is how many conversations
    they have, and `idle_since` when they last got one."""

    id: int
    username: str
    name: str
    role: str
    languages: tuple[str, ...]
    presence: Presence = "by_hand"
    presence_since: dt.datetime | None = None
    capacity: int = CAPACITY
    skills: frozenset[str] = frozenset()
    is_online: bool = False
    open: int = 0
    idle_since: dt.datetime | None = None

    @property
    def has_room(self) -> bool:
        """Returns whether the agent is present and has fewer conversations than their capacity."""
        return self.presence == "here" and self.is_online and self.open < self.capacity


def _select_agents(now: dt.datetime) -> Any:
    online = select(func.count()).where(staff_sessions.c.agent_id == agents.c.id, is_present(now)).scalar_subquery()
    mine = (conversations.c.agent_id == agents.c.id, conversations.c.status == "open")
    last = select(func.max(handoffs.c.assigned_at)).where(handoffs.c.agent_id == agents.c.id).scalar_subquery()
    return (
        select(
            agents.c.id,
            agents.c.username,
            agents.c.name,
            agents.c.role,
            agents.c.languages,
            desk_agents.c.presence,
            desk_agents.c.presence_since,
            desk_agents.c.capacity,
            desk_agents.c.skills,
            online.label("online"),
            select(func.count()).select_from(conversations).where(*mine).scalar_subquery().label("open"),
            last.label("idle_since"),
        )
        .outerjoin(desk_agents, desk_agents.c.agent_id == agents.c.id)
        .where(agents.c.active)
        .order_by(agents.c.name, agents.c.id)
    )


def _build_agent(row: Row[Any]) -> DeskAgent:
    return DeskAgent(
        id=row.id,
        username=row.username,
        name=row.name,
        role=row.role,
        languages=tuple(row.languages.split(",")),
        presence=row.presence or "by_hand",
        presence_since=row.presence_since,
        capacity=CAPACITY if row.capacity is None else row.capacity,
        skills=frozenset(filter(None, (row.skills or "").split(","))),
        is_online=row.online > 0,
        open=row.open,
        idle_since=row.idle_since,
    )


async def list_desk_agents(connection: AsyncConnection, now: dt.datetime) -> list[DeskAgent]:
    """Returns all members of the staff whose accounts are enabled, by name."""
    return [_build_agent(row) for row in await connection.execute(_select_agents(now))]


async def find_desk_agent(connection: AsyncConnection, username: str, now: dt.datetime) -> DeskAgent | None:
    """Returns the member of the staff with this username, or None if there is no enabled account with this name."""
    row = (await connection.execute(_select_agents(now).where(agents.c.username == username))).one_or_none()
    return None if row is None else _build_agent(row)


async def find_presence(connection: AsyncConnection, agent_id: int) -> Presence:
    query = select(desk_agents.c.presence).where(desk_agents.c.agent_id == agent_id)
    presence: Presence | None = (await connection.execute(query)).scalar_one_or_none()
    return presence or "by_hand"


async def set_desk_agent(connection: AsyncConnection, agent_id: int, **values: Any) -> None:
    """Sets those of `presence`, `presence_since`, `capacity` and `skills` that are given."""
    await connection.execute(insert(connection, desk_agents).values(agent_id=agent_id).on_conflict_do_nothing())
    await connection.execute(update(desk_agents).where(desk_agents.c.agent_id == agent_id).values(**values))
    announce(connection, "staff")


@dataclass(frozen=True)
class Wish:
    """Describes a handoff that waits for an agent, with what decides who gets it. `wanted_id` is the agent for whom it
    was reopened, `known_id` the one who last had a conversation of the same account, and `left_id` the one who put it
    back in the queue."""

    conversation_id: str
    reason: str
    language: str
    role: str
    wanted_id: int | None
    known_id: int | None
    left_id: int | None = None


async def list_wishes(connection: AsyncConnection, limit: int = 50) -> list[Wish]:
    """Returns the first handoffs of the queue, in its order."""
    other, talk = contacts.alias(), conversations.alias()
    known = (
        select(handoff_steps.c.agent_id)
        .join(talk, talk.c.id == handoff_steps.c.conversation_id)
        .join(other, other.c.id == talk.c.contact_id)
        .where(other.c.account == contacts.c.account, handoff_steps.c.step.in_(("take", "assign", "transfer")))
        .order_by(handoff_steps.c.id.desc())
        .limit(1)
        .correlate(contacts)
        .scalar_subquery()
    )
    left = (
        select(handoff_steps.c.agent_id)
        .where(handoff_steps.c.handoff_id == handoffs.c.id, handoff_steps.c.step.in_(("take", "assign", "transfer")))
        .order_by(handoff_steps.c.id.desc())
        .limit(1)
        .correlate(handoffs)
        .scalar_subquery()
    )
    query = (
        select(
            handoffs.c.conversation_id, handoffs.c.reason, contacts.c.language, contacts.c.role, handoffs.c.agent_id,
            case((contacts.c.account.is_not(None), known)), case((handoffs.c.state == "requested", left)),
        )
        .select_from(QUEUE)
        .where(handoffs.c.state.in_(WAITING))
        .order_by(*ORDER)
        .limit(limit)
    )  # fmt: skip
    return [Wish(*row) for row in await connection.execute(query)]


@dataclass(frozen=True)
class Unanswered:
    """Describes an open conversation in which the contact wrote last, and its agent."""

    conversation_id: str
    agent_id: int


async def list_left_alone(
    connection: AsyncConnection, away_before: dt.datetime, offline_before: dt.datetime, limit: int = 100
) -> Sequence[Unanswered]:
    """Returns the open conversations that wait for the answer of an agent who went away before `away_before`, or who
    was last online, on the console or on Telegram, before `offline_before`.

    An agent who is away and yet took the conversation, or wrote in it, after `away_before` keeps it."""
    last_author = (
        select(messages.c.author)
        .where(messages.c.conversation_id == conversations.c.id, messages.c.internal.is_(False))
        .where(messages.c.author != "system")
        .order_by(messages.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    sessions = exists().where(staff_sessions.c.agent_id == conversations.c.agent_id)
    written = exists().where(messages.c.conversation_id == conversations.c.id, messages.c.author == "agent")
    is_busy_here = (handoffs.c.assigned_at >= away_before) | written.where(messages.c.created_at >= away_before)
    is_away = (desk_agents.c.presence == "away") & (desk_agents.c.presence_since < away_before) & ~is_busy_here
    was_never_here = ~sessions & (handoffs.c.assigned_at < offline_before)
    is_gone = was_never_here | (sessions & ~sessions.where(was_present(offline_before)))
    query = (
        select(conversations.c.id, conversations.c.agent_id)
        .join(handoffs, handoffs.c.conversation_id == conversations.c.id)
        .outerjoin(desk_agents, desk_agents.c.agent_id == conversations.c.agent_id)
        .where(conversations.c.status == "open", handoffs.c.state == "assigned", last_author == "contact")
        .where(is_away | is_gone)
        .limit(limit)
    )
    return [Unanswered(*row) for row in await connection.execute(query)]


async def list_online_agents(connection: AsyncConnection, now: dt.datetime) -> set[int]:
    """Returns the ids of the agents who have a page of the console open, or have just written in the
    staff's group."""
    query = select(staff_sessions.c.agent_id).where(is_present(now))
    return set((await connection.execute(query)).scalars())
