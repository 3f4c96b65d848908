"""Tracks how far a conversation's messages are handled, and how far clients were told so."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import conversations, inbound
from foundation.database.announcements import announce


def announce_conversation(connection: AsyncConnection, conversation_id: str) -> None:
    """Records that the transaction changes something of the conversation."""
    announce(connection, f"conversation:{conversation_id}")


@dataclass(frozen=True)
class Done:
    """Describes a handled frame of the web chat. Its `turn_done` comes after the message with id
    `position`."""

    id: int
    client_id: str
    position: int


_DONE = (
    select(inbound.c.id, inbound.c.client_id, inbound.c.position, inbound.c.handled_at)
    .where(inbound.c.conversation_id == bindparam("conversation"), inbound.c.id > bindparam("after"))
    .order_by(inbound.c.id)
    .limit(500)
)


async def list_done_since(connection: AsyncConnection, conversation_id: str, after: int) -> list[Done]:
    """Returns the handled frames of the web chat with an inbound id above `after`, in order and
    without gaps."""
    done = []
    for row in await connection.execute(_DONE, {"conversation": conversation_id, "after": after}):
        if row.handled_at is None:
            break
        done.append(Done(row.id, row.client_id or "", row.position))
    return done


async def announce_done(connection: AsyncConnection, conversation_id: str, through: int) -> None:
    """Stores the inbound id up to which the client was told `turn_done`."""
    await connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id, conversations.c.turn_done_through < through)
        .values(turn_done_through=through)
    )


async def turn_done_through(connection: AsyncConnection, conversation_id: str, last_id: int | None) -> int:
    """Returns the inbound id up to which a returning client needs no `turn_done`.

    `last_id` is the last message that the client has. If the `position` of a frame is below it, the
    client got that `turn_done` before this message. For a frame with exactly this `position`, or
    for every frame if `last_id` is None, `announce_done` has recorded whether the client got it.
    """
    noted = inbound.c.id <= conversations.c.turn_done_through
    told = noted if last_id is None else or_(inbound.c.position < last_id, and_(inbound.c.position == last_id, noted))
    query = (
        select(func.max(inbound.c.id))
        .join(conversations, conversations.c.id == inbound.c.conversation_id)
        .where(inbound.c.conversation_id == conversation_id, inbound.c.handled_at.is_not(None), told)
    )
    return int((await connection.execute(query)).scalar_one_or_none() or 0)
