"""Defines effects: what an answer asks of the gateway besides its replies (docs/architecture.md, "Effects").

Each subject declares its effects as classes with typed fields in its `effects.py`. Only the effects that
bot.conversation itself asks for are declared here, because it may not import those subjects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeVar

import msgspec

from foundation.errors import Unreadable


@dataclass(frozen=True)
class AskedEffect:
    """Serves as the base class of all effects. Each has a name, `kind`, and its own fields."""

    kind: ClassVar[str]


@dataclass(frozen=True)
class WroteEffect(AskedEffect):
    """Says that the message has changed something in the marketplace. Its answer is then sent even if an agent has taken
    the conversation over meanwhile."""

    kind: ClassVar[str] = "wrote"


Asked = TypeVar("Asked", bound=AskedEffect)


@dataclass(frozen=True)
class HandoffEffect(AskedEffect):
    """Puts the conversation in the queue for agents. `reason` names the cause, such as `asked`."""

    kind: ClassVar[str] = "handoff"
    reason: str


@dataclass(frozen=True)
class NotUnderstoodEffect(AskedEffect):
    """Keeps this message, or the one that was typed before it, for the staff to label."""

    kind: ClassVar[str] = "not_understood"
    outcome: Literal["other_language", "fallback", "clarified", "corrected", "escalated"]
    message: Literal["previous"] | None = None


def read_effect(declared: type[Asked], given: Mapping[str, object]) -> Asked:
    """Reads an effect of the declared kind from its fields in JSON. Fields that are not declared are passed over.

    Raises:
        Unreadable: a field is missing or has another type than declared.
    """
    try:
        return msgspec.convert(given, declared)
    except msgspec.ValidationError as error:
        raise Unreadable(f"effect {declared.kind}: {error}") from error
