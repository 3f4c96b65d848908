"""Counts the outages that began while the dialogue was answering a message. After the first one,
the dialogue answers a harmless turn before it gets the message again (`Dialogue.turn`). A message
with several outages is therefore itself what stops the dialogue."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import inbound
from bot.conversation.store.turns import Waiting


async def note_outage(connection: AsyncConnection, item: Waiting) -> int:
    """Counts an outage that began while the dialogue was answering the message. Returns how many
    there have been."""
    counted = update(inbound).where(inbound.c.id == item.id).values(outages=item.outages + 1)
    await connection.execute(counted)
    return item.outages + 1
