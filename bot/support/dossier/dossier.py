"""Collects what an agent should know before they write the first word: who the contact is, the contact's local time,
what they want, what the bot tried and where it failed, and their earlier conversations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.conversation.store.conversations import find_contact_of
from bot.staff.store.agents import Agent
from bot.support.dossier.store import Wish, list_earlier, list_wishes
from bot.support.store.handoffs import StepLine
from bot.support.store.lines import ConversationLine
from bot.understanding.store import NotUnderstood, list_of_conversation
from foundation.clock import system_clock
from foundation.database.announcing import Connection

MOST_FAILED = 3


@dataclass(frozen=True)
class Dossier:
    """Holds the dossier of a conversation. `wants` is the latest message that says what the contact wants, `tried` are
    the intents that the bot answered, the latest first, and `failed` what it did not understand. `reason` is why the
    contact last asked for a person. `local_time` is None if the contact's zone is not known."""

    wants: Wish | None
    tried: Sequence[str]
    failed: Sequence[NotUnderstood]
    reason: str | None
    earlier: Sequence[ConversationLine]
    local_time: dt.datetime | None
    zone: str | None


async def read_dossier(
    connection: Connection, line: ConversationLine, steps: Sequence[StepLine], agent: Agent
) -> Dossier:
    """Returns the dossier of a conversation, as this agent may see it."""
    contact = await find_contact_of(connection, line.id)
    wishes = await list_wishes(connection, line.id)
    return Dossier(
        wants=wishes[0] if wishes else None,
        tried=[wish.intent for wish in wishes],
        failed=await list_of_conversation(connection, line.id, MOST_FAILED),
        reason=line.reason or next((step.reason for step in reversed(steps) if step.reason), None),
        earlier=await list_earlier(connection, line, agent),
        local_time=read_local_time(contact.zone),
        zone=contact.zone,
    )


def read_local_time(zone: str | None) -> dt.datetime | None:
    """Returns the present time in the zone of the contact's browser, or None if there is no such zone."""
    try:
        return system_clock().astimezone(ZoneInfo(zone)) if zone else None
    except (KeyError, ValueError, OSError):
        return None
