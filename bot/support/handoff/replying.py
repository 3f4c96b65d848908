"""Stores the messages and notes that agents write in a conversation."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.store.messages import add_message
from bot.files.store import list_uploads
from bot.staff.store.agents import Agent
from bot.support.handoff.access import access_conversation, build_not_yours
from bot.support.mentions import do_mention
from bot.support.store.handoffs import find_reply, keep_reply
from foundation.database.announcing import Connection
from foundation.errors import Explain
from foundation.secrets import fingerprint

TEXT_LIMIT = 4096
"""The most characters of a message of an agent."""


def check_length(text: str) -> None:
    """Checks that a text of an agent is not too long.

    Raises:
        Explain: `too_large`.
    """
    if len(text) > TEXT_LIMIT:
        raise Explain("too_large", "handoff.refused.too_large", limit=TEXT_LIMIT, excess=len(text) - TEXT_LIMIT)


async def do_reply(
    connection: Connection,
    conversation_id: str,
    agent: Agent,
    text: str,
    *,
    internal: bool = False,
    token: str = "",
    files: Sequence[str] = (),
) -> int:
    """Stores a reply of the agent, unchanged, and returns the message's id. With `internal` it is a
    note for staff, which every agent may write who may see the conversation. `files` are the ids of
    files that this agent uploaded for the conversation; if there are any, the text may be empty.

    `token` is the random token of the form. The same text that is sent again with the same token,
    by a double click or after a lost answer, is not stored twice.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: another agent has the conversation (`not_yours`), there is no text (`empty`) or too
            much (`too_large`), or a file has been deleted (`file_gone`).
    """
    if not text.strip() and not files:
        raise Explain("empty", "handoff.refused.empty")
    check_length(text)
    owner = await access_conversation(connection, conversation_id, agent, lock=True)
    key = fingerprint(f"{conversation_id} {agent.id} {internal} {token} {text} {' '.join(files)}") if token else None
    if key and (known := await find_reply(connection, key)):
        return known
    if not internal and owner.agent_id != agent.id:
        raise build_not_yours(owner)
    sent = await list_uploads(connection, conversation_id, files, agent.id)
    if len(sent) != len(set(files)):
        raise Explain("file_gone", "file.refused.gone_upload")
    message_id = await add_message(
        connection,
        conversation_id,
        "agent",
        text=text,
        agent_id=agent.id,
        internal=internal,
        files=[file.shown for file in sent],
    )
    if internal:
        await do_mention(connection, conversation_id, message_id, agent, text)
    if key:
        await keep_reply(connection, key, conversation_id, message_id)
    return message_id
