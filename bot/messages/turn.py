"""Defines a turn with Rasa as data: what the gateway asks, and how it reads the answer
(docs/architecture.md, "A turn")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from bot.messages.files import TurnFile
from bot.messages.reply import Reply, read_reply
from foundation.errors import Unreadable

State = dict[str, Any]
"""The dialogue's state between turns. It belongs to Rasa; the gateway stores it and never reads it."""
AskedEffect = dict[str, Any]
"""What a turn asks of the gateway: `{"kind": …}` with details that the kind's subject reads."""
Understood = dict[str, Any]
"""What Rasa understood, stored with the message: `intent`, `confidence`, `ranking`, `entities`."""


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """Holds one message for Rasa. `intent`, with its `entities`, is set only for a button or a
    command. `files` are those in the message; with some, `text` may be empty."""

    message_id: str
    conversation: str
    text: str
    intent: str | None
    entities: Mapping[str, Any]
    language: str
    role: str
    context: str
    """The signed context, which Rasa passes on to the action servers."""
    state: State | None
    files: list[TurnFile] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class TurnAnswer:
    """Holds Rasa's answer: what is said, what is asked of the gateway, and the new state."""

    state: State
    replies: list[Reply]
    effects: list[AskedEffect]
    understood: Understood | None
    started_anew: bool = False
    """Whether Rasa could not read the state, and began the dialogue anew."""


def read_answer(body: bytes) -> TurnAnswer:
    """Reads Rasa's answer to a turn.

    Raises:
        Unreadable: it is no answer, or one of its replies or effects is not valid.
    """
    try:
        given = json.loads(body)
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


def _read_effect(given: object) -> AskedEffect:
    match given:
        case {"kind": str()}:
            return cast(AskedEffect, given)
    raise Unreadable("effect")
