"""Decides whether a web session may read a file now."""

from __future__ import annotations

from bot.conversation.store.web_sessions import find_conversation, read_session_now
from bot.files.links import Reader
from bot.files.store import FileRow
from foundation.clock import system_clock
from foundation.database.announcing import Connection


async def may_session_read(connection: Connection, reader: Reader, file: FileRow) -> bool:
    """Returns whether the session is open, its sign-in has not expired, and the file is in a message
    of its conversation or was uploaded by it."""
    if await find_conversation(connection, reader.id) != file.conversation_id:
        return False
    contact, ended = await read_session_now(connection, reader.id, file.conversation_id)
    if ended or contact.has_expired(system_clock()):
        return False
    return file.message_id is not None or file.direction == "in"
