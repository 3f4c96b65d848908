"""Declares the steps of a claim: from which state to which each leads, who may take it, and which notice the other side
gets."""

from dataclasses import dataclass
from typing import Literal

from actions.marketplace.base.outbox import NoticeKind
from actions.marketplace.base.records import Role
from actions.marketplace.trades.claims import notices
from actions.marketplace.trades.claims.records import ClaimEventKind, ClaimState

Step = Literal["accept", "offer", "replace", "refuse", "decline", "escalate", "withdraw", "settle", "dismiss"]
Who = Role | Literal["staff"]
"""Names who may take a step: one of the two sides, or the staff in their own name when they decide an escalated
claim."""


@dataclass(frozen=True, slots=True)
class Transition:
    """Describes what a step does: the new state, the entry in the timeline, and the notice for the other side."""

    state: ClaimState
    event: ClaimEventKind
    notice: NoticeKind


_ACCEPTED = Transition("agreed", "accepted", notices.CLAIM_ACCEPTED)
_OFFERED = Transition("offered", "offered", notices.CLAIM_OFFER)
_REPLACES = Transition("offered", "replacement_offered", notices.CLAIM_OFFER)
_REFUSED = Transition("refused", "refused", notices.CLAIM_REFUSED)
_ESCALATED = Transition("escalated", "escalated", notices.CLAIM_ESCALATED)
_WITHDRAWN = Transition("withdrawn", "withdrawn", notices.CLAIM_WITHDRAWN)

TRANSITIONS: dict[tuple[ClaimState, Step, Who], Transition] = {
    ("open", "accept", "supplier"): _ACCEPTED,
    ("open", "offer", "supplier"): _OFFERED,
    ("open", "replace", "supplier"): _REPLACES,
    ("open", "refuse", "supplier"): _REFUSED,
    ("offered", "accept", "supplier"): _ACCEPTED,
    ("offered", "offer", "supplier"): _OFFERED,
    ("offered", "replace", "supplier"): _REPLACES,
    ("refused", "accept", "supplier"): _ACCEPTED,
    ("refused", "offer", "supplier"): _OFFERED,
    ("refused", "replace", "supplier"): _REPLACES,
    ("escalated", "accept", "supplier"): _ACCEPTED,
    ("offered", "accept", "buyer"): Transition("agreed", "offer_accepted", notices.CLAIM_OFFER_ACCEPTED),
    ("offered", "decline", "buyer"): Transition("open", "declined", notices.CLAIM_DECLINED),
    ("open", "escalate", "buyer"): _ESCALATED,
    ("offered", "escalate", "buyer"): _ESCALATED,
    ("refused", "escalate", "buyer"): _ESCALATED,
    ("open", "withdraw", "buyer"): _WITHDRAWN,
    ("offered", "withdraw", "buyer"): _WITHDRAWN,
    ("refused", "withdraw", "buyer"): _WITHDRAWN,
    ("escalated", "withdraw", "buyer"): _WITHDRAWN,
    ("escalated", "settle", "staff"): Transition("agreed", "settled", notices.CLAIM_SETTLED),
    ("escalated", "dismiss", "staff"): Transition("dismissed", "dismissed", notices.CLAIM_DISMISSED),
}
"""Maps a state of the claim, a step and the side that takes it to the effect of the step. Any other step is not
possible."""
DECISIONS: frozenset[Step] = frozenset({"settle", "dismiss"})
"""The steps by which the staff decide an escalated claim."""
BY_STAFF: frozenset[Step] = DECISIONS | {"accept", "offer", "replace", "refuse", "decline", "escalate", "withdraw"}
"""The steps that the staff may take: their own decisions, and a customer's steps in the customer's name."""


RUN_OUT: dict[ClaimState, Transition] = {
    "open": Transition("escalated", "unanswered", notices.CLAIM_UNANSWERED),
    "offered": Transition("escalated", "undecided", notices.CLAIM_UNDECIDED),
    "refused": Transition("escalated", "undecided", notices.CLAIM_UNDECIDED),
}
"""Maps each state to what happens when the time of a claim in this state has run out. The notice is for the buyer."""


def list_steps(state: ClaimState, role: Who) -> tuple[Step, ...]:
    """Returns the steps that this side may take now, in the order of the table."""
    return tuple(step for (before, step, who) in TRANSITIONS if (before, who) == (state, role))
