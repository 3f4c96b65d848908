"""Defines a turn, one request to Rasa about one message: the data of the request, and how the
answer is parsed (docs/architecture.md, "A turn")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from bot.messages.files import TurnFile
from bot.messages.reply import Reply, read_reply
from foundation.errors import Unreadable
from foundation.json_text import read_json

State = dict[str, Any]
"""The state of the dialogue between two messages. Rasa defines the state; the gateway stores it, and reads in it only how
many unfinished tasks it holds (`drafts`)."""
GivenEffect = Mapping[str, object]
"""A change that Rasa's answer asks of the gateway: `{"kind": …}` with further fields that depend on
the kind, and that are read by its declaration (bot/conversation/answering/effects.py)."""
Understood = dict[str, Any]
"""Describes what Rasa understood. This is stored with the message: `intent`, `confidence`, `ranking`, `entities`."""


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """Holds the request about one message to Rasa. `intent` and `entities` are set for a button, a
    command, or a message of files alone; otherwise Rasa reads the text. `text` may be empty if
    there are `files`."""

    message_id: str
    conversation: str
    text: str
    intent: str | None
    entities: Mapping[str, Any]
    language: str
    role: str
    context: str
    """The signed token about the contact, which Rasa passes on to the action servers."""
    state: State | None
    files: list[TurnFile] = field(default_factory=list)
    elsewhere: Mapping[str, Any] | None = None
    """What the contact has left unfinished in another conversation: its id, its state, and what identifies the state."""

    def as_json(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.__slots__}
        return given if self.elsewhere else {name: value for name, value in given.items() if name != "elsewhere"}


@dataclass(frozen=True, slots=True)
class TurnAnswer:
    """Holds Rasa's answer: the replies to the contact, the effects to carry out, what was
    understood, and the new state of the dialogue."""

    state: State
    replies: list[Reply]
    effects: list[GivenEffect]
    understood: Understood | None
    started_anew: bool = False
    """Says whether Rasa could not read the state, and began the dialogue anew."""


def read_answer(body: bytes) -> TurnAnswer:
    """Parses Rasa's answer.

    Raises:
        Unreadable: the body is not an answer, or one of its replies or effects is not valid.
    """
    try:
        given = read_json(body)
        answer = TurnAnswer(
            state=given["state"],
            replies=[read_reply(one) for one in given["replies"]],
            effects=[_read_effect(one) for one in given.get("effects") or ()],
            understood=given.get("understood"),
            started_anew=given.get("started_anew") is True,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("turn") from error
    if not isinstance(answer.state, dict) or not isinstance(answer.understood, dict | None):
        raise Unreadable("turn")
    return answer


def _read_effect(given: object) -> GivenEffect:
    match given:
        case {"kind": str()}:
            return cast(GivenEffect, given)
    raise Unreadable("effect")
