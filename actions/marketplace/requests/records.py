"""Defines the records that describe requests and quotations, and those from which new ones are
made."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from actions.marketplace.catalogue.records import SupplierSummary
from actions.marketplace.records import Destination, Money, Name, Party, Quantity

RfqState = Literal["open", "awarded", "closed", "expired"]
QuotationState = Literal["open", "accepted", "declined", "expired"]


@dataclass(frozen=True, slots=True)
class Quotation:
    """Describes a quotation: `supplier` quotes `unit_price` for the quantity of its RFQ. `port` is
    the place that the Incoterm was named with ("FOB Shanghai")."""

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


@dataclass(frozen=True, slots=True)
class Rfq:
    """Describes a buyer's request. `product` has the buyer's words and the catalogue's name in the
    other language; without such a name both fields are alike. For a supplier it is empty while
    these words are held or when they were refused (`words`). `due_on` is the last day for
    quotations, and `needed_by` the day when the goods must be there. `port` is as in a
    Quotation. A supplier sees only its own quotation."""

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


@dataclass(frozen=True, slots=True)
class NewRfq:
    """Says what a buyer asks for, in the buyer's words. Without `suppliers` (slugs) it goes to those that the search finds for `product`."""

    product: str
    quantity: Quantity
    destination: Destination | None = None
    incoterm: str | None = None
    port: Name | None = None
    target_price: Money | None = None
    certifications: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    due_on: date | None = None
    needed_by: date | None = None


@dataclass(frozen=True, slots=True)
class NewQuotation:
    """Says what a supplier quotes for the whole quantity of a request. It is valid for 15 days when
    no last day is given."""

    unit_price: Money
    lead_time_days: int
    incoterm: str
    valid_until: date | None = None
    port: Name | None = None
