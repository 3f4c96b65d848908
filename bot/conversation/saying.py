"""Says something in a conversation: gives its buttons tokens and stores it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.buttons import issue_buttons
from bot.conversation.dialogue import TurnFailed
from bot.conversation.store.messages import add_message
from bot.files.store import list_files
from bot.messages.files import StoredFile
from bot.messages.stored import Author
from foundation.database.announcing import Connection


class StrangeFile(TurnFailed):
    """A reply sends a file that belongs to another conversation, or to none."""


async def do_say(
    connection: Connection, conversation_id: str, author: Author, reply: Mapping[str, Any], **besides: Any
) -> int:
    """Stores the reply under the conversation's lock, and returns the id of the message. The fields
    in `besides` are stored with the reply.

    Raises:
        StrangeFile: the reply sends a file that the conversation does not hold.
    """
    stored = await issue_buttons(connection, conversation_id, reply)
    files = await _find_files(connection, conversation_id, [file["id"] for file in reply.get("files") or ()])
    return await add_message(connection, conversation_id, author, reply={**stored, **besides}, files=files)


async def _find_files(connection: Connection, conversation_id: str, ids: Sequence[str]) -> list[StoredFile]:
    found = await list_files(connection, conversation_id, ids) if ids else []
    if len(found) != len(set(ids)):
        raise StrangeFile("a reply sends a file that its conversation does not hold")
    return [file.shown for file in found]
