"""What the marketplace hands out: frozen, typed, without behaviour beyond small derived facts.

Names, places and goods are bilingual (`Name`). Money is exact (`Decimal`) and carries its currency (ISO 4217).
Every datetime is aware and in UTC. Units are those of the NLU: piece, set, pair, dozen, carton, kilogram, tonne, metre,
square_metre, litre, container, container_20ft, container_40ft, container_40hq.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Role = Literal["buyer", "supplier"]
Sort = Literal["relevance", "price", "rating", "lead_time", "moq"]
Condition = Literal[
    "quantity",
    "region",
    "certification",
    "certified",
    "price",
    "verified",
    "factory",
    "rating",
    "lead_time",
    "supplier",
]
SupplierKind = Literal["factory", "trading_company"]
OrderState = Literal[
    "awaiting_confirmation",
    "accepted",
    "in_production",
    "ready_to_ship",
    "shipped",
    "delivered",
    "completed",
    "disputed",
    "cancelled",
]
EventKind = Literal[
    "placed",
    "accepted",
    "deposit_paid",
    "production_started",
    "production_finished",
    "inspection_passed",
    "balance_paid",
    "shipped",
    "departed",
    "arrived",
    "customs_cleared",
    "delivered",
    "completed",
    "dispute_opened",
    "cancelled",
    "refund_requested",
    "refunded",
]
ShipmentMode = Literal["sea", "rail", "air", "express", "road"]
PaymentKind = Literal["deposit", "balance", "full", "refund"]
PaymentState = Literal["due", "pending", "paid"]  # due: nobody has paid; pending: on its way; paid: arrived
RfqState = Literal["open", "awarded", "closed", "expired"]
QuotationState = Literal["open", "accepted", "declined", "expired"]


@dataclass(frozen=True, slots=True)
class Name:
    """One name in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Quantity:
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in China: `province_code` is ISO 3166-2:CN ("CN-SC"); `city` is null for a whole province."""

    province_code: str
    province: Name
    city: Name | None = None


@dataclass(frozen=True, slots=True)
class Destination:
    """Where goods go: `country` is ISO 3166-1 alpha-2, `city` the port or city."""

    country: str
    city: Name


@dataclass(frozen=True, slots=True)
class Certificate:
    """`code` is canonical ("ISO 9001", "organic"); `number`, `issuer` as printed on it."""

    code: str
    name: Name
    number: str
    issuer: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class PriceTier:
    """From `minimum` (in the product's unit) a unit costs `unit_price`."""

    minimum: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class SupplierSummary:
    """`rating` is out of 5, null without reviews."""

    id: int
    slug: str
    name: Name
    place: Place
    kind: SupplierKind
    verified: bool
    rating: float | None
    review_count: int


@dataclass(frozen=True, slots=True)
class SupplierProfile:
    summary: SupplierSummary
    founded_year: int
    employees: int
    export_percent: int
    response_hours: int
    on_time_percent: int
    main_products: tuple[Name, ...]
    certificates: tuple[Certificate, ...]
    product_count: int


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """`regions`: ISO codes, provinces, cities or groups ("western provinces", 西部), either language, any of them.
    `certifications`: codes or names, all of them; `certified`: any. `max_price` is per `unit` if given, else per the product's
    own unit. `max_lead_days` is the longest lead time, `min_rating` (1 to 5) the worst rating of a supplier. `quantity` keeps
    products whose MOQ it reaches and chooses the price tier. `supplier` is a slug. `text` may be ""."""

    text: str = ""
    quantity: Decimal | int | None = None
    unit: str | None = None
    regions: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    max_price: Decimal | None = None
    currency: str = "USD"
    verified_only: bool = False
    factories_only: bool = False
    min_rating: float | None = None
    certified: bool = False
    max_lead_days: int | None = None
    supplier: str | None = None
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as its supplier offers it. `unit_price` is per one `moq.unit` at `priced_quantity`: the quantity asked
    for in the product's unit, or the MOQ when none was given or it cannot be converted (containers, say)."""

    product_id: int
    product: Name
    category: Name
    supplier: SupplierSummary
    unit_price: Money
    priced_quantity: Quantity
    moq: Quantity
    tiers: tuple[PriceTier, ...]
    lead_time_days: int
    certificates: tuple[str, ...]
    sample_price: Money | None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Dropping `condition` alone would find `total` products."""

    condition: Condition
    total: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`total` is exact, over all pages. `match` says how well the words fit: "exact" when every word of the text does, "close" when only
    the thing itself does ("blue cotton t-shirts" without blue), "none". `relaxations` are filled when `total` is 0; best first.
    `corrections`: what a misspelt text may mean; a single one was searched instead of it."""

    total: int
    offers: tuple[Offer, ...]
    match: Literal["exact", "close", "none"]
    relaxations: tuple[Relaxation, ...] = ()
    unknown_regions: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """The company on one side of a trade; `account` is null for one that never signed up for chat."""

    name: Name
    role: Role
    account: str | None


@dataclass(frozen=True, slots=True)
class OrderLine:
    product: Name
    product_id: int | None
    quantity: Quantity
    unit_price: Money
    total: Money


@dataclass(frozen=True, slots=True)
class OrderEvent:
    kind: EventKind
    at: datetime
    place: Name | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """`carrier` is canonical ("COSCO", "DHL"); `eta` is null once it is unknown, `arrived_at` null until it is there."""

    mode: ShipmentMode
    carrier: str
    carrier_name: Name
    tracking_number: str
    vessel: str | None
    origin: Name
    destination: Name
    shipped_at: datetime
    eta: date | None
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Payment:
    kind: PaymentKind
    state: PaymentState
    amount: Money
    method: str
    due_on: date | None
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders are wanted; what is empty does not narrow. `goods` and `companies` are as a person says them, any of
    them; placed from the day `placed_from` to before `placed_before`; `unpaid` has a payment due."""

    states: tuple[OrderState, ...] = ()
    goods: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    placed_from: date | None = None
    placed_before: date | None = None
    unpaid: bool = False


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Names that some words hold: of goods, the longest, and of companies."""

    goods: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """`counterpart` is the other side, seen from the account that asked. `goods` is the first line's product."""

    number: str
    state: OrderState
    counterpart: Party
    goods: Name
    quantity: Quantity
    line_count: int
    total: Money
    placed_at: datetime
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class OrderPage:
    total: int
    orders: tuple[OrderSummary, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """`claim_until` is set once delivered. `paid` is what has arrived less what was given back; `outstanding` what is owed still."""

    number: str
    state: OrderState
    buyer: Party
    supplier: Party
    counterpart: Party
    lines: tuple[OrderLine, ...]
    events: tuple[OrderEvent, ...]
    shipments: tuple[Shipment, ...]
    payments: tuple[Payment, ...]
    total: Money
    paid: Money
    outstanding: Money
    incoterm: str
    destination: Destination
    placed_at: datetime
    expected_on: date | None
    claim_until: datetime | None

    @property
    def changeable(self) -> bool:
        """Before production a buyer may still change or cancel it."""
        return self.state in ("awaiting_confirmation", "accepted")


@dataclass(frozen=True, slots=True)
class Quotation:
    """`supplier` quotes `unit_price` for the quantity of its RFQ. `port` is the place that the Incoterm was named with ("FOB Shanghai")."""

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
    """A buyer's request. `product` is in the buyer's words and, where the catalogue has them, in the other language's (else
    both fields are alike), and empty for a supplier while these words are held or when they were refused (`words`); `due_on` is until
    when suppliers may quote, `needed_by` when the goods must be there; `port` as in a Quotation. A supplier sees only its own quotation."""

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
    """What a buyer asks for, in the buyer's words. Without `suppliers` (slugs) it goes to those that the search finds for `product`."""

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
    """What a supplier quotes for the whole quantity of a request; valid for 15 days when it does not say until when."""

    unit_price: Money
    lead_time_days: int
    incoterm: str
    valid_until: date | None = None
    port: Name | None = None


@dataclass(frozen=True, slots=True)
class WriteKey:
    """Makes a write idempotent: the same key gives the first result again."""

    message_id: str
    action: str
    ordinal: int = 0
