"""Reckons what an order costs after the change that is under way or waits for the supplier's answer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.trades.orders.records import Order, Payment
from actions.replies import lines, money, quantity
from actions.trades.orders.cards import order_values, payment_line


def find_wanted_quantity(turn: Turn, order: Order) -> Quantity | None:
    """Returns the new quantity of the order in the change that is under way or waits for an answer."""
    change: Json = (turn.task.values.get("change") or {}) if turn.task and turn.task.name == "order_change" else {}
    if amount := read_amount(change.get("quantity")):
        return Quantity(Decimal(amount.value), order.lines[0].quantity.unit)
    return order.asked.wanted.quantity if order.asked else None


def reckon_total(order: Order, wanted: Quantity) -> Money:
    """Returns the total of the order with this quantity, at the price of the order."""
    line = order.lines[0]
    changed = order.total.amount - line.total.amount + line.unit_price.amount * wanted.value
    return Money(round(changed, 2), order.total.currency)


def reckon_payments(order: Order, total: Money) -> list[Payment]:
    """Returns the order's payments if its total became this one: the open ones share what is not paid yet, as they do
    now (`follow_total` in actions/marketplace/trades/orders/payments.py). Returns [] if more than the new total has been
    paid."""
    paid = sum((each.amount.amount for each in order.payments if _is_paid(each)), Decimal(0))
    due = [each for each in order.payments if each.state == "due" and each.kind != "refund"]
    left, before = total.amount - paid, sum((each.amount.amount for each in due), Decimal(0))
    if left <= 0 or not before:
        return []
    shares = [round(each.amount.amount * left / before, 2) for each in due[:-1]]
    amounts = iter([*shares, left - sum(shares, Decimal(0))])
    return [
        replace(each, amount=Money(next(amounts), total.currency)) if each in due else each
        for each in order.payments
        if each.kind != "refund"
    ]


def _is_paid(payment: Payment) -> bool:
    return payment.state in ("paid", "pending") and payment.kind != "refund"


def say_payments_after_change(turn: Turn, order: Order) -> None:
    """Says the total and the payments as they would be after the change; nothing if none is wanted."""
    wanted = find_wanted_quantity(turn, order)
    if wanted is None or order.state == "cancelled":
        return
    total = reckon_total(order, wanted)
    if not (payments := reckon_payments(order, total)):
        return
    shown = {
        "new_quantity": quantity(wanted),
        "new_total": money(total),
        "payments": lines(map(payment_line, payments)),
    }
    turn.say("utter_fact_payments_follow", {**order_values(order), **shown})
