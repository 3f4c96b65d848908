"""Stores who of the staff looks at a conversation and who is writing there, for as long as that
lasts, and reads how far each side has read what the other wrote."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations
from bot.staff.store.tables import agents
from bot.support.store.tables import conversation_attention, conversation_reads
from foundation.database.statements import insert

LOOKS_FOR = dt.timedelta(seconds=40)
"""How long after the last sign of an open page its agent still counts as looking at it. An open page
gives a sign every 15 seconds."""
WRITES_FOR = dt.timedelta(seconds=8)
"""How long after the last key an agent still counts as writing."""


@dataclass(frozen=True)
class Attention:
    """Says that an agent looks at a conversation, and whether they write a `reply` or a `note`."""

    agent_id: int
    name: str
    writes: str | None


@dataclass(frozen=True)
class SeenByAgent:
    """Says what a contact may know of the agent who has the conversation: how far they have read it,
    and their name while they write a reply."""

    through: int
    writing: str | None


async def note_look(connection: AsyncConnection, conversation_id: str, agent_id: int, now: dt.datetime) -> None:
    """Records that the agent has the conversation's page open. If they did not have it open before, the other pages are
    told."""
    where = _find_row(conversation_id, agent_id)
    known = (await connection.execute(select(conversation_attention.c.looked_at).where(*where))).scalar_one_or_none()
    await _keep(connection, conversation_id, agent_id, looked_at=now)
    if known is None or known < now - LOOKS_FOR:
        announce_conversation(connection, conversation_id)


async def note_writing(
    connection: AsyncConnection, conversation_id: str, agent_id: int, now: dt.datetime, *, is_note: bool
) -> None:
    """Records that the agent is writing a reply or a note."""
    await _keep(connection, conversation_id, agent_id, looked_at=now, typed_at=now, is_note=is_note)
    announce_conversation(connection, conversation_id)


async def note_pause(connection: AsyncConnection, conversation_id: str, agent_id: int) -> None:
    """Records that the agent no longer writes."""
    where = (*_find_row(conversation_id, agent_id), conversation_attention.c.typed_at.is_not(None))
    changed = await connection.execute(update(conversation_attention).where(*where).values(typed_at=None))
    if changed.rowcount:
        announce_conversation(connection, conversation_id)


async def note_leaving(connection: AsyncConnection, conversation_id: str, agent_id: int) -> None:
    """Records that the agent has closed the conversation's page."""
    await connection.execute(delete(conversation_attention).where(*_find_row(conversation_id, agent_id)))
    announce_conversation(connection, conversation_id)


async def list_attention(
    connection: AsyncConnection, conversation_id: str, but: int, now: dt.datetime
) -> list[Attention]:
    """Returns who else looks at the conversation now, except the agent with the id `but`."""
    query = (
        select(conversation_attention, agents.c.name)
        .join(agents, agents.c.id == conversation_attention.c.agent_id)
        .where(
            conversation_attention.c.conversation_id == conversation_id,
            conversation_attention.c.agent_id != but,
            conversation_attention.c.looked_at > now - LOOKS_FOR,
        )
        .order_by(agents.c.name, agents.c.id)
    )
    return [
        Attention(row.agent_id, row.name, _name_writing(row.typed_at, row.is_note, now))
        for row in await connection.execute(query)
    ]


async def find_seen_by_agent(
    connection: AsyncConnection, conversation_id: str, agent_id: int, now: dt.datetime
) -> SeenByAgent:
    """Returns what the contact may know of the agent who has their conversation."""
    of_agent = conversation_attention.c.agent_id == agents.c.id
    here = conversation_attention.c.conversation_id == conversations.c.id
    read = (
        (conversation_reads.c.conversation_id == conversations.c.id),
        (conversation_reads.c.agent_id == agents.c.id),
    )
    query = (
        select(
            agents.c.name,
            conversation_reads.c.through,
            conversation_attention.c.typed_at,
            conversation_attention.c.is_note,
        )
        .select_from(conversations)
        .join(agents, agents.c.id == agent_id)
        .outerjoin(conversation_reads, read[0] & read[1])
        .outerjoin(conversation_attention, of_agent & here)
        .where(conversations.c.id == conversation_id)
    )
    row = (await connection.execute(query)).one()
    writes = _name_writing(row.typed_at, bool(row.is_note), now)
    return SeenByAgent(row.through or 0, row.name if writes == "reply" else None)


def _name_writing(typed_at: dt.datetime | None, is_note: bool, now: dt.datetime) -> str | None:
    if typed_at is None or typed_at <= now - WRITES_FOR:
        return None
    return "note" if is_note else "reply"


def _find_row(conversation_id: str, agent_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        conversation_attention.c.conversation_id == conversation_id,
        conversation_attention.c.agent_id == agent_id,
    )


async def _keep(connection: AsyncConnection, conversation_id: str, agent_id: int, **values: object) -> None:
    new = insert(connection, conversation_attention).values(
        conversation_id=conversation_id, agent_id=agent_id, **values
    )
    index = ["conversation_id", "agent_id"]
    await connection.execute(new.on_conflict_do_update(index_elements=index, set_=values))
