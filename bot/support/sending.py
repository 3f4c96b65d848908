"""Lets the agent who has a conversation send content of the bot: the card of an order, request and so on, or one of the
operator's articles. The contact sees it in their own language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.conversation.replies.saying import do_say
from bot.staff.store.agents import Agent
from bot.support.handoff.access import access_own_conversation
from bot.support.store.handoffs import find_reply, keep_reply
from foundation.database.announcing import Connection
from foundation.secrets import fingerprint


async def do_send(
    connection: Connection, conversation_id: str, agent: Agent, reply: Mapping[str, Any], *, token: str
) -> int:
    """Stores the reply as a message of the agent, and returns its id. If the same form, which `token` identifies, is
    sent again, the reply is not stored twice.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: `not_yours`, because the agent does not have the conversation.
    """
    await access_own_conversation(connection, conversation_id, agent)
    key = fingerprint(f"{conversation_id} {agent.id} sends {token}") if token else None
    if key and (known := await find_reply(connection, key)):
        return known
    message_id = await do_say(connection, conversation_id, "agent", reply, agent_id=agent.id)
    if key:
        await keep_reply(connection, key, conversation_id, message_id)
    return message_id
