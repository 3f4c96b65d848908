"""Turns notices about days and payments of an order that are due into the replies that its two sides read."""

from __future__ import annotations

import datetime as dt

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.outbox import Notice
from actions.marketplace.trades.orders.lifecycle import TO_SHIP
from actions.marketplace.trades.orders.notices import (
    ARRIVAL_ASKED,
    ARRIVAL_UNREPORTED,
    CHANGE_REMINDER,
    CHANGE_UNANSWERED,
    CLAIM_CLOSING,
    CONFIRM_REMINDER,
    ORDER_UNCONFIRMED,
    PAYMENT_OVERDUE,
    PAYMENT_SOON,
    PAYMENT_TODAY,
    SHIP_DAY_MISSED,
    SHIP_DAY_PASSED,
    TERMS_REMINDER,
    TERMS_UNANSWERED,
)
from actions.marketplace.trades.orders.records import Order, OrderChange, Payment, Proposal
from actions.replies import Button, Reply, Value, button, card, date, money, person_button, reply, term
from actions.trades.orders.asked import change_values, describe_proposal
from actions.trades.orders.cards import answer_buttons, order_values, proposal_buttons, shipment_values


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


async def say_change_reminder(market: Marketplace, notice: Notice) -> Reply:
    order, change = await _access_change(market, notice, "open")
    response = "utter_notice_cancel_reminder" if change.kind == "cancel" else "utter_notice_change_reminder"
    steps = *answer_buttons(order, change.id), _see(order)
    return _say(response, order, [], *steps, values=change_values(order, change))


async def say_change_unanswered(market: Marketplace, notice: Notice) -> Reply:
    order, change = await _access_change(market, notice, "open")
    response = "utter_notice_cancel_unanswered" if change.kind == "cancel" else "utter_notice_change_unanswered"
    return _say(response, order, [], _see(order), values=change_values(order, change))


async def say_terms_reminder(market: Marketplace, notice: Notice) -> Reply:
    order, change = await _access_change(market, notice, "proposed")
    values = {**change_values(order, change), "terms": describe_proposal(order, change, change.proposal or Proposal())}
    steps = *proposal_buttons(order, change.id), _see(order)
    return _say("utter_notice_terms_reminder", order, [], *steps, values=values)


async def say_terms_unanswered(market: Marketplace, notice: Notice) -> Reply:
    order, change = await _access_change(market, notice, "proposed")
    return _say("utter_notice_terms_unanswered", order, [], _see(order), values=change_values(order, change))


async def say_ship_day_passed(market: Marketplace, notice: Notice) -> Reply:
    order, values = await _access_promised(market, notice)
    ship = button("button.ship_order", "ship_order", order_number=order.number)
    report = button("button.report_production", "report_production", order_number=order.number)
    return _say("utter_notice_ship_day_passed", order, [], ship, report, _see(order), values=values)


async def say_ship_day_missed(market: Marketplace, notice: Notice) -> Reply:
    order, values = await _access_promised(market, notice)
    return _say("utter_notice_ship_day_missed", order, [], _see(order), values=values)


async def say_arrival_asked(market: Marketplace, notice: Notice) -> Reply:
    order, values = await _access_expected(market, notice)
    arrived = button("button.arrived", "report_arrival", order_number=order.number)
    return _say("utter_notice_arrival_asked", order, [], arrived, _see(order), values=values)


async def say_arrival_unreported(market: Marketplace, notice: Notice) -> Reply:
    order, values = await _access_expected(market, notice)
    return _say("utter_notice_arrival_unreported", order, [], _see(order), values=values)


async def _access_change(market: Marketplace, notice: Notice, state: str) -> tuple[Order, OrderChange]:
    """Returns the change that still waits for an answer.

    Raises:
        NotFound: it was answered in the meantime.
    """
    order = await _access_order(market, notice)
    for change in order.changes:
        if str(change.id) == notice.payload["change"] and change.state == state:
            return order, change
    raise NotFound(notice.payload["change"])


async def _access_promised(market: Marketplace, notice: Notice) -> tuple[Order, dict[str, Value]]:
    """Returns an order that has not left although its promised day is over.

    Raises:
        NotFound: it has left, or another day was promised in the meantime.
    """
    order, day = await _access_order(market, notice), dt.date.fromisoformat(notice.payload["day"])
    if order.state not in TO_SHIP or order.ships_on != day:
        raise NotFound(order.number)
    return order, {"day": date(day)}


async def _access_expected(market: Marketplace, notice: Notice) -> tuple[Order, dict[str, Value]]:
    """Returns an order with a shipment of which nobody has said that it arrived.

    Raises:
        NotFound: it has arrived in the meantime.
    """
    order = await _access_order(market, notice)
    for shipment in order.on_the_way:
        if str(shipment.id) == notice.payload["shipment"]:
            return order, shipment_values(shipment)
    raise NotFound(notice.payload["shipment"])


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
    CHANGE_REMINDER: say_change_reminder,
    CHANGE_UNANSWERED: say_change_unanswered,
    TERMS_REMINDER: say_terms_reminder,
    TERMS_UNANSWERED: say_terms_unanswered,
    SHIP_DAY_PASSED: say_ship_day_passed,
    SHIP_DAY_MISSED: say_ship_day_missed,
    ARRIVAL_ASKED: say_arrival_asked,
    ARRIVAL_UNREPORTED: say_arrival_unreported,
}
