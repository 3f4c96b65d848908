"""Defines the answer of a turn and builds its parts (docs/architecture.md, "A turn"). Imports nothing of Rasa."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from nlu.turn.reply import Reply

RANKING_LENGTH = 3

Effect = Mapping[str, str]
"""An order of an action to the gateway: `{"kind": …}` and details, which are passed on unchanged. Their names are
declared by actions and by the gateway."""


class Candidate(TypedDict):
    """Holds an intent and the NLU's confidence in it, from 0 to 1."""

    intent: str
    confidence: float


class Act(TypedDict):
    """Holds an act, which a message may perform in its conversation (`nlu.understanding.situation.acts`), and the NLU's
    confidence in it."""

    act: str
    kind: str
    confidence: float


class Understood(TypedDict):
    """Holds the meaning that the NLU has found in a message. `acts` is empty for a pressed button, whose meaning is its
    intent."""

    intent: str
    confidence: float
    ranking: list[Candidate]
    entities: list[dict[str, Any]]
    acts: list[Act]


class TurnAnswer(TypedDict):
    """Holds the answer of a turn. The gateway sends `state` back with the next turn.

    `started_anew` says that the state in the request could not be read, so that the dialogue before this turn is
    forgotten.
    """

    state: dict[str, Any]
    replies: list[Reply]
    effects: list[Effect]
    understood: Understood
    started_anew: bool


def read_effect(custom: object) -> Effect:
    """Reads an effect from the `custom` part of a message that an action has sent.

    Raises:
        ValueError: it is not an effect.
    """
    effect = custom.get("effect") if isinstance(custom, dict) else None
    is_text = isinstance(effect, dict) and all(isinstance(value, str) for value in effect.values())
    if not isinstance(effect, dict) or "kind" not in effect or not is_text:
        raise ValueError("an action sent a message that is neither a response nor an effect")
    return effect


def summarise(parsed: Mapping[str, Any]) -> Understood:
    """Returns those parts of Rasa's parse of a message that the gateway stores."""
    return {
        "intent": parsed["intent"]["name"],
        "confidence": round(parsed["intent"]["confidence"], 4),
        "ranking": [
            {"intent": candidate["name"], "confidence": round(candidate["confidence"], 4)}
            for candidate in parsed.get("intent_ranking", [])[:RANKING_LENGTH]
        ],
        "entities": [
            {key: entity[key] for key in ("entity", "value", "start", "end") if key in entity}
            for entity in parsed["entities"]
        ],
        "acts": [
            {"act": act["act"], "kind": act["kind"], "confidence": round(act["confidence"], 4)}
            for act in parsed.get("acts") or []
        ],
    }
