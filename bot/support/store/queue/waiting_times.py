"""Measures how long contacts wait for an agent, and records what those who wait were told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.support.store.handoffs import Handoff, build_handoff
from bot.support.store.lifecycle import WAITING
from bot.support.store.tables import handoff_steps, handoffs

SAMPLES = 20
RECENT = dt.timedelta(days=7)
_ANSWERED = ("take", "assign")
_ASKED = ("request", "reopen")


async def note_place(connection: AsyncConnection, handoff: Handoff, place: int) -> None:
    """Records the number in the queue that a request got while agents were there. Only such requests
    are used to estimate waiting times."""
    asked = (handoff_steps.c.handoff_id == handoff.id, handoff_steps.c.step.in_(_ASKED))
    last = select(handoff_steps.c.id).where(*asked).order_by(handoff_steps.c.id.desc()).limit(1).scalar_subquery()
    await connection.execute(update(handoff_steps).where(handoff_steps.c.id == last).values(place=place))


async def list_paces(connection: AsyncConnection, now: dt.datetime) -> list[float]:
    """Returns the paces of the requests that were answered last: the seconds that each waited, divided by its number in
    the queue. A request that went back to the queue after an answer counts for its first wait."""
    asked, answered = handoff_steps.alias(), handoff_steps.alias()
    query = (
        select(asked.c.place, answered.c.seconds)
        .join(asked, asked.c.handoff_id == answered.c.handoff_id)
        .where(
            answered.c.step.in_(_ANSWERED),
            answered.c.at > now - RECENT,
            asked.c.step.in_(_ASKED),
            asked.c.place.is_not(None),
            # the request is the step right before the answer
            asked.c.id
            == select(handoff_steps.c.id)
            .where(handoff_steps.c.handoff_id == answered.c.handoff_id, handoff_steps.c.id < answered.c.id)
            .order_by(handoff_steps.c.id.desc())
            .limit(1)
            .scalar_subquery(),
        )
        .order_by(answered.c.id.desc())
        .limit(SAMPLES)
    )
    return [row.seconds / row.place for row in await connection.execute(query)]


async def set_told(
    connection: AsyncConnection, handoff: Handoff, place: int, minutes: int | None, now: dt.datetime
) -> None:
    """Records what the contact who waits was told about the queue."""
    values = {"told_place": place, "told_minutes": minutes, "told_at": now}
    await connection.execute(update(handoffs).where(handoffs.c.id == handoff.id).values(values))


async def list_told_before(connection: AsyncConnection, before: dt.datetime, limit: int = 500) -> Sequence[Handoff]:
    """Returns the handoffs that wait and whose contacts were told about the queue before this
    moment, those who were told longest ago first."""
    query = (
        select(handoffs)
        .where(handoffs.c.state.in_(WAITING), handoffs.c.told_at < before)
        .order_by(handoffs.c.told_at)
        .limit(limit)
    )
    return [build_handoff(row) for row in await connection.execute(query)]
