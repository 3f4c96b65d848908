"""Defines the situation that a message comes into: the few features of a conversation that the NLU may see.

Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

ASKED = ("none", "yesno", "choice", "quantity", "price", "place", "date", "carrier", "number", "free")
"""What kind of answer the bot's open question wants. A question stays open until it is answered, withdrawn or replaced."""
TASKS = (
    "none", "search", "request", "quotation", "counter_offer", "order_change", "cancel_order", "claim", "sample",
    "shipment", "question", "message", "handoff", "decline_order", "production", "arrival", "tracking",
    "request_change", "other",
)  # fmt: skip
"""The task that is under way. `question` goes to a supplier, `message` to a buyer."""
LISTED = ("offers", "suppliers", "orders", "requests", "quotations")
"""What the bot has listed and what can still be pointed at."""
FOCUS = ("listing", "supplier", "order", "request", "quotation", "claim", "platform")
"""What is talked about, the most recent first."""
LAST = ("none", "list", "detail", "info", "ask_slot", "ask_choice", "ask_confirm", "effect", "refuse", "clarify")
"""What the bot did last."""


@dataclass(frozen=True)
class Situation:
    """Holds the situation of one message. Without arguments it is the beginning of a conversation."""

    asked: str = "none"
    task: str = "none"
    listed: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    last: str = "none"

    def __post_init__(self) -> None:
        known = (
            self.asked in ASKED
            and self.task in TASKS
            and self.last in LAST
            and set(self.listed) <= set(LISTED)
            and set(self.focus) <= set(FOCUS)
        )
        if not known:
            raise ValueError("unknown feature of a situation")

    @property
    def is_empty(self) -> bool:
        """Whether nothing came before: the words alone then say what the message does."""
        return self == Situation()

    @property
    def is_in_task(self) -> bool:
        """Whether a task is under way that asks for something."""
        return self.task != "none" and self.asked not in ("none", "choice")

    def as_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def read(cls, given: object) -> Situation:
        """Reads a situation that `as_json` has written; the empty one for anything else.

        A version that knows more features than this one must not stop a message from being understood.
        """
        if not isinstance(given, Mapping):
            return cls()
        try:
            return cls(
                asked=given.get("asked", "none"),
                task=given.get("task", "none"),
                listed=tuple(given.get("listed") or ()),
                focus=tuple(given.get("focus") or ()),
                last=given.get("last", "none"),
            )
        except (TypeError, ValueError):
            return cls()
