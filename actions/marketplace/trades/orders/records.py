"""Defines the records that describe an order: its lines, events, shipments, payments and changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from actions.marketplace.base.records import ByStaff, Destination, Money, Name, Party, Quantity
from trade.carriers import Mode

OrderState = Literal[
    "awaiting_confirmation",
    "accepted",
    "in_production",
    "ready_to_ship",
    "partly_shipped",
    "shipped",
    "delivered",
    "completed",
    "disputed",
    "cancelled",
]
EventKind = Literal[
    "placed",
    "accepted",
    "declined",
    "changed",
    "change_asked",
    "change_refused",
    "change_proposed",
    "change_left",
    "cancel_asked",
    "cancel_refused",
    "deposit_paid",
    "production_started",
    "production_progress",
    "production_finished",
    "ship_day_set",
    "late",
    "inspection_passed",
    "balance_paid",
    "part_shipped",
    "shipped",
    "tracking_corrected",
    "quantity_corrected",
    "departed",
    "arrival_late",
    "arrived",
    "part_arrived",
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
# due: not paid yet; pending: the money is on its way; paid: the money has arrived; void: no longer to be paid
PaymentState = Literal["due", "pending", "paid", "void"]
ChangeKind = Literal["change", "cancel"]
# open: waits for the supplier's answer; proposed: the supplier has named its terms, and the buyer has to answer;
# made: needed no answer; overtaken: the order went on without it
ChangeState = Literal["open", "proposed", "agreed", "refused", "made", "overtaken"]


@dataclass(frozen=True, slots=True)
class OrderLine:
    product: Name
    product_id: int | None
    quantity: Quantity
    unit_price: Money
    total: Money


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """Describes an entry of the timeline. `day` is the new day of a promise or of a change, `quantity` how much was
    made, shipped or arrived, and `words` the reason that was given, or the step that the production has reached.
    `staff` is set if the staff did it."""

    kind: EventKind
    at: datetime
    place: Name | None = None
    day: date | None = None
    quantity: Quantity | None = None
    words: str | None = None
    staff: ByStaff | None = None


@dataclass(frozen=True, slots=True)
class Shipment:
    """Describes a shipment, whose `quantity` is None when it holds the whole order. `carrier` is the carrier's name in one fixed spelling ("COSCO", "DHL"). `eta` is the
    day on which the goods should arrive, if known. `arrived_at` is None until the goods have arrived."""

    id: int
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
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class AddedLine:
    """Describes goods of the same supplier that a change adds to an order, at the price of the listing."""

    product_id: int
    product: Name
    quantity: Quantity
    unit_price: Money


@dataclass(frozen=True, slots=True)
class Terms:
    """Holds the terms of an order that a buyer may change. In new values, None means that the value stays as it is. In
    the values from before a change, None means that the order had no such value. `items` describes, in the buyer's
    words, a change of the goods, such as another colour. `lines` are goods that the change adds. `total`, in the values
    from before, is what the order cost."""

    quantity: Quantity | None = None
    destination: Destination | None = None
    expected_on: date | None = None
    items: str | None = None
    lines: tuple[AddedLine, ...] = ()
    total: Money | None = None

    def __bool__(self) -> bool:
        return any((self.quantity, self.destination, self.expected_on, self.items, self.lines))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Holds what a supplier asks for in return for a change: what the change costs on top, and the new day on which the
    goods leave."""

    cost: Money | None = None
    ships_on: date | None = None

    def __bool__(self) -> bool:
        return bool(self.cost or self.ships_on)


@dataclass(frozen=True, slots=True)
class OrderChange:
    """Describes a change or a cancellation that the buyer made, or for which the buyer asked the supplier. `before` has
    the old values of the terms in `wanted`, `words` the buyer's reason, and `proposal` the supplier's terms, if it has
    named any."""

    id: int
    kind: ChangeKind
    state: ChangeState
    wanted: Terms
    before: Terms
    words: str | None
    asked_at: datetime
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Describes a payment of an order. `before_shipment` says whether it was agreed to come before the goods leave; it
    is None if only the days say so."""

    kind: PaymentKind
    state: PaymentState
    amount: Money
    method: str
    due_on: date | None
    paid_at: datetime | None
    id: int = 0
    before_shipment: bool | None = None


COST_OF_CHANGE = Name("Cost of a change", "变更费用")
"""The name of the line by which the cost of a change is in an order. It is nothing that can be shipped."""


def find_whole(lines: Iterable[tuple[Decimal, str, str]]) -> Decimal:
    """Returns the sum of the quantities of those lines that are goods in the unit of the first line. A line is its
    quantity, its unit and its English name."""
    first, *others = lines
    return sum((value for value, unit, name in others if unit == first[1] and name != COST_OF_CHANGE.en), first[0])


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Says which orders are wanted; an empty field sets no condition. `goods` and `companies` are names as
    a person wrote them, and an order needs to match only one of each. `placed_from` is the first day on
    which an order may have been placed, `placed_before` the day after the last. With `unpaid`, only
    orders match for which the buyer still has to make a payment."""

    states: tuple[OrderState, ...] = ()
    goods: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    placed_from: date | None = None
    placed_before: date | None = None
    unpaid: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Holds an order's summary and the other names that people use for the order: all names of its goods in both
    languages, the amounts of its payments, and the names of its carriers."""

    summary: "OrderSummary"
    names: tuple[str, ...]
    amounts: tuple[Money, ...]
    carriers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Holds the names that a text mentions: of the goods only the longest name, of the companies all names."""

    goods: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """Describes an order in short. `counterpart` is the supplier for a buyer who reads the order, and the buyer for a
    supplier. `goods` and `quantity` are those of the first line of the order."""

    number: str
    state: OrderState
    counterpart: Party
    goods: Name
    quantity: Quantity
    line_count: int
    total: Money
    placed_at: datetime
    expected_on: date | None
    destination: Destination | None = None


@dataclass(frozen=True, slots=True)
class OrderPage:
    total: int
    orders: tuple[OrderSummary, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Describes an order in full. `counterpart` is the supplier for a buyer who reads the order, and the buyer for a
    supplier. `ships_on` is the day on which the supplier has promised to ship, `expected_on` the day of arrival.
    `claim_until`, the end of the time for claims, is set on delivery. `paid` is the sum of the payments that have
    arrived less refunds, and `outstanding` is what the buyer still owes."""

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
    ships_on: date | None = None
    changes: tuple[OrderChange, ...] = ()

    @property
    def asked(self) -> OrderChange | None:
        """Returns the change or the cancellation that waits for the supplier's answer, or None."""
        return next((change for change in self.changes if change.state == "open"), None)

    @property
    def proposed(self) -> OrderChange | None:
        """Returns the change to which the supplier has answered with its terms, which the buyer has to answer."""
        return next((change for change in self.changes if change.state == "proposed"), None)

    @property
    def whole(self) -> Quantity:
        """Returns how much of the goods the order has in all, in the unit in which it is shipped: that of its first
        line. Goods in another unit leave along with these."""
        unit = self.lines[0].quantity.unit
        return Quantity(
            find_whole((line.quantity.value, line.quantity.unit, line.product.en) for line in self.lines), unit
        )

    @property
    def received(self) -> tuple[Payment, ...]:
        """Returns the payments of the buyer that have arrived, also those that were refunded later."""
        return tuple(each for each in self.payments if each.kind != "refund" and each.state == "paid")

    def find_unpaid(self, today: date) -> tuple[Payment, ...]:
        """Returns the payments that were agreed to come before the goods leave, or are due by `today`, and have not
        arrived. If the agreement is not on record, a balance comes before the goods unless it is due after the day on
        which they leave."""
        return tuple(
            each
            for each in self.payments
            if each.kind != "refund" and each.state in ("due", "pending") and self._comes_first(each, today)
        )

    def _comes_first(self, payment: Payment, today: date) -> bool:
        if payment.kind == "deposit" or payment.due_on is None or payment.due_on <= today:
            return True
        if payment.before_shipment is not None:
            return payment.before_shipment
        return self.ships_on is not None and payment.due_on <= self.ships_on

    @property
    def left_to_ship(self) -> Quantity:
        """Returns how much of the goods is in no shipment yet."""
        whole = self.whole
        parts = [shipment.quantity for shipment in self.shipments]
        sent = whole.value if None in parts else sum((part.value for part in parts if part), Decimal(0))
        return Quantity(max(whole.value - sent, Decimal(0)), whole.unit)

    @property
    def on_the_way(self) -> tuple[Shipment, ...]:
        """Returns the shipments of which nobody has said that they arrived."""
        return tuple(shipment for shipment in self.shipments if shipment.arrived_at is None)

    @property
    def changeable(self) -> bool:
        """Returns True until production begins. Until then, a buyer may still change or cancel the order."""
        return self.state in ("awaiting_confirmation", "accepted")
