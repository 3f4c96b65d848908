"""Defines the records that describe requests and quotations, and those from which new ones are
made."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from actions.marketplace.base.records import Destination, Money, Name, Party, Quantity, Role
from actions.marketplace.goods.catalogue.rates import NO_RATES, Rates
from actions.marketplace.goods.catalogue.records import SupplierSummary
from actions.marketplace.trades.requests.lifecycle import Standing

RfqState = Literal["open", "awarded", "closed", "expired", "withdrawn"]
QuotationState = Literal["open", "accepted", "declined", "expired", "withdrawn"]
OfferState = Literal["quoted", "open", "accepted", "declined", "overtaken"]


@dataclass(frozen=True, slots=True)
class CounterOffer:
    """Describes one round of a negotiation. Round 0 is the quotation itself, with the state `quoted`; a later round with
    that state is the supplier's revision."""

    round: int
    side: Role
    unit_price: Money
    quantity: Quantity
    state: OfferState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Quotation:
    """Describes a quotation: `supplier` quotes `unit_price` for `quantity`. `port` is the place that follows the
    Incoterm ("FOB Shanghai"). `standing` says where the negotiation stands, `rounds` are its rounds, the first one
    first, and `terms` is the hash of the present terms. `moq` is the smallest quantity at this price, if
    the supplier has named one."""

    number: str
    rfq_number: str
    state: QuotationState
    supplier: SupplierSummary
    unit_price: Money
    quantity: Quantity
    lead_time_days: int
    incoterm: str
    port: Name | None
    valid_until: date
    created_at: datetime
    standing: Standing = "open"
    rounds: tuple[CounterOffer, ...] = ()
    terms: str = ""
    note: str | None = None
    moq: Quantity | None = None

    @property
    def is_below_minimum(self) -> bool:
        """Returns whether the quotation is for less than the smallest quantity at its price."""
        return self.moq is not None and self.quantity.value < self.moq.value

    @property
    def waiting(self) -> CounterOffer | None:
        """Returns the counter-offer that waits for an answer of the other side, or None."""
        if self.standing not in ("asked", "answered"):
            return None
        return next((offer for offer in reversed(self.rounds) if offer.state == "open"), None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Says that a supplier does not quote for a request, since when, and for which reason (None if it gave none)."""

    supplier: Name
    slug: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Rfq:
    """Describes a buyer's request. `product` has the buyer's words and the catalogue's name in the other language;
    without such a name both fields are alike. For a supplier, `product` is empty while the buyer's words are held back
    or after they were refused (`words`). `due_on` is the last day for quotations, and `needed_by` the day when the
    goods must be there. `port` is as in a Quotation. A supplier sees only its own quotation, and neither the number
    (`recipients`) nor the names (`suppliers`) of the suppliers that were asked. `product_id` is the listing that was
    asked for, if one was. `note` holds the buyer's further wishes in their own words, such as a logo or the packing.
    `refusals` are those of the suppliers that do not quote; a supplier sees only its own refusal. `rates` are the
    exchange rates by which the prices of the quotations are compared; they change none of them."""

    number: str
    state: RfqState
    buyer: Party
    product: Name
    quantity: Quantity
    destination: Destination | None
    incoterm: str | None
    port: Name | None
    target_price: Money | None
    certifications: tuple[str, ...]
    due_on: date
    needed_by: date | None
    created_at: datetime
    quotations: tuple[Quotation, ...]
    words: Literal["released", "held", "refused"] = "released"
    recipients: int | None = None
    suppliers: tuple[Name, ...] = ()
    product_id: int | None = None
    note: str | None = None
    refusals: tuple[Refusal, ...] = ()
    rates: Rates = NO_RATES


@dataclass(frozen=True, slots=True)
class NewRfq:
    """Says what a buyer asks for, in the buyer's words. The request goes to `suppliers` (slugs). If there are none, it
    goes to the suppliers that the search finds for `product`, and to `extra_suppliers`."""

    product: str
    quantity: Quantity
    destination: Destination | None = None
    incoterm: str | None = None
    port: Name | None = None
    target_price: Money | None = None
    certifications: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    extra_suppliers: tuple[str, ...] = ()
    due_on: date | None = None
    needed_by: date | None = None
    product_id: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RfqChanges:
    """Says what a buyer changes in a request. A field that is None stays as it is."""

    quantity: Quantity | None = None
    destination: Destination | None = None
    target_price: Money | None = None
    needed_by: date | None = None
    due_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewQuotation:
    """Says what a supplier quotes for the whole quantity of a request. If no last day is given, the quotation is valid
    for 15 days. `moq` is the smallest quantity at this price, in the unit of the request."""

    unit_price: Money
    lead_time_days: int
    incoterm: str
    valid_until: date | None = None
    port: Name | None = None
    note: str | None = None
    moq: Decimal | None = None
