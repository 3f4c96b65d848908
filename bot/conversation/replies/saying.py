"""Adds a reply to a conversation: gives its buttons tokens, checks its files, and stores it as a
message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.dialogue import TurnFailed
from bot.conversation.replies.buttons import issue_buttons
from bot.conversation.store.messages import add_message
from bot.files.store import list_files
from bot.messages.files import StoredFile
from bot.messages.stored import Author
from foundation.database.announcing import Connection


class StrangeFile(TurnFailed):
    """A reply contains a file that belongs to another conversation, or to none."""


async def do_say(
    connection: Connection,
    conversation_id: str,
    author: Author,
    reply: Mapping[str, Any],
    *,
    agent_id: int | None = None,
    **besides: Any,
) -> int:
    """Stores the reply as a message of the conversation, which the caller must have locked. Returns
    the id of the new message. `agent_id` is the agent who sends it, if one does. The fields in
    `besides` are stored with the reply.

    Raises:
        StrangeFile: the reply contains a file that does not belong to the conversation.
    """
    stored = await issue_buttons(connection, conversation_id, reply)
    files = await _find_files(connection, conversation_id, [file["id"] for file in reply.get("files") or ()])
    own = {"words": reply["words"]} if reply.get("words") else {}
    whole = {**stored, **own, **besides}
    return await add_message(connection, conversation_id, author, reply=whole, files=files, agent_id=agent_id)


async def _find_files(connection: Connection, conversation_id: str, ids: Sequence[str]) -> list[StoredFile]:
    found = await list_files(connection, conversation_id, ids) if ids else []
    if len(found) != len(set(ids)):
        raise StrangeFile("a reply sends a file that its conversation does not hold")
    return [file.shown for file in found]
