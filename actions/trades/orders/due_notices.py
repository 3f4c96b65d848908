"""Turns notices about days and payments of an order that are due into the replies that its two sides read."""

from __future__ import annotations

import datetime as dt

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.outbox import Notice
from actions.marketplace.trades.orders.notices import (
    CLAIM_CLOSING,
    CONFIRM_REMINDER,
    ORDER_UNCONFIRMED,
    PAYMENT_OVERDUE,
    PAYMENT_SOON,
    PAYMENT_TODAY,
)
from actions.marketplace.trades.orders.records import Order, Payment
from actions.replies import Button, Reply, Value, button, card, date, money, person_button, reply, term
from actions.trades.orders.cards import order_values


async def say_confirm_reminder(market: Marketplace, notice: Notice) -> Reply:
    order = await _access_order(market, notice)
    confirm = button("button.confirm_order", "confirm_order", order_number=order.number)
    return _say("utter_notice_confirm_reminder", order, [("field.total", money(order.total))], confirm, _see(order))


async def say_order_unconfirmed(market: Marketplace, notice: Notice) -> Reply:
    order = await _access_order(market, notice)
    cancel = button("button.cancel_order", "cancel_order", order_number=order.number)
    fields: list[tuple[str, Value]] = [("field.placed", date(order.placed_at.date()))]
    next_steps = _see(order), cancel, person_button("contact_supplier")
    return _say("utter_notice_order_unconfirmed", order, fields, *next_steps)


async def say_payment_soon(market: Marketplace, notice: Notice) -> Reply:
    return await _say_payment(market, notice, "utter_notice_payment_soon")


async def say_payment_today(market: Marketplace, notice: Notice) -> Reply:
    return await _say_payment(market, notice, "utter_notice_payment_today")


async def say_payment_overdue(market: Marketplace, notice: Notice) -> Reply:
    return await _say_payment(market, notice, "utter_notice_payment_overdue", "utter_notice_payment_not_received")


async def say_claim_closing(market: Marketplace, notice: Notice) -> Reply:
    order = await _access_order(market, notice)
    report = button("button.report_problem", "report_problem", order_number=order.number)
    fields: list[tuple[str, Value]] = [("field.claim_until", order_values(order)["claim_until"])]
    return _say("utter_notice_claim_closing", order, fields, report, _see(order))


async def _say_payment(market: Marketplace, notice: Notice, to_buyer: str, to_supplier: str = "") -> Reply:
    """Returns the reply about a payment that is still owed.

    Raises: NotFound: the payment was made, or changed, in the meantime.
    """
    order = await _access_order(market, notice)
    payment = _find_owed(order, notice.payload["payment"], dt.date.fromisoformat(notice.payload["due_on"]))
    values: dict[str, Value] = {
        "kind": term(f"payment_kind.{payment.kind}"),
        "amount": money(payment.amount),
        "due": date(payment.due_on) if payment.due_on else term("date.unknown"),
    }
    fields: list[tuple[str, Value]] = [
        ("field.payment", values["kind"]),
        ("field.amount", values["amount"]),
        ("field.pay_by", values["due"]),
    ]
    payments = button("button.payments", "payment_status", order_number=order.number)
    return _say(to_buyer if _is_buyer(order) else to_supplier, order, fields, payments, _see(order), values=values)


def _find_owed(order: Order, kind: str, due_on: dt.date) -> Payment:
    for payment in order.payments:
        if (payment.kind, payment.due_on, payment.state) == (kind, due_on, "due"):
            return payment
    raise NotFound(order.number)


def _say(
    response: str,
    order: Order,
    fields: list[tuple[str, Value]],
    *next_steps: Button,
    values: dict[str, Value] | None = None,
) -> Reply:
    """Returns a reply about something that is due in an order, with a card of the order that contains these fields."""
    known = order_values(order)
    shown: list[tuple[str, Value | None]] = [
        ("field.goods", term("order.goods_line", quantity=known["quantity"], goods=known["goods"])),
        ("field.supplier" if _is_buyer(order) else "field.buyer", known["counterpart"]),
        *fields,
        ("field.state", known["state"]),
    ]
    said = reply(response, known | (values or {}), *next_steps)
    return {**said, "cards": [card("order", order.number, shown)]}


def _is_buyer(order: Order) -> bool:
    return order.counterpart.role == "supplier"


def _see(order: Order) -> Button:
    return button("button.see_order", "order_status", order_number=order.number)


async def _access_order(market: Marketplace, notice: Notice) -> Order:
    return await market.orders.access_order(notice.account, notice.payload["order"])


DUE_NOTICES = {
    CONFIRM_REMINDER: say_confirm_reminder,
    ORDER_UNCONFIRMED: say_order_unconfirmed,
    PAYMENT_SOON: say_payment_soon,
    PAYMENT_TODAY: say_payment_today,
    PAYMENT_OVERDUE: say_payment_overdue,
    CLAIM_CLOSING: say_claim_closing,
}
