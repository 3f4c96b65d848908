"""Defines the records that describe an order: its lines, events, shipments and payments."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from actions.marketplace.records import Destination, Money, Name, Party, Quantity
from trade.carriers import Mode

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
ShipmentMode = Mode
PaymentKind = Literal["deposit", "balance", "full", "refund"]
PaymentState = Literal["due", "pending", "paid"]  # due: nobody has paid; pending: on its way; paid: arrived


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
    """Describes a shipment. `carrier` is canonical ("COSCO", "DHL"). `eta` is None when it is
    unknown, and `arrived_at` until the shipment has arrived."""

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
    """Says which orders are wanted; an empty field does not narrow them. `goods` and `companies`
    are in a person's words, and an order matches any of them. Orders were placed from the day
    `placed_from` on, and before the day `placed_before`. With `unpaid`, only orders with a
    payment due match."""

    states: tuple[OrderState, ...] = ()
    goods: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    placed_from: date | None = None
    placed_before: date | None = None
    unpaid: bool = False


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Holds the names that a text mentions: the longest name of goods, and those of companies."""

    goods: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """Describes an order in short. `counterpart` is the other side, seen from the account that
    asked. `goods` is the product of the first line."""

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
    """Describes an order in full. `claim_until` is set once the order is delivered. `paid` is what
    has arrived less what was given back, and `outstanding` is what is still owed."""

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
        """Returns True while a buyer may still change or cancel the order, that is, until
        production begins."""
        return self.state in ("awaiting_confirmation", "accepted")
