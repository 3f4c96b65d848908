"""Counts how often the dialogue (Rasa) stopped while it was answering a message. After the first
such outage, Rasa must answer a harmless message before it gets the same message again
(`Dialogue.turn`). If Rasa still stops several times more, that message is the cause."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import inbound
from bot.conversation.store.turns import Waiting


async def note_outage(connection: AsyncConnection, item: Waiting) -> int:
    """Counts one more outage that began while Rasa was answering the message. Returns the number of
    such outages."""
    counted = update(inbound).where(inbound.c.id == item.id).values(outages=item.outages + 1)
    await connection.execute(counted)
    return item.outages + 1
