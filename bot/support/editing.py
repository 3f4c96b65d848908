"""Lets agents correct words that they have just written. The contact sees the new words and a mark that the message was
edited. The earlier words stay stored."""

from __future__ import annotations

import datetime as dt

from bot.conversation.store.edits import change_words, find_sending
from bot.conversation.store.messages import find_message
from bot.messages.stored import MessageRow
from bot.staff.store.agents import Agent
from bot.support.handoff.access import NotFound, access_conversation, access_own_conversation
from bot.support.handoff.replying import check_length
from bot.support.mentions import do_mention
from bot.support.search.store import keep_words_of
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain

EDIT_WITHIN = dt.timedelta(minutes=15)


def may_edit(row: MessageRow, agent: Agent, now: dt.datetime) -> bool:
    """Returns whether this is a message in the agent's own words that is new enough to be edited."""
    is_own = row.author == "agent" and row.agent_id == agent.id and row.text is not None and not row.files
    return is_own and now - row.created_at <= EDIT_WITHIN


async def do_edit(connection: Connection, conversation_id: str, agent: Agent, message_id: int, text: str) -> None:
    """Replaces the words of one of the agent's own messages or notes.

    Raises:
        NotFound: there is no such conversation or message, or this agent may not see it.
        Explain: there is no text (`empty`) or too much (`too_large`), the agent does not have the
            conversation (`not_yours`), the message is not theirs or has files (`not_editable`), it is
            too old (`too_late`), or it is being sent at this moment (`being_sent`).
    """
    if not text.strip():
        raise Explain("empty", "handoff.refused.empty")
    check_length(text)
    await access_conversation(connection, conversation_id, agent, lock=True)
    row = await find_message(connection, conversation_id, message_id)
    if row is None:
        raise NotFound(str(message_id))
    if not may_edit(row, agent, row.created_at):
        raise Explain("not_editable", "edit.refused.not_editable")
    now = system_clock()
    if not may_edit(row, agent, now):
        raise Explain("too_late", "edit.refused.too_late", minutes=int(EDIT_WITHIN.total_seconds() // 60))
    if row.text == text:
        return
    if not row.internal:
        await access_own_conversation(connection, conversation_id, agent)
        await _check_sending(connection, conversation_id, message_id)
    await change_words(connection, conversation_id, message_id, text, agent.id, now)
    await keep_words_of(connection, conversation_id, message_id, text)
    if row.internal:
        await do_mention(connection, conversation_id, message_id, agent, text)


async def _check_sending(connection: Connection, conversation_id: str, message_id: int) -> None:
    """Checks that a message on a push channel can be changed there now.

    Raises:
        Explain: it is on its way (`being_sent`), or it was sent in several parts, which cannot be
            changed (`not_editable`).
    """
    sending = await find_sending(connection, conversation_id, message_id)
    if sending is None:
        return
    if sending.state == "sending":
        raise Explain("being_sent", "edit.refused.being_sent")
    if sending.state in ("sent", "unknown") and sending.external_id is None:
        raise Explain("not_editable", "edit.refused.not_editable")
