"""Stores which messages must be sent on push channels such as Telegram, in the order of each
conversation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import deliveries
from foundation.clock import system_clock
from foundation.database.announcements import announce

WAITING = ("queued", "sending")


@dataclass(frozen=True)
class Delivery:
    """Describes a message that a worker has claimed for sending. `attempts` includes this attempt. `resent` says that
    the outcome of an earlier attempt is unknown. `external_id` is the channel's own id of a message that was sent
    before and must now be shown with new words."""

    id: int
    conversation_id: str
    message_id: int
    channel: str
    attempts: int
    resent: bool
    external_id: str | None = None


async def claim_delivery(connection: AsyncConnection, abandoned_after: float) -> Delivery | None:
    """Claims the next message that is due for sending, or returns None. Only the first waiting
    message of a conversation can be claimed.

    If a message has been in the state `sending` for longer than `abandoned_after` seconds, the
    process that was sending it has died. The outcome is unknown, and the message is claimed again.
    """
    now = system_clock()
    abandoned = now - dt.timedelta(seconds=abandoned_after)
    due = (
        select(deliveries)
        .where(
            deliveries.c.id.in_(_select_first_waiting()),
            or_(
                and_(deliveries.c.state == "queued", deliveries.c.next_at <= now),
                and_(deliveries.c.state == "sending", deliveries.c.updated_at < abandoned),
            ),
        )
        .order_by(deliveries.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await connection.execute(due)).one_or_none()
    if row is None:
        return None
    resent = row.state == "sending" or row.reason == "unknown"
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id == row.id)
        .values(state="sending", attempts=row.attempts + 1, updated_at=now, reason="unknown" if resent else row.reason)
    )
    return Delivery(row.id, row.conversation_id, row.message_id, row.channel, row.attempts + 1, resent, row.external_id)


async def settle_delivery(
    connection: AsyncConnection,
    delivery: Delivery,
    state: str,
    *,
    reason: str | None = None,
    external_id: str | None = None,
    next_at: dt.datetime | None = None,
) -> None:
    """Records the outcome of an attempt to send: `sent`, `queued` for another attempt, `refused`,
    or `unknown` (not tried again)."""
    now = system_clock()
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id, deliveries.c.attempts == delivery.attempts)
        .values(
            state=state,
            reason=reason,
            external_id=external_id or delivery.external_id,
            next_at=next_at or now,
            updated_at=now,
        )
    )
    announce_conversation(connection, delivery.conversation_id)
    if state not in WAITING:
        announce(connection, "delivery")  # the next message of the conversation may be sent now


async def refuse_waiting(connection: AsyncConnection, conversation_id: str, reason: str) -> None:
    """Marks all waiting messages of the conversation as refused, because the contact cannot be
    reached. Staff see on the console that these messages were not sent."""
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.conversation_id == conversation_id, deliveries.c.state.in_(WAITING))
        .values(state="refused", reason=reason, updated_at=system_clock())
    )
    announce_conversation(connection, conversation_id)


async def find_next_delivery_due(connection: AsyncConnection) -> dt.datetime | None:
    """Returns the earliest moment at which a message may be sent, or None if none is queued. Only
    the first waiting message of each conversation counts, because the later ones wait for it."""
    query = select(func.min(deliveries.c.next_at)).where(
        deliveries.c.state == "queued", deliveries.c.id.in_(_select_first_waiting())
    )
    due: dt.datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return due


async def count_unsent(connection: AsyncConnection) -> dict[str, int]:
    """Returns how many replies are not sent yet, by state (`queued`, `sending`). A partial index
    keeps the query fast in a large table."""
    query = (
        select(deliveries.c.state, func.count().label("number"))
        .where(deliveries.c.state.in_(WAITING))
        .group_by(deliveries.c.state)
    )
    return {"queued": 0, "sending": 0} | {row.state: row.number for row in await connection.execute(query)}


def _select_first_waiting() -> ScalarSelect[int]:
    """Builds a query for the first waiting delivery of each conversation."""
    return (
        select(func.min(deliveries.c.id))
        .where(deliveries.c.state.in_(WAITING))
        .group_by(deliveries.c.conversation_id)
        .scalar_subquery()
    )
