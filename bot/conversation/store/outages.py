"""Counts the outages at which a message was in work. Before each but the first another turn was
answered (`Dialogue.turn`), so the message is what stops the dialogue."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import system_clock
from bot.conversation.store.tables import inbound
from bot.conversation.store.turns import Waiting


async def note_outage(connection: AsyncConnection, item: Waiting) -> int:
    """Counts an outage at which the message was in work. Returns how many there have been."""
    counted = update(inbound).where(inbound.c.id == item.id).values(outages=item.outages + 1, outage_at=system_clock())
    await connection.execute(counted)
    return item.outages + 1
