"""Adds to a general answer the meaning that it has for the order that the contact is talking about."""

from __future__ import annotations

from collections.abc import Callable

from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.orders.records import Order
from actions.replies import Value, date, money, term
from actions.trades.orders.cards import name_order

Fact = tuple[str, dict[str, Value]]
_OVER = ("delivered", "completed", "cancelled", "declined")


def _tell_terms(order: Order) -> Fact | None:
    return "utter_own_terms", {"incoterm": order.incoterm, "meaning": term(f"incoterm_meaning.{order.incoterm}")}


def _tell_claims(order: Order) -> Fact | None:
    if order.claim_until:
        return "utter_own_claims", {"until": date(order.claim_until.date())}
    if order.state in _OVER:
        return None
    return (
        ("utter_own_claims_dated", {"expected": date(order.expected_on)})
        if order.expected_on
        else ("utter_own_claims_later", {})
    )


def _tell_payment(order: Order) -> Fact | None:
    due = next((each for each in order.payments if each.state == "due" and each.kind != "refund"), None)
    if due is not None and due.due_on is not None:
        return "utter_own_payment", {"amount": money(due.amount), "due": date(due.due_on)}
    if order.payments and order.outstanding.amount and order.state not in _OVER:
        return "utter_own_outstanding", {"amount": money(order.outstanding), "total": money(order.total)}
    return None


def _tell_arrival(order: Order) -> Fact | None:
    is_coming = order.state not in _OVER and order.expected_on is not None
    return ("utter_own_arrival", {"expected": date(order.expected_on)}) if is_coming and order.expected_on else None


_FACTS: dict[str, Callable[[Order], Fact | None]] = {
    "incoterms": _tell_terms,
    "shipping_cost": _tell_terms,
    "customs_duty": _tell_terms,
    "return_policy": _tell_claims,
    "buyer_protection": _tell_claims,
    "payment_methods": _tell_payment,
    "shipping_time": _tell_arrival,
}
"""Maps topics to the functions that tell what the answer about the topic means for an order."""


async def say_own_fact(turn: Turn, topic: str) -> None:
    """Says what the topic means for the order that was talked about last. Says nothing for a topic that is not in
    `_FACTS`. While a task is under way, nothing is said."""
    number = find_order_at_hand(turn)
    tell = _FACTS.get(topic)
    if tell is None or number is None or not turn.is_signed_in or turn.task is not None:
        return
    try:
        order = await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        return
    if fact := tell(order):
        response, values = fact
        turn.say(response, {"order": name_order(order), **values})
