"""Reads what the console's pages show: the queue, the list of conversations, one conversation, and
details of its messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, deliveries, inbound, messages
from bot.messages.files import StoredFile
from bot.staff.store.agents import ONLINE, Agent
from bot.staff.store.tables import agents, staff_sessions
from bot.support.store.handoffs import count_before
from bot.support.store.queue_order import ORDER, QUEUE, QueuePlace
from bot.support.store.tables import handoffs

EXCERPT = 160
QUEUE_PAGE = 50


@dataclass(frozen=True)
class ConversationLine:
    """Describes a conversation in a list.

    `excerpt` is the beginning of the contact's last message, and `files` are those in it. `answer_due` says that nobody wrote
    after it. `account_until` is the end of the contact's signed identity. `handoff_state` is None
    when no person is wanted.
    """

    id: str
    status: str
    channel: str
    updated_at: dt.datetime
    created_at: dt.datetime
    contact_id: str
    contact_name: str | None
    account: str | None
    account_until: dt.datetime | None
    role: str
    language: str
    unreachable: str | None
    agent_id: int | None
    agent_name: str | None
    handoff_id: str | None
    handoff_state: str | None
    reason: str | None
    requested_at: dt.datetime | None
    excerpt: str
    files: Sequence[StoredFile]
    answer_due: bool


@dataclass(frozen=True)
class Queue:
    """Holds one page of the people who wait, the reader's own conversations and those of others,
    with the number of each.

    `first` is the queue number of the first on the page. `more` is the place after which the next
    page begins. `mine` and `others` hold at most one page each.
    """

    waiting: list[ConversationLine]
    mine: list[ConversationLine]
    others: list[ConversationLine]
    waiting_count: int
    mine_count: int
    others_count: int
    first: int
    more: QueuePlace | None


@dataclass(frozen=True)
class SmallPrint:
    """Holds what is known of a message besides its text: how it was understood, and the state of its
    delivery."""

    intent: str | None = None
    confidence: float | None = None
    delivery: str | None = None
    delivery_reason: str | None = None


async def read_queue(connection: AsyncConnection, agent: Agent, after: QueuePlace | None = None) -> Queue:
    """Returns the page of the queue after a place, in the order of service: accounts first, then by
    waiting time."""
    requested, assigned = handoffs.c.state == "requested", handoffs.c.state == "assigned"
    own = conversations.c.agent_id == agent.id
    other = conversations.c.agent_id.is_distinct_from(agent.id)
    waiting = await _list_active(connection, requested, *([after.is_after] if after else []), limit=QUEUE_PAGE + 1)
    wanted = select(*(func.count().filter(each) for each in (requested, and_(assigned, own), and_(assigned, other))))
    counts = (await connection.execute(wanted.select_from(QUEUE).where(handoffs.c.state != "resolved"))).one()
    return Queue(
        waiting[:QUEUE_PAGE],
        await _list_active(connection, assigned, own),
        await _list_active(connection, assigned, other),
        waiting_count=counts[0],
        mine_count=counts[1],
        others_count=counts[2],
        first=1 if after is None or not waiting else 1 + await count_before(connection, find_place(waiting[0])),
        more=find_place(waiting[QUEUE_PAGE - 1]) if len(waiting) > QUEUE_PAGE else None,
    )


async def list_newest_requests(
    connection: AsyncConnection, since: dt.datetime, limit: int = 10
) -> list[ConversationLine]:
    """Returns the latest requests for a person since a moment, the newest first."""
    newest = (
        select(handoffs.c.id)
        .where(handoffs.c.state == "requested", handoffs.c.requested_at > since)
        .order_by(handoffs.c.requested_at.desc())
        .limit(limit)
        .correlate(None)
    )
    query = _select_lines().where(handoffs.c.id.in_(newest)).order_by(handoffs.c.requested_at.desc(), handoffs.c.id)
    return [_build_line(row) for row in await connection.execute(query)]


def find_place(line: ConversationLine) -> QueuePlace:
    """Returns the queue place of a conversation that waits."""
    assert line.requested_at is not None
    assert line.handoff_id is not None
    return QueuePlace(line.account is None, line.requested_at, line.handoff_id)


async def _list_active(
    connection: AsyncConnection, *which: ColumnElement[bool], limit: int = QUEUE_PAGE
) -> list[ConversationLine]:
    """Returns the lines with an active handoff. It first selects the handoffs, so that the last
    messages are looked up only for the shown lines."""
    shown = select(handoffs.c.id).select_from(QUEUE).where(*which).order_by(*ORDER).limit(limit).correlate(None)
    query = _select_lines().where(handoffs.c.id.in_(shown)).order_by(*ORDER)
    return [_build_line(row) for row in await connection.execute(query)]


async def list_conversations(
    connection: AsyncConnection,
    agent: Agent,
    *,
    search: str = "",
    before: dt.datetime | None = None,
    limit: int = 50,
) -> list[ConversationLine]:
    """Returns the newest conversations that the agent may see. `search` matches the account, the
    name, or a code that was written in the conversation (`ORD-100234`)."""
    query = _select_lines().order_by(conversations.c.updated_at.desc(), conversations.c.id).limit(limit)
    if not agent.sees_all:
        query = query.where(_visible_to(agent))
    if search:
        query = query.where(_matches(search))
    if before is not None:
        query = query.where(conversations.c.updated_at < before)
    return [_build_line(row) for row in await connection.execute(query)]


async def read_conversation(connection: AsyncConnection, conversation_id: str) -> ConversationLine:
    return _build_line((await connection.execute(_select_lines().where(conversations.c.id == conversation_id))).one())


async def read_small_print(
    connection: AsyncConnection, conversation_id: str, first: int, last: int
) -> dict[int, SmallPrint]:
    """Returns a map from the ids of the messages from `first` to `last` to their small print."""
    query = (
        select(messages.c.id, inbound.c.understood, deliveries.c.state, deliveries.c.reason)
        .outerjoin(
            inbound,
            and_(inbound.c.conversation_id == messages.c.conversation_id, inbound.c.message_id == messages.c.id),
        )
        .outerjoin(
            deliveries,
            and_(deliveries.c.conversation_id == messages.c.conversation_id, deliveries.c.message_id == messages.c.id),
        )
        .where(messages.c.conversation_id == conversation_id, messages.c.id.between(first, last))
    )
    return {row.id: _build_small_print(row) for row in await connection.execute(query)}


async def list_online_agents(connection: AsyncConnection, now: dt.datetime) -> set[int]:
    """Returns the ids of agents whose console is open."""
    query = select(staff_sessions.c.agent_id).where(
        staff_sessions.c.seen_at > now - ONLINE, staff_sessions.c.expires_at > now
    )
    return set((await connection.execute(query)).scalars())


def _select_lines() -> Select[Any]:
    """Selects one row for each conversation, with its contact, its active handoff and the contact's
    last message."""
    spoken = and_(messages.c.conversation_id == conversations.c.id, messages.c.internal.is_(False))
    words, files = (
        select(wanted)
        .where(spoken, messages.c.author == "contact")
        .order_by(messages.c.id.desc())
        .limit(1)
        .scalar_subquery()
        for wanted in (func.substr(messages.c.text, 1, EXCERPT), messages.c.files)
    )
    last_author = select(messages.c.author).where(spoken).order_by(messages.c.id.desc()).limit(1).scalar_subquery()
    active = and_(handoffs.c.conversation_id == conversations.c.id, handoffs.c.state != "resolved")
    return (
        select(
            conversations.c.id,
            conversations.c.status,
            conversations.c.channel,
            conversations.c.updated_at,
            conversations.c.created_at,
            conversations.c.contact_id,
            conversations.c.agent_id,
            contacts.c.name.label("contact_name"),
            contacts.c.account,
            contacts.c.account_until,
            contacts.c.role,
            contacts.c.language,
            contacts.c.unreachable,
            agents.c.name.label("agent_name"),
            handoffs.c.id.label("handoff_id"),
            handoffs.c.state.label("handoff_state"),
            handoffs.c.reason,
            handoffs.c.requested_at,
            words.label("excerpt"),
            files.label("files"),
            last_author.label("last_author"),
        )
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .outerjoin(agents, agents.c.id == conversations.c.agent_id)
        .outerjoin(handoffs, active)
    )


def _visible_to(agent: Agent) -> ColumnElement[bool]:
    """Applies the rule of `handoff.access_conversation` to lists."""
    part = handoffs.alias()
    return exists().where(
        part.c.conversation_id == conversations.c.id, or_(part.c.state != "resolved", part.c.agent_id == agent.id)
    )


def _matches(search: str) -> ColumnElement[bool]:
    found = or_(
        contacts.c.account.icontains(search, autoescape=True), contacts.c.name.icontains(search, autoescape=True)
    )
    if any(character.isdigit() for character in search):
        in_messages = or_(
            messages.c.text.icontains(search, autoescape=True),
            cast(messages.c.reply, Text).icontains(search, autoescape=True),
        )
        found = or_(found, exists().where(messages.c.conversation_id == conversations.c.id, in_messages))
    return found


def _build_line(row: Row[Any]) -> ConversationLine:
    return ConversationLine(
        id=row.id,
        status=row.status,
        channel=row.channel,
        updated_at=row.updated_at,
        created_at=row.created_at,
        contact_id=row.contact_id,
        contact_name=row.contact_name,
        account=row.account,
        account_until=row.account_until,
        role=row.role,
        language=row.language,
        unreachable=row.unreachable,
        agent_id=row.agent_id,
        agent_name=row.agent_name,
        handoff_id=row.handoff_id,
        handoff_state=row.handoff_state,
        reason=row.reason,
        requested_at=row.requested_at,
        excerpt=row.excerpt or "",
        files=row.files or (),
        answer_due=row.last_author == "contact",
    )


def _build_small_print(row: Row[Any]) -> SmallPrint:
    understood = row.understood or {}
    return SmallPrint(understood.get("intent"), understood.get("confidence"), row.state, row.reason)
