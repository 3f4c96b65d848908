"""Moves an unfinished task from one conversation of a person to another: the dialogue takes it up here by the effect
`draft_moved`, and an internal message lets the dialogue there forget it, with a word
(docs/decisions/0047-drafts-move.md)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from bot.conversation.answering.answers import Answerer, Heard, Meaning, match_kind
from bot.conversation.answering.asked_effects import AskedEffect
from bot.conversation.answering.effects import Effect, Occasion
from bot.conversation.dialogue import TurnFailed
from bot.conversation.store.arrivals import add_inbound
from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.drafts import is_still_there
from foundation.database.announcing import Connection

MOVED = "draft_moved"
"""The kind of an internal message, which no person wrote. It says that a task goes on in another conversation."""

EVERY = "every"
"""Stands for every unfinished task of a conversation in the place of a task's id."""


@dataclass(frozen=True)
class DraftMovedEffect(AskedEffect):
    """Says that the task with this id, of the other conversation in the state that was `seen`, goes on here."""

    kind: ClassVar[str] = MOVED
    conversation: str
    task: str
    seen: str


class MovedMeanwhile(TurnFailed):
    """The other conversation has gone on since its state was read. The turn must be tried again."""


async def do_move(occasion: Occasion, effect: DraftMovedEffect) -> None:
    """Lets the dialogue of the other conversation forget the task."""
    if not await is_still_there(occasion.connection, occasion.contact, effect.conversation, effect.seen):
        raise MovedMeanwhile(effect.conversation)
    await do_tell_moved(occasion.connection, effect.conversation, effect.task)


async def do_tell_moved(connection: Connection, conversation_id: str, task: str = EVERY) -> None:
    """Lets the dialogue of this conversation, which the caller must have locked, forget the task with this id."""
    there = await find_contact_of(connection, conversation_id)
    await add_inbound(
        connection,
        channel=there.channel,
        external_id=f"{MOVED}:{uuid.uuid4().hex}",
        conversation_id=conversation_id,
        message_id=0,
        kind=MOVED,
        payload={"task": task},
    )


async def read_moved(heard: Heard) -> Meaning:
    """Returns the meaning with which the dialogue forgets a task that goes on in another conversation."""
    return Meaning("resume_task", {"task": heard.item.payload["task"], "reason": "moved"})


DRAFT_EFFECTS = (Effect(DraftMovedEffect, do_move),)
DRAFT_ANSWERERS = (Answerer(match_kind(MOVED), read_moved, beside_agent=True),)
