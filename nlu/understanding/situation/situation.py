"""Defines the situation in which a message is sent: the few features of a conversation that the NLU may see.

This module imports no other module of this project.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

ASKED = ("none", "yesno", "choice", "quantity", "price", "place", "date", "carrier", "number", "free")
"""The kinds of answers for which the bot's open question may ask. A question stays open until it is answered, withdrawn
or replaced."""
TASKS = (
    "none", "search", "request", "quotation", "counter_offer", "order_change", "cancel_order", "claim", "sample",
    "shipment", "question", "message", "handoff", "decline_order", "production", "arrival", "tracking",
    "request_change", "other",
)  # fmt: skip
"""The tasks, of which at most one is under way. In the task `question`, the contact writes to a supplier, and in the
task `message`, to a buyer."""
LISTED = ("offers", "suppliers", "orders", "requests", "quotations")
"""The kinds of things that the bot may have listed and to which the contact can still refer ("the second one")."""
FOCUS = ("listing", "supplier", "order", "request", "quotation", "claim", "platform")
"""The kinds of things that a conversation may be about. In a situation, the most recent one comes first."""
LAST = ("none", "list", "detail", "info", "ask_slot", "ask_choice", "ask_confirm", "effect", "refuse", "clarify")
"""The kinds of actions that the bot may have carried out last."""
FOCUS_OF_TASK = {
    "search": ("listing",),
    "request": ("request",),
    "quotation": ("quotation", "request"),
    "counter_offer": ("quotation", "request"),
    "order_change": ("order",),
    "cancel_order": ("order",),
    "claim": ("claim", "order"),
    "sample": ("listing",),
    "shipment": ("order",),
    "question": ("supplier", "order"),
    "message": ("order",),
    "handoff": ("platform",),
    "request_change": ("request",),
    "decline_order": ("order",),
    "production": ("order",),
    "arrival": ("order",),
    "tracking": ("order",),
    "other": ("order",),
}
"""What a conversation is about while a task is under way, unless the situation says something else."""
FOCUS_OF_LIST = {
    "offers": ("listing",),
    "suppliers": ("supplier",),
    "orders": ("order",),
    "requests": ("request",),
    "quotations": ("quotation", "request"),
}
"""What a conversation is about when a list of such things has just been shown."""
_LIST_OF_FOCUS = {"listing": "offers", "supplier": "suppliers", "order": "orders", "request": "quotations"}
"""What has been listed, by what the conversation is about, if the situation does not say which list was shown. The
quotations for a request are listed as cards of that request."""


@dataclass(frozen=True)
class Situation:
    """Holds the situation of one message. Without arguments, it is the beginning of a conversation.

    Raises:
        ValueError: a value is not in the tuples above.
    """

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
        """Whether nothing is known of what came before the message. In that case, only its words tell what it does."""
        return self == Situation()

    @property
    def is_in_task(self) -> bool:
        """Whether a task is under way in which the bot waits for an answer, other than a choice from a list."""
        return self.task != "none" and self.asked not in ("none", "choice")

    def complete(self) -> Situation:
        """Returns the situation with the values that follow from its other values. A task is about something, so is a
        list that has just been shown, and a general answer is about the platform.

        The sender of a situation may include these values or leave them out. The act model sees the same in both cases.
        """
        listed, focus = self.listed, self.focus
        if self.last == "list" and not listed and focus[:1] and focus[0] in _LIST_OF_FOCUS:
            listed = (_LIST_OF_FOCUS[focus[0]],)
        implied = () if self.task == "other" and focus else FOCUS_OF_TASK.get(self.task, ())[:1]
        if self.last == "list" and listed:
            implied = FOCUS_OF_LIST[listed[0]][:1]
        elif self.last == "info" and self.asked == "none" and not (implied or focus):
            implied = ("platform",)
        return replace(self, listed=listed, focus=focus if {*implied} <= {*focus} else (*implied, *focus))

    def as_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def read(cls, given: object) -> Situation:
        """Returns the situation that `given`, an output of `as_json`, describes. Returns the empty situation if `given`
        is anything else.

        So a message is understood even if its sender uses a newer version, with features that are unknown here.
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
