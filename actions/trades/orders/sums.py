"""States the single facts of an order's money: what is paid, what is due next and when, what is late, and how it is paid."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import Order, Payment
from actions.replies import Value, date, days, money, term
from actions.trades.orders.cards import order_values, payment_line
from actions.trades.orders.payments import METHODS, find_refund


def find_due(order: Order) -> list[Payment]:
    """Returns the payments that the buyer still has to make, the earliest first."""
    due = (payment for payment in order.payments if payment.state == "due" and payment.kind != "refund")
    return sorted(due, key=lambda payment: (payment.due_on is None, payment.due_on))


def _values(turn: Turn, order: Order, payment: Payment | None = None) -> dict[str, Value]:
    if payment is None:
        return order_values(order)
    due = {"due": date(payment.due_on) if payment.due_on else term("date.unknown")}
    late = days(abs((payment.due_on - turn.today).days)) if payment.due_on else days(0)
    kind = term(f"payment_kind.{payment.kind}")
    return {**order_values(order), **due, "late": late, "left": late, "amount": money(payment.amount), "kind": kind}


def say_balance(turn: Turn, order: Order) -> bool:
    """Says how much the balance is and when it is due, or that it was paid."""
    balance = next((payment for payment in order.payments if payment.kind in ("balance", "full")), None)
    if balance is None:
        return say_paid(turn, order)
    turn.say("utter_own_balance", {**order_values(order), "payment": payment_line(balance)})
    return True


def say_owed(turn: Turn, order: Order) -> bool:
    """Says what is due next, and when."""
    due = find_due(order)
    if order.state == "cancelled":
        return say_paid(turn, order)
    if not due or due[0].due_on is None:
        if order.outstanding.amount:
            return say_paid(turn, order)
        turn.say("utter_own_nothing_owed", order_values(order))
        return True
    is_late = due[0].due_on < turn.today
    turn.say("utter_own_owed_late" if is_late else "utter_own_owed", _values(turn, order, due[0]))
    return True


def say_paid(turn: Turn, order: Order) -> bool:
    """Says how much has been paid."""
    if order.state == "cancelled" and find_refund(order) is not None:
        return False
    turn.say("utter_own_paid" if order.outstanding.amount else "utter_own_paid_in_full", order_values(order))
    return True


def say_method(turn: Turn, order: Order) -> bool:
    if not order.payments:
        return False
    method = order.payments[0].method
    turn.say("utter_own_method", {**order_values(order), "method": term(f"payment_method.{method}") if method in METHODS else method})
    return True
