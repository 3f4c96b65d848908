"""Stores which questions about their satisfaction contacts were asked, and their answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, inbound, messages
from bot.support.store.tables import ratings
from foundation.database.announcements import announce
from foundation.database.statements import insert


@dataclass(frozen=True)
class Rating:
    """Describes a question to a contact, which is about the `agent` or the `bot`, and their answers so far."""

    id: int
    about: str
    score: int | None
    reason: str | None


async def add_rating(
    connection: AsyncConnection,
    conversation_id: str,
    about: str,
    now: dt.datetime,
    *,
    handoff_id: str | None = None,
    agent_id: int | None = None,
) -> int:
    """Records that a contact is asked, and returns the number of the question."""
    values = {
        "conversation_id": conversation_id,
        "about": about,
        "handoff_id": handoff_id,
        "agent_id": agent_id,
        "asked_at": now,
    }
    return int((await connection.execute(ratings.insert().values(**values).returning(ratings.c.id))).scalar_one())


async def answer_rating(
    connection: AsyncConnection, conversation_id: str, rating_id: int, now: dt.datetime, **answer: Any
) -> Rating | None:
    """Stores an answer, the score or the reason, unless it was given before. Returns the changed rating, or None if it
    was answered before or belongs to another conversation."""
    (column,) = (ratings.c[name] for name in answer)
    asked = (ratings.c.id == rating_id, ratings.c.conversation_id == conversation_id, column.is_(None))
    changed = update(ratings).where(*asked).values(**answer, rated_at=now).returning(ratings)
    row = (await connection.execute(changed)).one_or_none()
    if row is None:
        return None
    announce(connection, "staff")
    return Rating(row.id, row.about, row.score, row.reason)


async def mark_answer(
    connection: AsyncConnection, conversation_id: str, message_id: int, score: int, now: dt.datetime
) -> None:
    """Stores how a contact marked one answer of the assistant. A later mark takes the place of an
    earlier one."""
    row = {"conversation_id": conversation_id, "about": "answer", "message_id": message_id, "asked_at": now}
    mark = {"score": score, "rated_at": now}
    new = insert(connection, ratings).values(**row, **mark)
    await connection.execute(new.on_conflict_do_update(index_elements=["conversation_id", "message_id"], set_=mark))


async def list_to_ask(
    connection: AsyncConnection,
    since: dt.datetime,
    until: dt.datetime,
    *,
    answers: int,
    quiet_since: dt.datetime,
    limit: int = 50,
) -> list[str]:
    """Returns the conversations in which the assistant wrote last, between two moments, after it had
    answered at least `answers` messages since `quiet_since`, and whose contacts have not been asked
    since then."""
    last = (
        select(messages.c.author)
        .where(messages.c.conversation_id == conversations.c.id, messages.c.internal.is_(False))
        .order_by(messages.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    answered = (
        select(func.count())
        .where(
            inbound.c.conversation_id == conversations.c.id,
            inbound.c.handled_by == "bot",
            inbound.c.understood.is_not(None),
            inbound.c.received_at > quiet_since,
        )
        .scalar_subquery()
    )
    asked = exists().where(
        ratings.c.conversation_id == conversations.c.id, ratings.c.asked_at > quiet_since, ratings.c.about != "answer"
    )
    query = (
        select(conversations.c.id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(
            conversations.c.updated_at.between(since, until),
            conversations.c.status != "open",
            conversations.c.in_queue.is_(False),
            contacts.c.unreachable.is_(None),
            last == "bot",
            answered >= answers,
            ~asked,
        )
        .limit(limit)
    )
    return list((await connection.execute(query)).scalars())
