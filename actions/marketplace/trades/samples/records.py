"""Defines the records of samples."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from actions.marketplace.base.records import ByStaff, Destination, Money, Name, Party, Quantity, Role
from actions.marketplace.trades.letters.records import Letter

SampleState = Literal["requested", "quoted", "accepted", "shipped", "received", "declined", "cancelled"]
SampleEventKind = Literal["requested", "quoted", "accepted", "agreed", "shipped", "received", "declined", "cancelled"]
UNDER_WAY: tuple[SampleState, ...] = ("requested", "quoted", "accepted", "shipped")
"""The states of a sample that is not over."""


@dataclass(frozen=True, slots=True)
class NewSample:
    """Says of which listing a buyer wants samples before ordering, where they go, and the exact address in the buyer's
    own words."""

    product_id: int
    quantity: Quantity
    destination: Destination
    address: str


@dataclass(frozen=True, slots=True)
class SampleEvent:
    kind: SampleEventKind
    by: Role
    at: datetime
    staff: ByStaff | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """Describes a request for a sample. `price` is the listing's price of one sample: 0 if it is free, and None if the
    supplier states it on request. `cost` is the amount that the supplier asks for the whole request, shipping included,
    once it has stated it."""

    number: str
    state: SampleState
    product_id: int | None
    goods: Name
    quantity: Quantity
    destination: Destination
    price: Money | None
    cost: Money | None
    carrier: str | None
    tracking_number: str | None
    buyer: Party
    supplier: Party
    reader: Role
    letters: tuple[Letter, ...]
    events: tuple[SampleEvent, ...]
    requested_at: datetime
    shipped_at: datetime | None

    @property
    def counterpart(self) -> Party:
        """Returns the other side, as the reader sees it."""
        return self.supplier if self.reader == "buyer" else self.buyer


@dataclass(frozen=True, slots=True)
class Requested:
    """Says what became of a new request: its number, and whether its address is held back for the staff."""

    number: str
    is_held: bool


@dataclass(frozen=True, slots=True)
class StepTaken:
    """Says whether a step was taken, and whether the words that came with it are held back."""

    is_taken: bool
    is_held: bool = False
