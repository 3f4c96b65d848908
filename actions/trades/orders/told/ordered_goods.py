"""Answers messages about goods that the account has ordered, if their words alone would begin a search: "teacups from
October, 40 of them chipped", 餐具600套做到哪步了. A contact who names goods of its own order does not look for such
goods."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.said.entities import read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import OrderSummary
from actions.trades.orders.which_order import find_named_orders

_OF_THE_CATALOGUE = frozenset(
    (
        *("find_supplier", "supplier_details", "ask_price", "ask_moq", "ask_lead_time", "inform"),
        *("out_of_scope", "nlu_fallback", "faq_shipping_time", "faq_payment_methods"),
    )
)
_OF_ORDERS = (
    *("order_status", "payment_status", "report_problem", "request_refund", "request_invoice", "change_order"),
    *("cancel_order", "report_arrival"),
)
_OF_SUPPLIERS = frozenset(("report_production", "ship_order", "confirm_order"))
"""Intents of a supplier's reports. From a buyer, such words ask for the state of the order."""
_LIKELY, _SAME_QUANTITY = 0.15, 0.04
"""The least confidence in an intent about an order: `_LIKELY` if the message names goods of an order, `_SAME_QUANTITY`
if it also names the order's quantity."""
_SURELY_SEARCH = 0.8
"""If the NLU is at least so sure that the message begins a search, it does, even for goods that the account has
ordered."""
_OTHERS = ("order_number", "rfq_number", "claim_number", "sample_number", "quotation", "price")


@in_passing
async def about_ordered_goods(turn: Turn) -> list[Event] | None:
    """Answers the likeliest intent about an order, if the message names goods of one of the account's orders."""
    is_free = turn.is_signed_in and not turn.is_supplier and not turn.is_pressed and turn.task is None
    if not is_free or turn.intent not in _OF_THE_CATALOGUE or turn.entities.has(*_OTHERS):
        return None
    if turn.acts.find("find_supplier") >= _SURELY_SEARCH and not turn.cues.names_orders:
        return None  # "show me the harbour wok"
    if turn.cues.seeks_supplier or turn.dictation.is_to_them or turn.record.is_about("listing", "supplier"):
        return None
    likely = _find_likely(turn)
    named = await find_named_orders(turn) if likely else None
    if likely is None or not named:
        return None
    intent, share = likely
    if share < _LIKELY and not any(_has_quantity(turn, order) for order in named):
        return None
    return await HANDLERS[intent](turn.as_wish(intent))


def _find_likely(turn: Turn) -> tuple[str, float] | None:
    """Returns the likeliest intent about an order, with its likelihood. A question about a supplier that the message
    does not name counts as a question about the order."""
    shares: dict[str, float] = {}
    for name, share in turn.ranking:
        meant = "order_status" if name in _OF_SUPPLIERS else name
        if meant in _OF_ORDERS:
            shares[meant] = shares.get(meant, 0.0) + share
    if turn.intent == "supplier_details" and turn.asks and not turn.entities.has("company", "certification"):
        shares["order_status"] = max(shares.get("order_status", 0.0), _LIKELY)
    best = max(shares, key=lambda name: shares[name], default=None)
    return (best, shares[best]) if best and shares[best] >= _SAME_QUANTITY else None


def _has_quantity(turn: Turn, order: OrderSummary) -> bool:
    """Returns whether the message names the quantity of the order, with or without its unit."""
    amounts = [amount for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    return any(
        amount.value == order.quantity.value and amount.unit in (None, order.quantity.unit) for amount in amounts
    )
