"""Tracks which messages of a conversation have been answered, and for which of them the web chat's client already got
the frame `turn_done`, which reports that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import conversations, inbound
from foundation.database.announcements import announce


def announce_conversation(connection: AsyncConnection, conversation_id: str) -> None:
    """Makes the commit of this transaction wake everybody who watches the conversation."""
    announce(connection, f"conversation:{conversation_id}")


@dataclass(frozen=True)
class Done:
    """Describes an answered frame of the web chat's client. The frame `turn_done` about the
    answered frame is sent after the message with the id `position`. `understood` is what the
    dialogue understood of it, and None if the dialogue was not asked."""

    id: int
    client_id: str
    position: int
    understood: dict[str, Any] | None


DONE = (
    select(inbound.c.id, inbound.c.client_id, inbound.c.position, inbound.c.handled_at, inbound.c.understood)
    .where(inbound.c.conversation_id == bindparam("conversation"), inbound.c.id > bindparam("after"))
    .order_by(inbound.c.id)
    .limit(500)
)


async def list_done_since(connection: AsyncConnection, conversation_id: str, after: int) -> list[Done]:
    """Returns the client's answered frames with an inbound id above `after`, in order, up to the
    first that is not answered."""
    found = await connection.execute(DONE, {"conversation": conversation_id, "after": after})
    return build_done(
        (row.id, row.client_id, row.position, row.handled_at is not None, row.understood) for row in found
    )


def build_done(found: Iterable[Sequence[Any]]) -> list[Done]:
    """Returns the answered frames up to the first that is not answered. Each of `found` is the id, client id and position of a
    frame, whether it is answered, and what was understood of it."""
    answered = takewhile(lambda each: each[3], found)
    return [
        Done(number, client_id or "", position, understood) for number, client_id, position, _, understood in answered
    ]


async def announce_done(connection: AsyncConnection, conversation_id: str, through: int) -> None:
    """Stores the id of the last arrived message that the client knows to be answered, by the frame
    `turn_done`."""
    await connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id, conversations.c.turn_done_through < through)
        .values(turn_done_through=through)
    )


async def turn_done_through(connection: AsyncConnection, conversation_id: str, last_id: int | None) -> int:
    """Returns the id of the last arrived message for which a reconnecting client needs no frame
    `turn_done`, because it knows that the message is answered.

    `last_id` is the id of the last message that the client has. The client got the `turn_done` of
    every frame whose `position` is smaller than `last_id`, because each was sent before that
    message. For a frame whose `position` equals `last_id`, or for every frame if `last_id` is None,
    the value that `announce_done` stored decides.
    """
    noted = inbound.c.id <= conversations.c.turn_done_through
    told = noted if last_id is None else or_(inbound.c.position < last_id, and_(inbound.c.position == last_id, noted))
    query = (
        select(func.max(inbound.c.id))
        .join(conversations, conversations.c.id == inbound.c.conversation_id)
        .where(inbound.c.conversation_id == conversation_id, inbound.c.handled_at.is_not(None), told)
    )
    return int((await connection.execute(query)).scalar_one_or_none() or 0)
