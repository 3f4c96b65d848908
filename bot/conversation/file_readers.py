"""Decides which files a web session may read now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.store.messages import list_internal
from bot.conversation.store.web_sessions import find_conversation, read_session_now
from bot.files.links import Reader
from bot.files.store import FileRow, list_files
from foundation.clock import system_clock
from foundation.database.announcing import Connection


async def may_session_read(connection: Connection, reader: Reader, file: FileRow) -> bool:
    """Returns whether the session is open, its sign-in has not expired, and the file is in a message
    of its conversation or was uploaded by it. What staff have among themselves is not for it."""
    if await find_conversation(connection, reader.id) != file.conversation_id:
        return False
    contact, ended = await read_session_now(connection, reader.id, file.conversation_id)
    if ended or contact.has_expired(system_clock()):
        return False
    return bool(await _leave_out_private(connection, file.conversation_id, [file]))


async def list_readable(connection: Connection, conversation_id: str, ids: Sequence[str]) -> list[FileRow]:
    """Returns those of the files that the contact of the conversation may read."""
    return await _leave_out_private(connection, conversation_id, await list_files(connection, conversation_id, ids))


async def _leave_out_private(connection: Connection, conversation_id: str, files: Sequence[FileRow]) -> list[FileRow]:
    """Returns the files without those in notes for staff, and those that staff have uploaded and not
    sent."""
    numbers = [file.message_id for file in files if file.message_id is not None and file.direction == "out"]
    internal = await list_internal(connection, conversation_id, numbers) if numbers else set()
    return [
        file
        for file in files
        if file.direction == "in" or (file.message_id is not None and file.message_id not in internal)
    ]
