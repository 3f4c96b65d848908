"""Finds the colleagues that a note names with `@username`, and records them, so that each is told."""

from __future__ import annotations

import re

from bot.staff.store.agents import Agent
from bot.support.store.desk_agents import list_desk_agents
from bot.support.store.mentions import set_mentions
from foundation.clock import system_clock
from foundation.database.announcing import Connection

_NAMED = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._-]{0,39})", re.IGNORECASE)
"""An `@` at the beginning of a word. In an e-mail address it is not at the beginning."""


def find_named(text: str) -> set[str]:
    """Returns the usernames that a note names, in lower case. A full stop at the end of a sentence
    belongs to no name."""
    return {name.lower().rstrip("._-") for name in _NAMED.findall(text)}


async def do_mention(connection: Connection, conversation_id: str, message_id: int, agent: Agent, text: str) -> None:
    """Records whom a note of the agent names. After an edit of the note, only the colleagues whom the new words name
    are recorded."""
    named = find_named(text)
    if not named:
        await set_mentions(connection, conversation_id, message_id, [], system_clock())
        return
    colleagues = await list_desk_agents(connection, system_clock())
    ids = [one.id for one in colleagues if one.username.lower() in named and one.id != agent.id]
    await set_mentions(connection, conversation_id, message_id, ids, system_clock())
