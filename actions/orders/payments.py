"""Answers questions about the money of an order: the payments received, the amount due, a refund,
and the papers for them."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.cues import is_question
from actions.dialogue.events import Event
from actions.dialogue.registry import action, ask_to_sign_in
from actions.dialogue.turn import Turn
from actions.marketplace.orders.records import Order, Payment
from actions.orders.cards import order_values
from actions.orders.which_order import find_order_in_question
from actions.replies import Card, Value, card, date, lines, money, term

METHODS = ("bank_transfer", "letter_of_credit", "card")


@action("action_payment_status", signed_in=True)
async def payment_status(turn: Turn) -> list[Event]:
    order = await find_order_in_question(turn, "payment_status", unpaid=True)
    if order is None:
        return []
    owed = next((p for p in order.payments if p.state == "due" and p.kind != "refund"), None)
    values = _values(order)
    if order.state == "cancelled" and _find_refund(order):
        return [_say_refund(turn, order), SlotSet("order_number", order.number)]
    if not order.outstanding.amount:
        response = "utter_payment_complete"
    elif owed and owed.due_on:
        response, values = "utter_payment_due", values | {"due": date(owed.due_on), "amount": money(owed.amount)}
    else:
        response = "utter_payment_outstanding"
    turn.say(response, values, cards=[_payments_card(order)])
    return [SlotSet("order_number", order.number)]


@action("action_request_invoice")
async def request_invoice(turn: Turn) -> list[Event]:
    """Says what the invoice of an order will contain, and offers a person, because the bot issues
    none itself.

    When no order is meant, as in 能开发票吗 after a product, it says which papers there are.
    """
    if not turn.is_signed_in and turn.entities.has("order_number"):
        return ask_to_sign_in(turn)
    if not turn.is_signed_in or (_is_general_question(turn) and turn.slot("product_id") is not None):
        return [turn.say_with_person("utter_invoice_general", {}, "request_invoice", asked=False)]
    order = await find_order_in_question(turn, "request_invoice")
    if order is None:
        return []
    person = turn.say_with_person("utter_invoice", _values(order), "request_invoice", cards=[_payments_card(order)])
    return [person, SlotSet("order_number", order.number)]


def _is_general_question(turn: Turn) -> bool:
    """Returns whether the message is a question while no order is named or talked about."""
    named = turn.entities.has("order_number") or turn.word_slot("order_number") is not None
    return is_question(turn.text) and not named


@action("action_request_refund", signed_in=True)
async def request_refund(turn: Turn) -> list[Event]:
    """Says where a refund stands, or under which conditions there is one, and offers the person who
    decides it."""
    order = await find_order_in_question(turn, "request_refund", likely=("delivered", "cancelled", "disputed"))
    if order is None:
        return []
    return [_say_refund(turn, order), SlotSet("order_number", order.number)]


def _say_refund(turn: Turn, order: Order) -> Event:
    refund, values = _find_refund(order), _values(order)
    if refund:
        values |= {"amount": money(refund.amount), "method": _method(refund)}
    if refund and refund.state == "paid" and refund.paid_at:
        return turn.say_with_person(
            "utter_refund_paid", values | {"day": date(refund.paid_at.date())}, "refund", asked=False
        )
    if refund:
        return turn.say_with_person("utter_refund_pending", values, "refund", asked=False)
    if order.state == "delivered":
        return turn.say_with_person("utter_refund_claim", values, "refund")
    if order.changeable and order.paid.amount:
        return turn.say_with_person("utter_refund_after_cancel", values, "refund")
    return turn.say_with_person("utter_refund_review", values, "refund")


def _find_refund(order: Order) -> Payment | None:
    return next((payment for payment in order.payments if payment.kind == "refund"), None)


def _values(order: Order) -> dict[str, Value]:
    return {**order_values(order), "payments": lines(_payment_line(payment) for payment in order.payments)}


def _payment_line(payment: Payment) -> Value:
    kind, state = term(f"payment_kind.{payment.kind}"), term(f"payment_state.{payment.state}")
    values: dict[str, Value] = {"kind": kind, "amount": money(payment.amount), "state": state}
    if payment.paid_at:
        return term("payment.line_on", day=date(payment.paid_at.date()), **values)
    if payment.due_on:
        return term("payment.line_due", day=date(payment.due_on), **values)
    return term("payment.line", **values)


def _method(payment: Payment) -> Value:
    return term(f"payment_method.{payment.method}") if payment.method in METHODS else payment.method


def _payments_card(order: Order) -> Card:
    values = _values(order)
    return card(
        "order",
        order.number,
        [
            ("field.total", values["total"]),
            ("field.paid", values["paid"]),
            ("field.outstanding", values["outstanding"]),
            ("field.payments", values["payments"] if order.payments else None),
        ],
    )
