"""Stores what agents note about a conversation: its priority and labels, until when it is put aside,
and how far each of them has read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations, messages
from bot.staff.store.tables import agents
from bot.support.store.tables import conversation_labels, conversation_marks, conversation_reads
from foundation.database.announcements import announce
from foundation.database.statements import insert


@dataclass(frozen=True)
class Marks:
    """Holds what the desk has noted about a conversation. `snoozed_until` and `snoozed_by` are None
    unless it is put aside now. `readers` are the agents who have seen it, with the last message
    that each has seen and when."""

    priority: str = "normal"
    labels: tuple[str, ...] = ()
    snoozed_until: dt.datetime | None = None
    snoozed_by: str | None = None
    readers: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Reading:
    """Says how far an agent has read a conversation."""

    agent_id: int
    name: str
    through: int
    at: dt.datetime


def is_snoozed(now: dt.datetime) -> ColumnElement[bool]:
    """Returns the SQL condition that an open conversation is put aside. A message of its contact
    wakes it."""
    woken = exists().where(
        messages.c.conversation_id == conversations.c.id,
        messages.c.id > conversation_marks.c.snoozed_at,
        messages.c.author == "contact",
    )
    return and_(
        conversation_marks.c.snoozed_until.is_not(None),
        conversation_marks.c.snoozed_until > now,
        conversations.c.status == "open",
        ~woken.correlate(conversations, conversation_marks),
    )


async def find_marks(connection: AsyncConnection, conversation_id: str, now: dt.datetime) -> Marks:
    """Returns what the desk has noted about a conversation."""
    query = (
        select(conversation_marks.c.priority, conversation_marks.c.snoozed_until, is_snoozed(now), agents.c.name)
        .select_from(conversation_marks)
        .join(conversations, conversations.c.id == conversation_marks.c.conversation_id)
        .outerjoin(agents, agents.c.id == conversation_marks.c.agent_id)
        .where(conversation_marks.c.conversation_id == conversation_id)
    )
    row = (await connection.execute(query)).one_or_none()
    labels = (await list_labels(connection, [conversation_id])).get(conversation_id, ())
    priority, until, snoozed, name = row or ("normal", None, False, None)
    readers = await _list_readers(connection, conversation_id)
    return Marks(priority, labels, until if snoozed else None, name if snoozed else None, readers)


async def _list_readers(connection: AsyncConnection, conversation_id: str) -> tuple[Reading, ...]:
    query = (
        select(conversation_reads.c.agent_id, agents.c.name, conversation_reads.c.through, conversation_reads.c.at)
        .join(agents, agents.c.id == conversation_reads.c.agent_id)
        .where(conversation_reads.c.conversation_id == conversation_id)
        .order_by(conversation_reads.c.at.desc())
        .limit(10)
    )
    return tuple(Reading(*row) for row in await connection.execute(query))


async def set_marks(connection: AsyncConnection, conversation_id: str, **values: Any) -> None:
    """Changes columns of the marks that the desk has put on the conversation."""
    row = {"conversation_id": conversation_id, **values}
    statement = insert(connection, conversation_marks).values(**row)
    await connection.execute(statement.on_conflict_do_update(index_elements=["conversation_id"], set_=values))
    _announce(connection, conversation_id)


async def set_labels(connection: AsyncConnection, conversation_id: str, labels: Sequence[str], agent_id: int) -> None:
    """Replaces the labels of the conversation. A label that stays keeps the agent who put it there."""
    gone = conversation_labels.c.label.not_in(labels)
    await connection.execute(
        delete(conversation_labels).where(conversation_labels.c.conversation_id == conversation_id, gone)
    )
    rows = [{"conversation_id": conversation_id, "label": label, "agent_id": agent_id} for label in labels]
    if rows:
        await connection.execute(insert(connection, conversation_labels).on_conflict_do_nothing(), rows)
    _announce(connection, conversation_id)


async def list_labels(connection: AsyncConnection, ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Returns the labels of these conversations, by conversation."""
    query = (
        select(conversation_labels.c.conversation_id, conversation_labels.c.label)
        .where(conversation_labels.c.conversation_id.in_(ids))
        .order_by(conversation_labels.c.label)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in await connection.execute(query):
        found[row.conversation_id] = (*found.get(row.conversation_id, ()), row.label)
    return found


async def list_known_labels(connection: AsyncConnection, limit: int = 200) -> list[str]:
    """Returns the labels that are in use, the most frequent first."""
    query = (
        select(conversation_labels.c.label)
        .group_by(conversation_labels.c.label)
        .order_by(func.count().desc(), conversation_labels.c.label)
        .limit(limit)
    )
    return list((await connection.execute(query)).scalars())


async def note_read(
    connection: AsyncConnection, conversation_id: str, agent_id: int, through: int, now: dt.datetime
) -> None:
    """Records that the agent has seen the messages of the conversation up to the one with this id."""
    new = insert(connection, conversation_reads).values(
        conversation_id=conversation_id, agent_id=agent_id, through=through, at=now
    )
    changed = new.on_conflict_do_update(
        index_elements=["conversation_id", "agent_id"],
        set_={"through": through, "at": now},
        where=conversation_reads.c.through < through,
    )
    if (await connection.execute(changed)).rowcount:
        _announce(connection, conversation_id)


def _announce(connection: AsyncConnection, conversation_id: str) -> None:
    announce(connection, "staff")
    announce_conversation(connection, conversation_id)
