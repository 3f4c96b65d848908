"""Defines the states of a handoff (a request for a human agent), and the steps between them. Every
change of a handoff's state is a step of this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from foundation.errors import CaravanError

State = Literal["requested", "reopened", "assigned", "resolved", "returned", "expired"]

WAITING: tuple[State, ...] = ("requested", "reopened")
"""The states in which the contact waits in the queue. A `reopened` handoff was resolved before, and
waits for the agent who resolved it."""
ACTIVE: tuple[State, ...] = (*WAITING, "assigned")
"""The states of a handoff that has not ended. A conversation has at most one such handoff."""
ENDED: tuple[State, ...] = ("resolved", "returned", "expired")
"""The states of a handoff that has ended: settled by an agent (`resolved`), back with the assistant
and not settled (`returned`), or given up because the contact left (`expired`)."""

StepName = Literal[
    "request",
    "take",
    "assign",
    "transfer",
    "release",
    "resolve",
    "hand_back",
    "withdraw",
    "settle",
    "leave",
    "reopen",
    "clear",
]


@dataclass(frozen=True)
class Step:
    """Describes a step: the states from which it may be made, and the state to which it leads. A
    step from no state creates the handoff."""

    before: tuple[State, ...]
    after: State


STEPS: Mapping[StepName, Step] = {
    "request": Step((), "requested"),
    "take": Step(WAITING, "assigned"),
    "assign": Step(WAITING, "assigned"),
    "transfer": Step(("assigned",), "assigned"),
    "release": Step(("assigned",), "requested"),
    "resolve": Step(("assigned",), "resolved"),
    "hand_back": Step(("assigned",), "returned"),
    "withdraw": Step(WAITING, "returned"),
    "settle": Step(WAITING, "resolved"),
    "leave": Step(WAITING, "expired"),
    "reopen": Step(("resolved",), "reopened"),
    "clear": Step(ACTIVE, "returned"),
}
"""Maps each step to its states. An agent takes a handoff (`take`) or gets it from the gateway or a
supervisor (`assign`), gives it to a colleague (`transfer`), puts it back in the queue (`release`),
settles it (`resolve`), or gives it back to the assistant (`hand_back`). The contact leaves the queue
(`withdraw`), closes the chat for good (`leave`), or asks again soon after (`reopen`). If the handoff
only waits for a decision whether a message may be passed on, that decision settles it without an agent
(`settle`). The reset of a demo ends it (`clear`)."""


class WrongStep(CaravanError):
    """The step may not be made from the handoff's state."""


def advance(state: State | None, step: StepName) -> State:
    """Returns the state to which the step leads from `state`, which is None for a new handoff.

    Raises:
        WrongStep: the step may not be made from this state.
    """
    known = STEPS[step]
    if (state is None) != (not known.before) or (state is not None and state not in known.before):
        raise WrongStep(f"{step} from {state}")
    return known.after
