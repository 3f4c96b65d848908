"""Decides whether an outage is the fault of a message. It is if others are answered between the
outages at which this message was in work."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String, cast, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import system_clock
from bot.conversation.store.tables import inbound
from bot.conversation.store.turns import Waiting

_NEWEST = 1000
"""How many of the newest messages are searched for an answered one. The whole table may be large."""


async def note_outage(connection: AsyncConnection, item: Waiting) -> int:
    """Counts an outage at which the message was in work. Returns how many there have been.

    An outage lasts until another message is answered. However often the message is tried during it,
    it counts once.
    """
    if item.outage_at is not None and not await _has_answered_others(connection, item, item.outage_at):
        return item.outages
    counted = update(inbound).where(inbound.c.id == item.id).values(outages=item.outages + 1, outage_at=system_clock())
    await connection.execute(counted)
    return item.outages + 1


async def _has_answered_others(connection: AsyncConnection, item: Waiting, since: dt.datetime) -> bool:
    """Returns whether the dialogue has answered a message of another conversation since then."""
    newest = select(inbound.c.id).order_by(inbound.c.id.desc()).limit(_NEWEST).subquery()
    answered = exists().where(
        inbound.c.id.in_(select(newest.c.id)),
        inbound.c.conversation_id != item.conversation_id,
        inbound.c.handled_at > since,
        inbound.c.handled_by == "bot",
        cast(inbound.c.understood, String) != "null",
    )
    return bool((await connection.execute(select(answered))).scalar_one())
