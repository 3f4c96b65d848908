"""Defines who answers a message: the gateway itself, or the dialogue (Rasa), which gets the meaning
of the message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.contacts.store import Contact
from bot.conversation.answering.asked_effects import AskedEffect
from bot.conversation.dialogue import TurnFailed
from bot.conversation.store.turns import Waiting
from bot.messages.files import TurnFile


@dataclass(frozen=True)
class Heard:
    """Holds a message that is being answered: its stored row, its text ("" if it has none), its
    contact, the language of the text, and whether the contact waits in the queue for an agent."""

    item: Waiting
    text: str
    contact: Contact
    language: str | None = None
    in_queue: bool = False

    @property
    def files(self) -> list[TurnFile]:
        """Returns the files in the message."""
        return self.item.payload.get("files") or []


@dataclass
class Answer:
    """Holds the answer to a message: the replies to store, the effects (changes besides the
    replies) to carry out, and the new state of the dialogue (None if it is unchanged)."""

    replies: Sequence[Mapping[str, Any]] = field(default_factory=list)
    effects: Sequence[AskedEffect] = ()
    state: dict[str, Any] | None = None
    understood: dict[str, Any] | None = None


@dataclass(frozen=True)
class Meaning:
    """Holds the meaning of a message that the dialogue is to answer. If `intent` is None, the
    dialogue reads the text itself."""

    intent: str | None = None
    entities: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answerer:
    """Answers the messages for which `concerns` is true, either itself or by returning their
    meaning for the dialogue to answer.

    With `beside_agent` the answerer also answers while a human agent has taken over the
    conversation. It is set for messages that the agent need not deal with, such as commands to sign
    out.
    """

    concerns: Callable[[Heard], bool]
    answer: Callable[[Heard], Awaitable[Answer | Meaning]]
    beside_agent: bool = False


class Unanswerable(TurnFailed):
    """No declared answerer answers the message."""


def find_answerer(answerers: Sequence[Answerer], heard: Heard) -> Answerer:
    """Returns the first answerer whose `concerns` is true for the message.

    Raises:
        Unanswerable: there is no such answerer.
    """
    for answerer in answerers:
        if answerer.concerns(heard):
            return answerer
    raise Unanswerable(f"a message of kind {heard.item.kind!r}")


def match_kind(kind: str) -> Callable[[Heard], bool]:
    """Returns a test for messages of this kind."""
    return lambda heard: heard.item.kind == kind
