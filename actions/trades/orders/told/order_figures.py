"""Declares the properties by which orders are sorted and chosen: the days on which they leave and arrive, the payments
that are due, and their totals."""

from __future__ import annotations

from collections.abc import Iterable

from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order, Payment, PaymentKind
from actions.replies import money, term
from actions.trades.lookup.figures import Figure, Figures, Find, of_age, of_money, of_quantity, on_day
from actions.trades.orders.money.sums import find_due

_OVER = ("delivered", "completed", "cancelled")


def _find_leave(turn: Turn, order: Order) -> Figure | None:
    """Returns the day on which the goods of an order will leave, if they have not left yet."""
    is_here = order.state in (*TO_CONFIRM, *TO_SHIP)
    return on_day(turn, order.ships_on, "leave") if is_here and order.ships_on else None


def _find_arrival(turn: Turn, order: Order) -> Figure | None:
    """Returns the day on which the first shipment of an order should arrive."""
    on_the_way = [shipment.eta for shipment in order.on_the_way if shipment.eta]
    day = min(on_the_way, default=order.expected_on)
    return on_day(turn, day, "arrive") if day and order.state not in _OVER else None


def _find_due(*kinds: PaymentKind) -> Find:
    """Returns a function that finds the next payment of these kinds, or of any kind if none is given."""

    def find(turn: Turn, order: Order) -> Figure | None:
        due = [] if order.state == "cancelled" else _choose(find_due(order), kinds)
        return _describe(turn, due[0]) if due and due[0].due_on else None

    return find


def _choose(due: Iterable[Payment], kinds: tuple[PaymentKind, ...]) -> list[Payment]:
    return [payment for payment in due if not kinds or payment.kind in kinds]


def _describe(turn: Turn, payment: Payment) -> Figure | None:
    assert payment.due_on is not None
    kind = term(f"payment_kind.{payment.kind}")
    return on_day(turn, payment.due_on, "pay", kind=kind, amount=money(payment.amount))


_find_pay = _find_due()


def _find_late(turn: Turn, order: Order) -> Figure | None:
    """Returns the figure of whatever is late in an order: a payment, else the day on which it leaves or arrives. If
    nothing is late, returns the next of these days."""
    found = [figure for find in (_find_pay, _find_leave, _find_arrival) if (figure := find(turn, order))]
    return next((figure for figure in found if figure.is_late), found[0] if found else None)


FIGURES: Figures = {
    "leave": _find_leave,
    "arrive": _find_arrival,
    "pay": _find_pay,
    "deposit": _find_due("deposit"),
    "balance": _find_due("balance", "full"),
    "owed": lambda turn, order: of_money(order.outstanding) if order.outstanding.amount else None,
    "late": _find_late,
    "total": lambda turn, order: of_money(order.total),
    "quantity": lambda turn, order: of_quantity(order.lines[0].quantity),
    "age": lambda turn, order: of_age(order.placed_at),
}
