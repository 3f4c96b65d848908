"""Stores how far contacts have read their conversations."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import contact_reads
from foundation.database.statements import insert


async def note_contact_read(connection: AsyncConnection, conversation_id: str, through: int, now: dt.datetime) -> None:
    """Records that the contact has seen the messages of the conversation up to the one with this id.
    An id below the recorded one changes nothing."""
    new = insert(connection, contact_reads).values(conversation_id=conversation_id, through=through, at=now)
    changed = new.on_conflict_do_update(
        index_elements=["conversation_id"],
        set_={"through": through, "at": now},
        where=contact_reads.c.through < through,
    )
    if (await connection.execute(changed)).rowcount:
        announce_conversation(connection, conversation_id)


async def find_contact_read(connection: AsyncConnection, conversation_id: str) -> tuple[int, dt.datetime] | None:
    """Returns the id of the last message that the contact has seen, and when, or None if that is not
    known."""
    query = select(contact_reads.c.through, contact_reads.c.at).where(
        contact_reads.c.conversation_id == conversation_id
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row.through, row.at)
