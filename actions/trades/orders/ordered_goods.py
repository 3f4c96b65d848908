"""Answers messages about goods that the account has ordered, where their words alone would begin a search: "teacups from October,
40 of them chipped", 餐具600套做到哪步了. What was ordered is known, so it is no news that the contact wants such goods."""

from __future__ import annotations

from actions.dialogue.entities import read_amount
from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, in_passing
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
"""What a supplier reports of an order is for a buyer how it stands."""
_LIKELY, _SAME_QUANTITY = 0.15, 0.04
"""The least confidence in a wish about an order: where goods of an order are named, and where its quantity is, too."""
_SURELY_SEARCH = 0.8
"""From this confidence on that the message begins a search, goods that were ordered, too, are looked for."""
_OTHERS = ("order_number", "rfq_number", "claim_number", "sample_number", "quotation", "price")


@in_passing
async def about_ordered_goods(turn: Turn) -> list[Event] | None:
    """Answers the likeliest wish about an order, if the message names goods of one of the account's orders."""
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
    """Returns the likeliest wish about an order, and how likely the message is one. A question about a supplier that is not
    named is one about the order."""
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
    """Returns whether the message names the quantity of the order, with its unit or without one."""
    amounts = [amount for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    return any(
        amount.value == order.quantity.value and amount.unit in (None, order.quantity.unit) for amount in amounts
    )
