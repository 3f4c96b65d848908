"""Defines the records of claims."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from actions.marketplace.base.records import ByStaff, Money, Name, Party, Quantity, Role
from actions.marketplace.trades.letters.records import Letter

ClaimKind = Literal["damaged", "wrong", "missing", "late", "quality"]
ClaimWish = Literal["refund", "replacement", "part_refund", "other"]
"""The wish of the buyer; `other` stands for a wish that only the buyer's description states."""
ClaimState = Literal["open", "offered", "refused", "escalated", "agreed", "dismissed", "withdrawn"]
ClaimEventKind = Literal[
    "opened",
    "accepted",
    "offered",
    "replacement_offered",
    "refused",
    "offer_accepted",
    "declined",
    "escalated",
    "unanswered",
    "undecided",
    "settled",
    "dismissed",
    "withdrawn",
]
PAID_BACK: tuple[ClaimWish, ...] = ("refund", "part_refund")
"""The wishes that are fulfilled by paying money back."""
WAITING: tuple[ClaimState, ...] = ("open", "offered", "refused", "escalated")
"""The states of a claim that is not over."""


@dataclass(frozen=True, slots=True)
class NewClaim:
    """Says what a buyer claims about an order. `kind` is the kind of problem, `affected` how many pieces have it (None:
    all, or the number does not matter), `wish` what the buyer demands, and `description` the buyer's own words.
    `wanted` is the amount that the buyer wants back, if it is named."""

    order: str
    kind: ClaimKind
    affected: Decimal | None
    wish: ClaimWish
    description: str
    wanted: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ClaimEvent:
    kind: ClaimEventKind
    by: Role | Literal["staff", "clock"]
    at: datetime
    amount: Money | None
    staff: ByStaff | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Describes a claim. `estimate` is the price of the affected pieces in the order, `wanted` the part of it that the
    buyer asked for, `offer` the amount that the supplier has offered, and `agreed` the amount on which both sides have
    agreed; each is None if there is no such amount. `replaces` is how many pieces the supplier offers to send anew
    instead of money. `most` is how much of the order's total can still be paid back. `letters` are the words of the two
    sides, `evidence` counts the files that the buyer attached to the order as evidence, `whole` is the price of the whole
    order, and `answer_by` until when the supplier has time for its first answer."""

    number: str
    order: str
    state: ClaimState
    kind: ClaimKind
    wish: ClaimWish
    goods: Name
    affected: Quantity | None
    ordered: Quantity
    estimate: Money | None
    wanted: Money | None
    offer: Money | None
    agreed: Money | None
    replaces: Quantity | None
    most: Money
    buyer: Party
    supplier: Party
    reader: Role
    letters: tuple[Letter, ...]
    events: tuple[ClaimEvent, ...]
    evidence: int
    opened_at: datetime
    whole: Money
    answer_by: datetime

    @property
    def refund(self) -> Money | None:
        """Returns the amount that the supplier pays back by accepting the claim, or None if the buyer does not want
        money."""
        return self.wanted or self.estimate if self.wish in PAID_BACK else None

    @property
    def counterpart(self) -> Party:
        """Returns the other side, as the reader sees it."""
        return self.supplier if self.reader == "buyer" else self.buyer


@dataclass(frozen=True, slots=True)
class Opened:
    """Says what became of a new claim: its number, and whether its description is held back for the staff to check. A
    repetition of the turn returns the same values."""

    number: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """Says whether a claim was changed, and whether the words that came with the change are held back for the staff to
    check."""

    is_changed: bool
    is_held: bool = False
