"""Reads the NLU's ranking of acts. The intent is the meaning of the words by themselves; an act is the effect of the
message in its conversation, for example to answer a question, to correct a value, or to agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_KIND_OF_INTENT = {
    "inform": "value",
    "affirm": "yes",
    "deny": "no",
    "cancel": "give_up",
    "greet": "chatter",
    "thank": "chatter",
    "goodbye": "chatter",
    "out_of_scope": "chatter",
    "nlu_fallback": "chatter",
}

SMALL_TALK = frozenset(("greet", "thank", "goodbye", "bot_challenge", "help"))
"""The intents of messages that are small talk, or about the bot itself."""


@dataclass(frozen=True)
class Act:
    """Holds an act of a message, its kind (`wish`, `ask`, `value`, `correct`, `yes`, `no`, `condition`, `go_on`,
    `give_up`, `chatter`), and the NLU's confidence in it, from 0 to 1."""

    name: str
    kind: str
    confidence: float


@dataclass(frozen=True)
class Acts:
    """Holds the acts of one message, the likeliest first."""

    ranking: tuple[Act, ...]
    are_situated: bool = False
    """Whether the NLU has ranked the acts by the conversation; otherwise the only act is the intent."""

    @classmethod
    def read(cls, given: Iterable[Mapping[str, Any]], intent: str, confidence: float) -> Acts:
        """Reads the NLU's ranking. If it is empty, as for a button, the intent takes the place of the acts."""
        ranking = tuple(Act(each["act"], each["kind"], float(each["confidence"])) for each in given)
        return cls(ranking, True) if ranking else cls((Act(intent, _KIND_OF_INTENT.get(intent, "wish"), confidence),))

    @property
    def name(self) -> str:
        """The likeliest act."""
        return self.ranking[0].name

    @property
    def kind(self) -> str:
        """The likeliest kind of act: the one whose acts together have the highest confidence."""
        kinds = dict.fromkeys(act.kind for act in self.ranking)
        return max(kinds, key=self.share)

    def share(self, *kinds: str) -> float:
        """Returns the confidence of all acts of these kinds together."""
        return sum(act.confidence for act in self.ranking if act.kind in kinds)

    def find(self, *names: str) -> float:
        """Returns the confidence of these acts together."""
        return sum(act.confidence for act in self.ranking if act.name in names)
