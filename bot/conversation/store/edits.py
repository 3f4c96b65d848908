"""Changes the words of messages that agents wrote, and keeps the earlier words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.messages import build_message_row, select_messages
from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations, deliveries, message_edits, messages
from bot.messages.stored import MessageRow
from foundation.database.announcements import announce


async def change_words(
    connection: AsyncConnection, conversation_id: str, message_id: int, text: str, agent_id: int, now: dt.datetime
) -> None:
    """Replaces the words of a message. The caller must have locked the conversation. On a push channel, a message that
    was already sent is queued to be changed there too; a message that still waits is sent with the new words."""
    where = (messages.c.conversation_id == conversation_id, messages.c.id == message_id)
    before = (await connection.execute(select(messages.c.text).where(*where))).scalar_one()
    counted = (
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(edits=conversations.c.edits + 1)
        .returning(conversations.c.edits)
    )
    number = (await connection.execute(counted)).scalar_one()
    await connection.execute(
        message_edits.insert().values(
            conversation_id=conversation_id,
            number=number,
            message_id=message_id,
            agent_id=agent_id,
            text=before,
            at=now,
        )
    )
    await connection.execute(update(messages).where(*where).values(text=text, edited_at=now))
    sent = (
        deliveries.c.conversation_id == conversation_id,
        deliveries.c.message_id == message_id,
        deliveries.c.state.in_(("sent", "unknown")),
    )
    again = update(deliveries).where(*sent).values(state="queued", reason=None, attempts=0, next_at=now, updated_at=now)
    if (await connection.execute(again)).rowcount:
        announce(connection, "delivery")
    announce_conversation(connection, conversation_id)
    announce(connection, "staff")


async def list_edited(
    connection: AsyncConnection, conversation_id: str, after: int, *, internal: bool = False
) -> list[MessageRow]:
    """Returns the messages that were edited since the edit with the number `after`, as they are now and in their order.
    The staff's notes are included only with `internal`."""
    edited = select(message_edits.c.message_id).where(
        message_edits.c.conversation_id == conversation_id, message_edits.c.number > after
    )
    query = select_messages().where(messages.c.conversation_id == conversation_id, messages.c.id.in_(edited))
    if not internal:
        query = query.where(messages.c.internal.is_(False))
    return [build_message_row(row) for row in await connection.execute(query.order_by(messages.c.id))]


async def list_words_before(
    connection: AsyncConnection, conversation_id: str, ids: Sequence[int]
) -> dict[int, list[str]]:
    """Returns the earlier words of these messages by message, the oldest first."""
    query = (
        select(message_edits.c.message_id, message_edits.c.text)
        .where(message_edits.c.conversation_id == conversation_id, message_edits.c.message_id.in_(ids))
        .order_by(message_edits.c.number)
    )
    found: dict[int, list[str]] = {}
    for message_id, text in await connection.execute(query):
        found.setdefault(message_id, []).append(text)
    return found


@dataclass(frozen=True)
class Sending:
    """Holds the state of sending a message on a push channel, and the channel's own id of the message."""

    state: str
    external_id: str | None


async def find_sending(connection: AsyncConnection, conversation_id: str, message_id: int) -> Sending | None:
    """Returns the state of sending a message, or None on a channel whose clients fetch it."""
    query = select(deliveries.c.state, deliveries.c.external_id).where(
        deliveries.c.conversation_id == conversation_id, deliveries.c.message_id == message_id
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Sending(row.state, row.external_id)
