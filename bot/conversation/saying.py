"""Says something in a conversation: gives its buttons tokens and stores it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.buttons import issue_buttons
from bot.conversation.store.messages import add_message
from bot.messages.stored import Author
from foundation.database.announcing import Connection


async def do_say(
    connection: Connection, conversation_id: str, author: Author, reply: Mapping[str, Any], **besides: Any
) -> int:
    """Stores the reply under the conversation's lock, and returns the id of the message. The fields
    in `besides` are stored with the reply."""
    stored = await issue_buttons(connection, conversation_id, reply)
    return await add_message(connection, conversation_id, author, reply={**stored, **besides})
