"""Stores which colleagues a note names. A mention is new to the colleague until they have read the note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, and_, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import conversations, messages
from bot.staff.store.tables import agents
from bot.support.store.tables import conversation_reads, mentions
from foundation.database.announcements import announce
from foundation.database.statements import insert

EXCERPT = 160


@dataclass(frozen=True)
class Mention:
    """Describes a note that names an agent who has not read it yet."""

    conversation_id: str
    message_id: int
    by: str
    excerpt: str


async def set_mentions(
    connection: AsyncConnection, conversation_id: str, message_id: int, ids: Sequence[int], now: dt.datetime
) -> None:
    """Replaces the list of colleagues whom a note names."""
    of_note = (mentions.c.conversation_id == conversation_id, mentions.c.message_id == message_id)
    gone = await connection.execute(delete(mentions).where(*of_note, mentions.c.agent_id.not_in(ids)))
    rows = [{"conversation_id": conversation_id, "message_id": message_id, "agent_id": each, "at": now} for each in ids]
    if rows:
        await connection.execute(insert(connection, mentions).on_conflict_do_nothing(), rows)
    if rows or gone.rowcount:
        announce(connection, "staff")


def is_new_to(agent_id: int) -> ColumnElement[bool]:
    """Returns the SQL condition for mentions of the agent whose note they have not read."""
    read = exists().where(
        conversation_reads.c.conversation_id == mentions.c.conversation_id,
        conversation_reads.c.agent_id == agent_id,
        conversation_reads.c.through >= mentions.c.message_id,
    )
    return and_(mentions.c.agent_id == agent_id, ~read)


def names_agent(agent_id: int, *, new: bool) -> ColumnElement[bool]:
    """Returns the SQL condition for conversations with a note that names the agent; with `new` only
    for those with one that the agent has not read."""
    condition = is_new_to(agent_id) if new else mentions.c.agent_id == agent_id
    return exists().where(mentions.c.conversation_id == conversations.c.id, condition)


async def is_named(connection: AsyncConnection, conversation_id: str, agent_id: int) -> bool:
    """Returns whether a note in the conversation names the agent."""
    query = select(mentions.c.agent_id).where(
        mentions.c.conversation_id == conversation_id, mentions.c.agent_id == agent_id
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def list_new_mentions(connection: AsyncConnection, agent_id: int, limit: int = 20) -> list[Mention]:
    """Returns the mentions of the agent that are new to them, the latest first."""
    query = (
        select(
            mentions.c.conversation_id,
            mentions.c.message_id,
            agents.c.name,
            func.substr(messages.c.text, 1, EXCERPT, type_=String),
        )
        .join(
            messages,
            (messages.c.conversation_id == mentions.c.conversation_id) & (messages.c.id == mentions.c.message_id),
        )
        .join(agents, agents.c.id == messages.c.agent_id)
        .where(is_new_to(agent_id))
        .order_by(mentions.c.at.desc(), mentions.c.conversation_id)
        .limit(limit)
    )
    return [Mention(*row) for row in await connection.execute(query)]
