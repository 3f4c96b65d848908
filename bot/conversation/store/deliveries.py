"""Stores what must be delivered on push channels, in each conversation's order."""

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
    """Describes a claimed message. `attempts` includes this attempt. `resent` says that the outcome
    of an earlier attempt is unknown."""

    id: int
    conversation_id: str
    message_id: int
    channel: str
    attempts: int
    resent: bool


async def claim_delivery(connection: AsyncConnection, abandoned_after: float) -> Delivery | None:
    """Claims the next message that is due. Only the first waiting message of a conversation can be
    claimed.

    A message that has had the state `sending` for longer than `abandoned_after` seconds has lost
    its sender. Its outcome is unknown, and it is sent again.
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
    return Delivery(row.id, row.conversation_id, row.message_id, row.channel, row.attempts + 1, resent)


async def settle_delivery(
    connection: AsyncConnection,
    delivery: Delivery,
    state: str,
    *,
    reason: str | None = None,
    external_id: str | None = None,
    next_at: dt.datetime | None = None,
) -> None:
    """Records the outcome of an attempt: `sent`, `queued` again, `refused`, or `unknown` (not tried
    again)."""
    now = system_clock()
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id, deliveries.c.attempts == delivery.attempts)
        .values(state=state, reason=reason, external_id=external_id, next_at=next_at or now, updated_at=now)
    )
    announce_conversation(connection, delivery.conversation_id)
    if state not in WAITING:
        announce(connection, "delivery")  # the conversation's next message may be sent now


async def refuse_waiting(connection: AsyncConnection, conversation_id: str, reason: str) -> None:
    """Marks every waiting message to a contact who cannot be reached as refused, so that staff can
    see that it was not sent."""
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.conversation_id == conversation_id, deliveries.c.state.in_(WAITING))
        .values(state="refused", reason=reason, updated_at=system_clock())
    )
    announce_conversation(connection, conversation_id)


async def find_next_delivery_due(connection: AsyncConnection) -> dt.datetime | None:
    """Returns when the first waiting message of some conversation becomes due. The messages behind
    it must wait for it."""
    query = select(func.min(deliveries.c.next_at)).where(
        deliveries.c.state == "queued", deliveries.c.id.in_(_select_first_waiting())
    )
    due: dt.datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return due


async def count_unsent(connection: AsyncConnection) -> dict[str, int]:
    """Counts the replies that are not sent, by state (`queued`, `sending`). A partial index makes
    the cost depend on what waits and not on the whole table."""
    query = (
        select(deliveries.c.state, func.count().label("number"))
        .where(deliveries.c.state.in_(WAITING))
        .group_by(deliveries.c.state)
    )
    return {"queued": 0, "sending": 0} | {row.state: row.number for row in await connection.execute(query)}


def _select_first_waiting() -> ScalarSelect[int]:
    """Selects the first waiting delivery of each conversation."""
    return (
        select(func.min(deliveries.c.id))
        .where(deliveries.c.state.in_(WAITING))
        .group_by(deliveries.c.conversation_id)
        .scalar_subquery()
    )
