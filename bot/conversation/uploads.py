"""Keeps files that a web session uploads before their message, and notes for staff what was not
taken."""

from __future__ import annotations

from bot.contacts.identity import IDENTITY_EXPIRED, SESSION_ENDED
from bot.conversation.store.conversations import find_contact_of, lock_conversation
from bot.conversation.store.messages import add_message
from bot.conversation.store.web_sessions import read_standing
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
    """Adds a file that waits for its message, and returns it. Returns None if the contact or the
    account has sent too much today. `session` is the hash of the session's token.

    `key` is the client's name for this upload. The same key again in the conversation is the same
    file, so that an upload whose answer was lost may be repeated.

    Raises:
        Explain: `session_ended` or `identity_expired`: the session ended while the file arrived.
    """
    await lock_conversation(connection, conversation_id)
    contact = await find_contact_of(connection, conversation_id)
    if await read_standing(connection, session) != "open":
        raise SESSION_ENDED
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
    """Notes for staff that the contact could not send a file, and why. The contact reads it where
    they chose the file."""
    await lock_conversation(connection, conversation_id)
    reason = term(f"file.refused.{file.reason}", file=file.name, **file.values)
    note = {"response": "file.refused_note", "values": {"reason": reason}}
    await add_message(connection, conversation_id, "system", reply=note, internal=True)
