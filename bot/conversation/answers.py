"""Defines how a message is answered: by the gateway itself, or by the dialogue once the message's
meaning is known."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.contacts.store import Contact
from bot.conversation.dialogue import TurnFailed
from bot.conversation.store.turns import Waiting
from bot.messages.files import TurnFile


@dataclass(frozen=True)
class Heard:
    """Holds a message that is being answered: its text ("" without any), its contact, and the
    language of the text."""

    item: Waiting
    text: str
    contact: Contact
    language: str | None = None

    @property
    def files(self) -> list[TurnFile]:
        """Returns the files in the message."""
        return self.item.payload.get("files") or []


@dataclass
class Answer:
    """Holds the replies to store, the effects that the turn asks for, and the dialogue state after
    it (None: unchanged)."""

    replies: Sequence[Mapping[str, Any]] = field(default_factory=list)
    effects: list[dict[str, Any]] = field(default_factory=list)
    state: dict[str, Any] | None = None
    understood: dict[str, Any] | None = None


@dataclass(frozen=True)
class Meaning:
    """Holds what a message means, for the dialogue to answer. Without an intent the dialogue reads
    the text."""

    intent: str | None = None
    entities: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answerer:
    """Answers the messages for which `concerns` is true, either itself or by returning their
    meaning for the dialogue to answer.

    With `beside_agent` it also answers while an agent has the conversation, because its messages
    are about the contact's own links, which concern nobody else.
    """

    concerns: Callable[[Heard], bool]
    answer: Callable[[Heard], Awaitable[Answer | Meaning]]
    beside_agent: bool = False


class Unanswerable(TurnFailed):
    """No answerer is declared for the message."""


def find_answerer(answerers: Sequence[Answerer], heard: Heard) -> Answerer:
    """Returns the first answerer that the message concerns.

    Raises:
        Unanswerable: the message concerns none of them.
    """
    for answerer in answerers:
        if answerer.concerns(heard):
            return answerer
    raise Unanswerable(f"a message of kind {heard.item.kind!r}")


def match_kind(kind: str) -> Callable[[Heard], bool]:
    """Returns a test for messages of this kind."""
    return lambda heard: heard.item.kind == kind
