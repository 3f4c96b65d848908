"""Reads conversations for the staff's lists, which show each in a line: the contact, the agent, the last message, and
what must be done by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, case, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, messages
from bot.messages.files import StoredFile
from bot.staff.store.agents import Agent
from bot.staff.store.tables import agents
from bot.support.store.handoffs import build_handled, make_reference
from bot.support.store.lifecycle import ACTIVE, WAITING
from bot.support.store.marks import is_snoozed
from bot.support.store.mentions import names_agent
from bot.support.store.tables import conversation_marks, handoff_clocks, handoffs
from foundation.clock import system_clock

EXCERPT = 160
"""How many characters of the last message a line shows."""


@dataclass(frozen=True)
class ConversationLine:
    """Describes a conversation in a list on the console.

    `excerpt` is the beginning of the contact's last message, and `files` are the files in that message. `answer_due`
    says that the last message is by the contact. `account_until` is when the contact's sign-in expires. `handoff_state`
    is None when the conversation neither waits for an agent nor has one. `reach_at` is where a contact who waits wants
    to be reached, and `wanted_name` the agent for whom they wait in particular. `edits` is how often messages in the
    conversation were edited.
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
    last_message_id: int = 0
    reach_at: str | None = None
    wanted_name: str | None = None
    priority: str = "normal"
    snoozed_until: dt.datetime | None = None
    is_unread: bool = False
    labels: tuple[str, ...] = ()
    due_at: dt.datetime | None = None
    due_target: str | None = None
    warned_at: dt.datetime | None = None
    late: tuple[str, ...] = ()
    edits: int = 0

    @property
    def waits(self) -> bool:
        """Returns whether the contact waits in the queue for an agent."""
        return self.handoff_state in WAITING

    @property
    def reference(self) -> str | None:
        """Returns the code by which the contact can name their request for an agent."""
        return make_reference(self.handoff_id) if self.handoff_id else None


async def list_conversations(
    connection: AsyncConnection,
    agent: Agent,
    *,
    search: str = "",
    before: dt.datetime | None = None,
    limit: int = 50,
) -> list[ConversationLine]:
    """Returns the conversations that the agent may see, the most recently active first. `search`
    matches the account, the contact's name, or a code that was written in the conversation
    (`ORD-100234`). `before` limits the time of the last activity."""
    query = select_lines().order_by(conversations.c.updated_at.desc(), conversations.c.id).limit(limit)
    if not agent.sees_all:
        query = query.where(visible_to(agent))
    if search:
        query = query.where(_matches(search))
    if before is not None:
        query = query.where(conversations.c.updated_at < before)
    return [build_line(row) for row in await connection.execute(query)]


async def read_conversation(connection: AsyncConnection, conversation_id: str) -> ConversationLine:
    return build_line((await connection.execute(select_lines().where(conversations.c.id == conversation_id))).one())


def select_lines() -> Select[Any]:
    """Builds a query with one row for each conversation, with its contact, its active handoff and
    the contact's last message."""
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
    wanted = agents.alias()
    active = and_(handoffs.c.conversation_id == conversations.c.id, handoffs.c.state.in_(ACTIVE))
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
            handoffs.c.reach_at,
            conversations.c.last_message_id,
            conversations.c.edits,
            wanted.c.name.label("wanted_name"),
            words.label("excerpt"),
            files.label("files"),
            last_author.label("last_author"),
            conversation_marks.c.priority,
            case((is_snoozed(system_clock()), conversation_marks.c.snoozed_until)).label("snoozed_until"),
            handoff_clocks.c.due_at,
            handoff_clocks.c.due_target,
            handoff_clocks.c.warned_at,
            handoff_clocks.c.late,
        )
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .outerjoin(agents, agents.c.id == conversations.c.agent_id)
        .outerjoin(handoffs, active)
        .outerjoin(wanted, and_(wanted.c.id == handoffs.c.agent_id, handoffs.c.state.in_(WAITING)))
        .outerjoin(conversation_marks, conversation_marks.c.conversation_id == conversations.c.id)
        .outerjoin(
            handoff_clocks,
            and_(handoff_clocks.c.handoff_id == handoffs.c.id, handoff_clocks.c.started_at == handoffs.c.requested_at),
        )
    )


def visible_to(agent: Agent) -> ColumnElement[bool]:
    """Returns the SQL condition for conversations that the agent may see, by the same rule as
    `bot.support.handoff.access.access_conversation`."""
    part = handoffs.alias()
    active = exists().where(part.c.conversation_id == conversations.c.id, part.c.state.in_(ACTIVE))
    return or_(active, build_handled(conversations.c.id, agent.id), names_agent(agent.id, new=False))


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


def build_line(row: Row[Any]) -> ConversationLine:
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
        last_message_id=row.last_message_id,
        reach_at=row.reach_at,
        wanted_name=row.wanted_name,
        priority=row.priority or "normal",
        snoozed_until=row.snoozed_until,
        due_at=row.due_at,
        due_target=row.due_target,
        warned_at=row.warned_at,
        edits=row.edits,
        late=tuple(filter(None, (row.late or "").split(","))),
    )
