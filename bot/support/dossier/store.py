"""Reads what an agent should know before they write the first word: the contact's wishes to the bot, and the earlier
conversations of the same customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, inbound, messages
from bot.staff.store.agents import Agent
from bot.support.store.lines import EXCERPT, ConversationLine, build_line, select_lines, visible_to
from foundation.clock import system_clock

CHATTER = frozenset(
    {
        "greet", "goodbye", "thank", "affirm", "deny", "inform", "cancel", "resume_task", "help", "human_handoff", "leave_queue",
        "bot_challenge", "link_account", "change_language", "send_file", "nlu_fallback", "out_of_scope",
    }
)  # fmt: skip
"""The intents that say nothing about what a contact wants."""
LOOKED_AT = 60
MOST_TRIED = 4
MOST_EARLIER = 3
SINCE = dt.timedelta(days=365)


@dataclass(frozen=True)
class Wish:
    """Holds a message of the contact, and how the bot understood it."""

    intent: str
    text: str
    message_id: int


async def list_wishes(connection: AsyncConnection, conversation_id: str) -> list[Wish]:
    """Returns the contact's latest messages that say what they want, the latest first, one for each kind of wish."""
    query = (
        select(messages.c.id, messages.c.text, inbound.c.understood)
        .join(
            inbound,
            and_(inbound.c.conversation_id == messages.c.conversation_id, inbound.c.message_id == messages.c.id),
        )
        .where(messages.c.conversation_id == conversation_id, messages.c.author == "contact")
        .order_by(messages.c.id.desc())
        .limit(LOOKED_AT)
    )
    found: dict[str, Wish] = {}
    for row in await connection.execute(query):
        intent = (row.understood or {}).get("intent")
        if intent and intent not in CHATTER:
            found.setdefault(intent, Wish(intent, (row.text or "")[:EXCERPT], row.id))
    return list(found.values())[:MOST_TRIED]


async def list_earlier(connection: AsyncConnection, line: ConversationLine, agent: Agent) -> Sequence[ConversationLine]:
    """Returns the latest other conversations of the same contact, or of their account, as far as this agent may see
    them."""
    same = contacts.c.id == line.contact_id
    if line.account is not None:
        same = contacts.c.account == line.account
    query = (
        select_lines()
        .where(same, conversations.c.id != line.id, conversations.c.updated_at > system_clock() - SINCE)
        .order_by(conversations.c.updated_at.desc(), conversations.c.id)
        .limit(MOST_EARLIER)
    )
    if not agent.sees_all:
        query = query.where(visible_to(agent))
    return [build_line(row) for row in await connection.execute(query)]
