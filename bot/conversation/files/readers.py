"""Decides which files of a conversation a session of the web chat may read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.store.messages import list_internal
from bot.conversation.store.web_sessions import find_conversation, read_session_now
from bot.files.links import Reader
from bot.files.store import FileRow, list_files
from foundation.clock import system_clock
from foundation.database.announcing import Connection


async def may_session_read(connection: Connection, reader: Reader, file: FileRow) -> bool:
    """Returns whether the web session may read the file. The session must be open with a valid
    sign-in, and the file must belong to its conversation. Files in internal notes of the staff are
    excluded."""
    if await find_conversation(connection, reader.id) != file.conversation_id:
        return False
    now = await read_session_now(connection, reader.id, file.conversation_id)
    if now.ended or now.contact.has_expired(system_clock()):
        return False
    return bool(await _leave_out_private(connection, file.conversation_id, [file]))


async def list_readable(connection: Connection, conversation_id: str, ids: Sequence[str]) -> list[FileRow]:
    """Returns the files with these ids that the contact of the conversation may read."""
    return await _leave_out_private(connection, conversation_id, await list_files(connection, conversation_id, ids))


async def _leave_out_private(connection: Connection, conversation_id: str, files: Sequence[FileRow]) -> list[FileRow]:
    """Returns the files without those in internal notes of the staff, and those that staff uploaded
    but have not sent."""
    numbers = [file.message_id for file in files if file.message_id is not None and file.direction == "out"]
    internal = await list_internal(connection, conversation_id, numbers) if numbers else set()
    return [
        file
        for file in files
        if file.direction == "in" or (file.message_id is not None and file.message_id not in internal)
    ]
