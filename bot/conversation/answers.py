"""What a message is answered with, and by whom: the gateway itself, or the dialogue once it is known what the message means."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.contacts.store import Contact
from bot.conversation.dialogue import TurnFailed
from bot.conversation.store.turns import Waiting


@dataclass(frozen=True)
class Heard:
    """A message in work: its words ("" without any), who wrote it, and the language that was heard in it."""

    item: Waiting
    text: str
    contact: Contact
    language: str | None = None


@dataclass
class Answer:
    """Replies to store, what else the turn asks for, and the dialogue state after it (None: unchanged)."""

    replies: list[dict[str, Any]] = field(default_factory=list)
    effects: list[dict[str, Any]] = field(default_factory=list)
    state: dict[str, Any] | None = None
    understood: dict[str, Any] | None = None


@dataclass(frozen=True)
class Meaning:
    """What a message means, for the dialogue to answer. Without an intent the dialogue reads the words."""

    intent: str | None = None
    entities: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answerer:
    """Answers the messages that it concerns, by itself or by saying what they mean.

    One that is `beside_agent` answers also while an agent has the conversation: it is about the contact's own links,
    which are nobody else's business.
    """

    concerns: Callable[[Heard], bool]
    answer: Callable[[Heard], Awaitable[Answer | Meaning]]
    beside_agent: bool = False


class Unanswerable(TurnFailed):
    """No answerer is declared for such a message."""


def find_answerer(answerers: Sequence[Answerer], heard: Heard) -> Answerer:
    """Returns the first of the answerers that the message concerns.

    Raises:
        Unanswerable: there is none.
    """
    for answerer in answerers:
        if answerer.concerns(heard):
            return answerer
    raise Unanswerable(f"a message of kind {heard.item.kind!r}")


def of_kind(kind: str) -> Callable[[Heard], bool]:
    """Returns whether a message is of this kind."""
    return lambda heard: heard.item.kind == kind
