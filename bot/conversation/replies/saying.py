"""Adds a reply to a conversation: gives its buttons tokens, checks its files, and stores it as a
message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.dialogue import TurnFailed
from bot.conversation.replies.buttons import make_buttons
from bot.conversation.store.buttons import add_buttons
from bot.conversation.store.messages import add_message
from bot.files.pictures.store import find_pictures
from bot.files.store import list_files
from bot.messages.files import StoredFile, StoredPicture
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
    stored, rows = await make_stored(connection, conversation_id, reply)
    await add_buttons(connection, rows)
    files = await _find_files(connection, conversation_id, [file["id"] for file in reply.get("files") or ()])
    whole = {**stored, **besides}
    return await add_message(connection, conversation_id, author, reply=whole, files=files, agent_id=agent_id)


async def make_stored(
    connection: Connection, conversation_id: str, reply: Mapping[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Returns the reply as the message holds it, and the rows of its buttons. Neither is stored yet."""
    stored, rows = make_buttons(conversation_id, await _with_pictures(connection, reply))
    own = {"words": reply["words"]} if reply.get("words") else {}
    return {**stored, **own}, rows


async def _with_pictures(connection: Connection, reply: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the reply with the pictures that its cards name. A card whose picture is not there shows none."""
    cards = reply.get("cards") or ()
    names = {name for card in cards if (name := card.get("picture"))}
    if not names:
        return reply
    there = await find_pictures(connection, names)
    shown = [
        {**{name: part for name, part in card.items() if name != "picture"}, **_show_picture(card, there)}
        for card in cards
    ]
    return {**reply, "cards": shown}


def _show_picture(card: Mapping[str, Any], there: Mapping[str, StoredPicture]) -> Mapping[str, StoredPicture]:
    found = there.get(card.get("picture") or "")
    return {"picture": found} if found else {}


async def _find_files(connection: Connection, conversation_id: str, ids: Sequence[str]) -> list[StoredFile]:
    found = await list_files(connection, conversation_id, ids) if ids else []
    if len(found) != len(set(ids)):
        raise StrangeFile("a reply sends a file that its conversation does not hold")
    return [file.shown for file in found]
