"""Decides which files a member of the staff may read."""

from __future__ import annotations

from bot.files.links import Reader
from bot.files.store import FileRow
from bot.staff.store.agents import find_session
from bot.support.handoff.access import NotFound, access_conversation
from foundation.clock import system_clock
from foundation.database.announcing import Connection


async def may_staff_read(connection: Connection, reader: Reader, file: FileRow) -> bool:
    """Returns whether the staff session for which the link to the file was made is still valid, and
    its agent may see the conversation to which the file belongs."""
    session = await find_session(connection, reader.id, system_clock())
    if session is None:
        return False
    try:
        await access_conversation(connection, file.conversation_id, session.agent)
    except NotFound:
        return False
    return True
