"""Stores messages that were not understood, for staff to label. They are redacted before they come
here (docs/understanding-loop.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import inbound, messages
from bot.understanding.tables import not_understood
from foundation.database.statements import insert

OUTCOMES = ("other_language", "fallback", "clarified", "corrected", "escalated")
"""How a message that was not understood ended, from the mildest to the worst."""
IGNORED = "ignored"
"""The label of a message that teaches nothing."""


@dataclass(frozen=True)
class Typed:
    """Holds a message that a contact typed, and what the NLU made of it, or None if the NLU was not
    asked."""

    conversation_id: str
    message_id: int
    text: str
    understood: dict[str, Any] | None


@dataclass(frozen=True)
class NotUnderstood:
    """Holds a kept message. `ranking` is [(intent, confidence), …]; `entities` have their spans in
    `text`."""

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
    """Returns the last message that the contact typed before an inbound one. Pressed buttons and
    commands do not count."""
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


async def keep_message(connection: AsyncConnection, outcome: str, **values: Any) -> None:
    """Keeps a message once. If it is kept already, the worse of the two outcomes stays."""
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
    """Records the meaning that the contact chose for a kept message."""
    await connection.execute(
        update(not_understood)
        .where(not_understood.c.conversation_id == conversation_id, not_understood.c.message_id == message_id)
        .values(meant=intent)
    )


async def list_unlabelled(connection: AsyncConnection, limit: int) -> list[NotUnderstood]:
    """Returns the newest messages without a label, the newest first."""
    query = (
        select(not_understood).where(not_understood.c.label.is_(None)).order_by(not_understood.c.id.desc()).limit(limit)
    )
    return [_build_row(row) for row in await connection.execute(query)]


async def list_labelled(connection: AsyncConnection) -> list[NotUnderstood]:
    """Returns every message that has an intent as its label, the oldest first."""
    query = (
        select(not_understood)
        .where(not_understood.c.label.is_not(None), not_understood.c.label != IGNORED)
        .order_by(not_understood.c.id)
    )
    return [_build_row(row) for row in await connection.execute(query)]


async def count_by_label(connection: AsyncConnection) -> dict[str | None, int]:
    """Returns a map from each label to its number of messages. None stands for messages without a
    label."""
    query = select(not_understood.c.label, func.count()).group_by(not_understood.c.label)
    return {row[0]: row[1] for row in await connection.execute(query)}


async def do_label(
    connection: AsyncConnection, ids: Sequence[int], label: str | None, agent_id: int | None, now: dt.datetime
) -> int:
    """Gives messages a label, or takes it away (None). Returns how many messages there were."""
    result = await connection.execute(
        update(not_understood)
        .where(not_understood.c.id.in_(ids))
        .values(label=label, labelled_by=agent_id if label else None, labelled_at=now if label else None)
    )
    return int(result.rowcount)


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
