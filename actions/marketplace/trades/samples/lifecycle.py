"""Declares the steps of a sample: from which state to which each leads, who may take it, and which notice the other
side gets."""

from dataclasses import dataclass
from typing import Literal

from actions.marketplace.base.outbox import NoticeKind
from actions.marketplace.base.records import Role
from actions.marketplace.trades.samples import notices
from actions.marketplace.trades.samples.records import SampleEventKind, SampleState

Step = Literal["accept", "quote", "decline", "agree", "cancel", "ship", "receive"]


@dataclass(frozen=True, slots=True)
class Transition:
    """Describes what a step does: the new state, the entry in the timeline, and the notice for the other side."""

    state: SampleState
    event: SampleEventKind
    notice: NoticeKind


_ACCEPTED = Transition("accepted", "accepted", notices.SAMPLE_ACCEPTED)
_QUOTED = Transition("quoted", "quoted", notices.SAMPLE_QUOTED)
_DECLINED = Transition("declined", "declined", notices.SAMPLE_DECLINED)
_CANCELLED = Transition("cancelled", "cancelled", notices.SAMPLE_CANCELLED)

TRANSITIONS: dict[tuple[SampleState, Step, Role], Transition] = {
    ("requested", "accept", "supplier"): _ACCEPTED,
    ("requested", "quote", "supplier"): _QUOTED,
    ("requested", "decline", "supplier"): _DECLINED,
    ("quoted", "quote", "supplier"): _QUOTED,
    ("quoted", "decline", "supplier"): _DECLINED,
    ("accepted", "ship", "supplier"): Transition("shipped", "shipped", notices.SAMPLE_SHIPPED),
    ("accepted", "decline", "supplier"): _DECLINED,
    ("quoted", "agree", "buyer"): Transition("accepted", "agreed", notices.SAMPLE_AGREED),
    ("requested", "cancel", "buyer"): _CANCELLED,
    ("quoted", "cancel", "buyer"): _CANCELLED,
    ("accepted", "cancel", "buyer"): _CANCELLED,
    ("shipped", "receive", "buyer"): Transition("received", "received", notices.SAMPLE_RECEIVED),
}
"""Maps a state of the sample, a step and the side that takes it to the effect of the step. Any other step is not
possible."""
BY_STAFF: frozenset[Step] = frozenset({"accept", "quote", "decline", "agree", "cancel", "ship", "receive"})
"""The steps that the staff may take in the name of a side."""


def list_steps(state: SampleState, role: Role) -> tuple[Step, ...]:
    """Returns the steps that this side may take now, in the order of the table."""
    return tuple(step for (before, step, who) in TRANSITIONS if (before, who) == (state, role))
