"""Whose fault an outage is: a message's own when others are answered between the outages that it is in work at."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String, cast, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import system_clock
from bot.conversation.store.tables import inbound
from bot.conversation.store.turns import Waiting

_NEWEST = 1000
"""Among so many messages, the newest, one that was answered is looked for: the whole table may be large."""


async def note_outage(connection: AsyncConnection, item: Waiting) -> int:
    """Counts an outage at which the message was in work; returns how many there have been.

    An outage goes on until somebody else is answered: however often the message is tried in it, it counts once.
    """
    if item.outage_at is not None and not await _others_answered(connection, item, item.outage_at):
        return item.outages
    counted = update(inbound).where(inbound.c.id == item.id).values(outages=item.outages + 1, outage_at=system_clock())
    await connection.execute(counted)
    return item.outages + 1


async def _others_answered(connection: AsyncConnection, item: Waiting, since: dt.datetime) -> bool:
    """Whether the dialogue has answered a message of another conversation since then."""
    newest = select(inbound.c.id).order_by(inbound.c.id.desc()).limit(_NEWEST).subquery()
    answered = exists().where(
        inbound.c.id.in_(select(newest.c.id)),
        inbound.c.conversation_id != item.conversation_id,
        inbound.c.handled_at > since,
        inbound.c.handled_by == "bot",
        cast(inbound.c.understood, String) != "null",
    )
    return bool((await connection.execute(select(answered))).scalar_one())
