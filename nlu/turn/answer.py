"""What a turn answers: the shapes, and how they are made (docs/architecture.md, "A turn"). Knows nothing of Rasa."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from nlu.turn.reply import Reply

RANKING_LENGTH = 3

Effect = dict[str, Any]
"""What an action asks of the gateway: `{"kind": …}` and its details, handed on as they come."""


class Candidate(TypedDict):
    """An intent, and how sure the NLU is of it, from 0 to 1."""

    intent: str
    confidence: float


class Understood(TypedDict):
    intent: str
    confidence: float
    ranking: list[Candidate]
    entities: list[dict[str, Any]]


class TurnAnswer(TypedDict):
    """`state` is what the gateway hands in with the next turn."""

    state: dict[str, Any]
    replies: list[Reply]
    effects: list[Effect]
    understood: Understood


def read_effect(custom: object) -> Effect:
    """Reads an effect as an action says it.

    Raises:
        ValueError: the action said something that is neither a response nor an effect.
    """
    effect = custom.get("effect") if isinstance(custom, dict) else None
    if not isinstance(effect, dict) or not isinstance(effect.get("kind"), str):
        raise ValueError("an action said something that is neither a response nor an effect")
    return effect


def summarise(parsed: Mapping[str, Any]) -> Understood:
    """Returns what the gateway keeps of the parse of a message."""
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
    }
