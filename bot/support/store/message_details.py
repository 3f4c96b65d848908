"""Reads the details that are shown in small print below the messages of a conversation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.contact_reads import find_contact_read
from bot.conversation.store.tables import deliveries, inbound, messages


@dataclass(frozen=True)
class MessageDetails:
    """Holds the details that are shown in small print below a message: the intent that the bot
    recognised, the state of the delivery, and when the contact read the message. Only the last
    message of the staff that the contact has read has a `read_at`."""

    intent: str | None = None
    confidence: float | None = None
    delivery: str | None = None
    delivery_reason: str | None = None
    read_at: dt.datetime | None = None


async def read_message_details(
    connection: AsyncConnection, conversation_id: str, first: int, last: int
) -> dict[int, MessageDetails]:
    """Returns the small print of the messages with ids from `first` to `last`, by id."""
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
    small = {row.id: _build_message_details(row) for row in await connection.execute(query)}
    return await _add_read(connection, conversation_id, small)


async def _add_read(
    connection: AsyncConnection, conversation_id: str, small: dict[int, MessageDetails]
) -> dict[int, MessageDetails]:
    """Returns the small print, with the time at which the contact read the agents' messages added to the last of those
    that they have read."""
    read = await find_contact_read(connection, conversation_id)
    if read is None or not small:
        return small
    through, at = read
    latest = select(func.max(messages.c.id)).where(
        messages.c.conversation_id == conversation_id,
        messages.c.id <= through,
        messages.c.author == "agent",
        messages.c.internal.is_(False),
    )
    last: int | None = (await connection.execute(latest)).scalar_one()
    return {**small, last: replace(small[last], read_at=at)} if last in small else small


def _build_message_details(row: Row[Any]) -> MessageDetails:
    understood = row.understood or {}
    return MessageDetails(understood.get("intent"), understood.get("confidence"), row.state, row.reason)
