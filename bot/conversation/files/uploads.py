"""Stores the files that are uploaded in the web chat before their message is sent, and notes for
staff which files were refused."""

from __future__ import annotations

from bot.contacts.identity import IDENTITY_EXPIRED, SESSION_ENDED
from bot.conversation.store.conversations import lock_conversation
from bot.conversation.store.messages import add_message
from bot.conversation.store.web_sessions import read_session_now, read_standing
from bot.files.limits import FileLimits, RoomOfDay
from bot.files.receiving import name_upload
from bot.files.store import FileRow, add_file, count_sent, find_file
from bot.messages.files import CheckedFile, RefusedFile
from bot.messages.reply import term
from foundation.clock import system_clock
from foundation.database.announcing import Connection


async def do_add_upload(
    connection: Connection, conversation_id: str, session: str, file: CheckedFile, key: str, limits: FileLimits
) -> FileRow | None:
    """Adds an uploaded file, which belongs to no message yet, and returns its row. Returns None if
    the contact or the account has sent too many bytes today. `session` is the hash of the web
    session's secret.

    `key` is the client's id for this upload. A repetition with the same key in the same
    conversation returns the same file, so that a client may repeat an upload whose answer was lost.

    Raises:
        Explain: the session ended (`session_ended`) or its sign-in expired (`identity_expired`)
            during the upload.
    """
    await lock_conversation(connection, conversation_id)
    if await read_standing(connection, session) != "open":
        raise SESSION_ENDED
    contact = (await read_session_now(connection, session, conversation_id)).contact
    if contact.has_expired(system_clock()):
        raise IDENTITY_EXPIRED
    file_id = name_upload(conversation_id, key)
    known = await find_file(connection, file_id)
    if known is not None:
        return known
    room = RoomOfDay(limits, *await count_sent(connection, contact.id, contact.account))
    if not room.take(file.bytes):
        return None
    return await add_file(connection, file, contact.id, conversation_id, "in", file_id=file_id)


async def do_note_refused(connection: Connection, conversation_id: str, file: RefusedFile) -> None:
    """Adds an internal note for staff that a file of the contact was refused, and why. The contact
    reads the reason beside the file that they chose."""
    await lock_conversation(connection, conversation_id)
    reason = term(f"file.refused.{file.reason}", file=file.name, **file.values)
    note = {"response": "file.refused_note", "values": {"reason": reason}}
    await add_message(connection, conversation_id, "system", reply=note, internal=True)
