"""Defines the records that an import reads and writes. Each record has the id that the operator's own system gives it,
and refers to other records by their ids.

A value of None is not known, for example the year of foundation of a company that does not publish it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from actions.marketplace.base.records import Destination, Name, Place, Quantity, Role
from actions.marketplace.goods.catalogue.records import PriceTier, SupplierKind
from actions.marketplace.trades.orders.records import EventKind, OrderState, PaymentKind, PaymentState, ShipmentMode


@dataclass(frozen=True, slots=True)
class NewRate:
    """Says how much of a currency one US dollar buys. Without `as_of`, the rate holds for the day of the import."""

    currency: str
    per_usd: Decimal
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class NewSupplier:
    """Describes a supplier. The city in `place` may be one that is not listed yet."""

    operator_id: str
    name: Name
    place: Place
    kind: SupplierKind
    verified: bool
    rating: float | None
    review_count: int
    founded_year: int | None
    employees: int | None
    export_percent: int | None
    response_hours: int | None
    on_time_percent: int | None


@dataclass(frozen=True, slots=True)
class NewProduct:
    """Describes a product. `other_names` are other names of the same goods in both languages, and `picture` is the name
    of a picture."""

    operator_id: str
    supplier_id: str
    name: Name
    other_names: tuple[Name, ...]
    category: Name
    unit: str
    moq: Decimal
    lead_time_days: int
    currency: str
    tiers: tuple[PriceTier, ...]
    sample_price: Decimal | None
    stock: Decimal | None
    paused: bool
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """Describes a certificate: of the product, or of the whole supplier if `product_id` is None."""

    operator_id: str
    supplier_id: str
    product_id: str | None
    code: str
    number: str
    issuer: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Describes an account, by the name with which the operator's site signs people in. `company_id` is the operator's
    id of the supplier or of the buying company; `company` describes a buying company and is None for a supplier."""

    operator_id: str
    role: Role
    language: str
    company_id: str
    company: BuyingCompany | None


@dataclass(frozen=True, slots=True)
class BuyingCompany:
    name: Name
    country: str
    city: Name


@dataclass(frozen=True, slots=True)
class NewLine:
    product_id: str | None
    name: Name | None
    quantity: Quantity
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Describes an order with its lines. `number` is None if Caravan shall choose it. A `destination` without a city
    means the city of the buying company. `events` are the events of the order besides its placing, each with its
    time."""

    operator_id: str
    number: str | None
    buyer_id: str
    supplier_id: str
    state: OrderState
    incoterm: str
    destination: Destination | None
    currency: str
    placed_at: datetime
    expected_on: date | None
    claim_until: datetime | None
    events: tuple[tuple[EventKind, datetime], ...]
    lines: tuple[NewLine, ...]


@dataclass(frozen=True, slots=True)
class NewPayment:
    operator_id: str
    order_id: str
    kind: PaymentKind
    state: PaymentState
    amount: Decimal
    currency: str | None
    method: str
    due_on: date | None
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewShipment:
    """Describes a shipment. `origin` is None for the supplier's city, and `destination` is None for that of the
    order."""

    operator_id: str
    order_id: str
    mode: ShipmentMode
    carrier: str
    tracking_number: str
    vessel: str | None
    origin: Name | None
    destination: Name | None
    shipped_at: datetime
    eta: date | None
    arrived_at: datetime | None


Record = NewRate | NewSupplier | NewProduct | NewCertificate | NewAccount | NewOrder | NewPayment | NewShipment
