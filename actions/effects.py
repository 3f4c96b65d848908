"""Declares what actions may ask of the gateway besides replies (docs/architecture.md, "Effects"), each with its fields.

The gateway declares the same effects in the `effects.py` of its subjects. tests/contract/test_effects.py compares both
sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from foundation.languages import Language


@dataclass(frozen=True)
class Handoff:
    reason: str


@dataclass(frozen=True)
class WithdrawHandoff:
    pass


@dataclass(frozen=True)
class TellQueue:
    pass


@dataclass(frozen=True)
class QuestionKept:
    pass


@dataclass(frozen=True)
class WordsHeld:
    """Names the request, claim, question or sample whose words wait for a person."""

    number: str


@dataclass(frozen=True)
class WordsRefused:
    pass


@dataclass(frozen=True)
class ChosenLanguage:
    language: Language


@dataclass(frozen=True)
class FilesAnswered:
    """Says what the files of the message turned out to be."""

    place: str


@dataclass(frozen=True)
class NotUnderstood:
    """Says how the message was not understood, or the one that was typed before it (`previous`)."""

    outcome: Literal["fallback", "clarified", "corrected", "escalated"]
    message: Literal["previous"] | None = None


@dataclass(frozen=True)
class Meant:
    """Names the intent that was chosen for the message before."""

    intent: str


@dataclass(frozen=True)
class DraftMoved:
    """Says that a task of another conversation goes on here: its id, and the state of that conversation that was
    seen."""

    conversation: str
    task: str
    seen: str


@dataclass(frozen=True)
class Wrote:
    """Says that the message has changed something in the marketplace, or may have, so that its replies must be told."""


EFFECTS: Mapping[str, type] = {
    "draft_moved": DraftMoved,
    "files_answered": FilesAnswered,
    "handoff": Handoff,
    "language": ChosenLanguage,
    "meant": Meant,
    "not_understood": NotUnderstood,
    "question_kept": QuestionKept,
    "tell_queue": TellQueue,
    "withdraw_handoff": WithdrawHandoff,
    "words_held": WordsHeld,
    "words_refused": WordsRefused,
    "wrote": Wrote,
}
"""Maps the name of each effect to its fields."""


def build_effect(kind: str, details: Mapping[str, str]) -> dict[str, str]:
    """Returns an effect, which asks the gateway to do something.

    Raises:
        KeyError: the effect is not declared.
        TypeError: the details lack a field of the effect, or have one that it does not have.
    """
    EFFECTS[kind](**details)
    return {"kind": kind, **details}
