"""Stores messages that the bot did not understand, for staff to label. The caller removes personal
data before (docs/understanding-loop.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import inbound, messages
from bot.understanding.redaction import redact
from bot.understanding.tables import not_understood
from foundation.database.statements import insert

OUTCOMES = ("other_language", "fallback", "clarified", "unhelpful", "corrected", "escalated")
"""The possible outcomes after a message was not understood, from the mildest to the worst."""
IGNORED = "ignored"
"""The label of a message that is useless for training."""


@dataclass(frozen=True)
class Typed:
    """Holds a message that a contact typed. `understood` is what the NLU understood, or None if the
    NLU was not asked."""

    conversation_id: str
    message_id: int
    text: str
    understood: dict[str, Any] | None


@dataclass(frozen=True)
class NotUnderstood:
    """Holds a stored message that was not understood. `ranking` is [(intent, confidence), …], the
    likeliest first; `entities` have their positions in `text`."""

    id: int
    conversation_id: str
    message_id: int
    text: str
    language: str
    role: str
    outcome: str
    ranking: list[tuple[str, float]]
    entities: list[dict[str, Any]]
    meant: str | None
    label: str | None
    created_at: dt.datetime


async def find_typed_before(connection: AsyncConnection, conversation_id: str, inbound_id: int) -> Typed | None:
    """Returns the last message that the contact typed before the message with this inbound id, or
    None. Pressed buttons and commands do not count."""
    query = (
        select(inbound.c.message_id, inbound.c.understood, messages.c.text)
        .join(
            messages,
            (messages.c.conversation_id == inbound.c.conversation_id) & (messages.c.id == inbound.c.message_id),
        )
        .where(
            inbound.c.conversation_id == conversation_id,
            inbound.c.id < inbound_id,
            inbound.c.kind == "text",
            inbound.c.handled_by == "bot",
        )
        .order_by(inbound.c.id.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return Typed(conversation_id, row.message_id, row.text or "", row.understood) if row else None


async def find_typed_for(connection: AsyncConnection, conversation_id: str, answer_id: int) -> Typed | None:
    """Returns the message before this answer, if the contact typed it and did not press a button."""
    query = (
        select(inbound.c.kind, inbound.c.message_id, inbound.c.understood, messages.c.text)
        .join(
            messages,
            (messages.c.conversation_id == inbound.c.conversation_id) & (messages.c.id == inbound.c.message_id),
        )
        .where(inbound.c.conversation_id == conversation_id, inbound.c.message_id < answer_id)
        .order_by(inbound.c.message_id.desc())
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None or row.kind != "text":
        return None
    return Typed(conversation_id, row.message_id, row.text or "", row.understood)


async def keep_message(connection: AsyncConnection, outcome: str, **values: Any) -> None:
    """Stores a message that was not understood. If the message is stored already, the worse of the
    two outcomes is kept."""
    row = insert(connection, not_understood).values(outcome=outcome, **values).on_conflict_do_nothing()
    await connection.execute(row)
    milder = OUTCOMES[: OUTCOMES.index(outcome)]
    await connection.execute(
        update(not_understood)
        .where(
            not_understood.c.conversation_id == values["conversation_id"],
            not_understood.c.message_id == values["message_id"],
            not_understood.c.outcome.in_(milder),
        )
        .values(outcome=outcome)
    )


async def set_meant(connection: AsyncConnection, conversation_id: str, message_id: int, intent: str) -> None:
    """Records the intent that the contact chose for a stored message."""
    await connection.execute(
        update(not_understood)
        .where(not_understood.c.conversation_id == conversation_id, not_understood.c.message_id == message_id)
        .values(meant=intent)
    )


async def list_unlabelled(connection: AsyncConnection, limit: int) -> list[NotUnderstood]:
    """Returns up to `limit` messages without a label, the newest first."""
    query = (
        select(not_understood).where(not_understood.c.label.is_(None)).order_by(not_understood.c.id.desc()).limit(limit)
    )
    return [_build_row(row) for row in await connection.execute(query)]


async def list_of_conversation(connection: AsyncConnection, conversation_id: str, limit: int) -> list[NotUnderstood]:
    """Returns what was not understood in this conversation, the latest first. Messages are left out if the contact then
    chose their meaning when the bot asked for it."""
    query = select(not_understood).where(
        not_understood.c.conversation_id == conversation_id, not_understood.c.outcome != "clarified"
    )
    rows = await connection.execute(query.order_by(not_understood.c.id.desc()).limit(limit))
    return [_build_row(row) for row in rows]


async def list_labelled(connection: AsyncConnection) -> list[NotUnderstood]:
    """Returns every message that has an intent as its label, the oldest first."""
    query = (
        select(not_understood)
        .where(not_understood.c.label.is_not(None), not_understood.c.label != IGNORED)
        .order_by(not_understood.c.id)
    )
    return [_build_row(row) for row in await connection.execute(query)]


async def count_by_label(connection: AsyncConnection) -> dict[str | None, int]:
    """Returns the number of messages by label. The key None stands for messages without a label."""
    query = select(not_understood.c.label, func.count()).group_by(not_understood.c.label)
    return {row[0]: row[1] for row in await connection.execute(query)}


async def do_label(
    connection: AsyncConnection, ids: Sequence[int], label: str | None, agent_id: int | None, now: dt.datetime
) -> int:
    """Gives the messages with these ids a label, or removes their label (None). Returns how many
    were changed."""
    result = await connection.execute(
        update(not_understood)
        .where(not_understood.c.id.in_(ids))
        .values(label=label, labelled_by=agent_id if label else None, labelled_at=now if label else None)
    )
    return int(result.rowcount)


async def list_questions(connection: AsyncConnection, ids: Sequence[int]) -> list[tuple[str, str]]:
    """Returns the language and the words of messages that were not understood."""
    query = select(not_understood.c.language, not_understood.c.text).where(not_understood.c.id.in_(ids))
    rows = await connection.execute(query.order_by(not_understood.c.id))
    return [(row.language, row.text) for row in rows]


async def list_agent_answers(connection: AsyncConnection, ids: Sequence[int], most: int = 3) -> list[str]:
    """Returns what agents wrote next, after each of these messages that were not understood, without
    personal data."""
    answers: list[str] = []
    asked = select(not_understood).where(not_understood.c.id.in_(ids)).order_by(not_understood.c.id)
    for row in (await connection.execute(asked)).all():
        followed = messages.c.conversation_id == row.conversation_id, messages.c.id > row.message_id
        by_agents = messages.c.author == "agent", messages.c.internal.is_(False), messages.c.text.is_not(None)
        query = select(messages.c.text).where(*followed, *by_agents).order_by(messages.c.id).limit(1)
        if (text_ := (await connection.execute(query)).scalar_one_or_none()) and len(answers) < most:
            answers.append(redact(text_).text)
    return list(dict.fromkeys(answers))


def _build_row(row: Row[Any]) -> NotUnderstood:
    return NotUnderstood(
        id=row.id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        text=row.text,
        language=row.language,
        role=row.role,
        outcome=row.outcome,
        ranking=[(name, confidence) for name, confidence in row.ranking],
        entities=row.entities,
        meant=row.meant,
        label=row.label,
        created_at=row.created_at,
    )
