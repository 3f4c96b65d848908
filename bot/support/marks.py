"""Lets agents note something about a conversation: how urgent it is, labels, and until when it is put aside. A
conversation that was put aside comes back by itself at the chosen time, or when the contact writes."""

from __future__ import annotations

import datetime as dt

from bot.staff.store.agents import Agent
from bot.support.handoff.access import access_conversation
from bot.support.store.lines import read_conversation
from bot.support.store.marks import set_labels, set_marks
from foundation.clock import system_clock
from foundation.database.announcing import Connection
from foundation.errors import Explain
from foundation.visible import visible

PRIORITIES = ("low", "normal", "high", "urgent")
LABEL_LIMIT = 40
MOST_LABELS = 10
LONGEST_SNOOZE = dt.timedelta(days=90)


async def do_prioritise(connection: Connection, conversation_id: str, agent: Agent, priority: str) -> None:
    """Sets how urgent a conversation is.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: there is no such priority.
    """
    await access_conversation(connection, conversation_id, agent, lock=True)
    if priority not in PRIORITIES:
        raise Explain("bad_priority", "mark.refused.priority")
    await set_marks(connection, conversation_id, priority=priority)


async def do_label(connection: Connection, conversation_id: str, agent: Agent, words: str) -> tuple[str, ...]:
    """Replaces the labels of a conversation by those in `words`, separated by commas. Returns them.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: there are too many labels, or one is too long.
    """
    await access_conversation(connection, conversation_id, agent, lock=True)
    labels = read_labels(words)
    await set_labels(connection, conversation_id, labels, agent.id)
    return labels


def read_labels(words: str) -> tuple[str, ...]:
    """Returns the labels in a text that separates them by English or Chinese commas.

    Raises:
        Explain: there are too many labels, or one is too long.
    """
    split = (visible(" ".join(part.split())) for part in words.replace("，", ",").replace("、", ",").split(","))
    labels = tuple(dict.fromkeys(label.casefold() for label in split if label))
    if len(labels) > MOST_LABELS or any(len(label) > LABEL_LIMIT for label in labels):
        raise Explain("bad_labels", "mark.refused.labels", count=MOST_LABELS, limit=LABEL_LIMIT)
    return labels


async def do_snooze(connection: Connection, conversation_id: str, agent: Agent, until: dt.datetime | None) -> None:
    """Puts an open conversation aside until the moment `until`. It comes back sooner if the contact writes. If `until`
    is None, it comes back at once.

    Raises:
        NotFound: there is no such conversation, or this agent may not see it.
        Explain: the agent does not have the conversation (`not_yours`), or the moment is past or too
            far ahead (`bad_time`).
    """
    owner = await access_conversation(connection, conversation_id, agent, lock=True)
    if owner.status != "open" or (owner.agent_id != agent.id and not agent.sees_all):
        raise Explain("not_yours", "mark.refused.not_open")
    now = system_clock()
    if until is not None and not now < until <= now + LONGEST_SNOOZE:
        raise Explain("bad_time", "mark.refused.time")
    line = await read_conversation(connection, conversation_id)
    await set_marks(
        connection, conversation_id, snoozed_until=until, snoozed_at=line.last_message_id, agent_id=agent.id
    )
