"""Turns notices about an order into the replies that its two sides read: a sentence, a card of the order, and buttons
for the next steps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from decimal import Decimal

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.outbox import Notice, NoticeKind
from actions.marketplace.base.records import Quantity
from actions.marketplace.integrations.events.notices import ORDER_STATE, PAYMENT_STATE, SHIPMENT_NEWS
from actions.marketplace.trades.orders import notices
from actions.marketplace.trades.orders.records import Order, OrderChange, Proposal, Shipment
from actions.replies import Button, Reply, Value, button, date, money, quantity, reply, term
from actions.trades.orders.asked import change_values, describe_proposal
from actions.trades.orders.cards import (
    answer_buttons,
    brief_card,
    order_values,
    paper_button,
    proposal_buttons,
    shipment_values,
)
from actions.trades.orders.due_notices import DUE_NOTICES
from actions.trades.orders.progress import say_reported

Say = Callable[[Marketplace, Notice], Awaitable[Reply]]


_ANSWERED = {
    ("change", True): "utter_notice_change_agreed",
    ("change", False): "utter_notice_change_refused",
    ("cancel", True): "utter_notice_cancel_agreed",
    ("cancel", False): "utter_notice_cancel_refused",
}

_WITH_REASON = {"change": "utter_notice_change_refused_reason", "cancel": "utter_notice_cancel_refused_reason"}


def _tells(response: str, *next_steps: str) -> Say:
    """Returns a function that turns a notice about an order into a reply with this `response` and buttons for the
    `next_steps`."""

    async def say(market: Marketplace, notice: Notice) -> Reply:
        order = await _access_order(market, notice)
        return _build(response, order, order_values(order) | {"reason": _find_reason(order)}, *next_steps)

    return say


def _tells_of_shipment(response: str, *next_steps: str) -> Say:
    """Returns such a function for notices about a shipment. The reply is about the shipment that the notice names, else
    about the latest one."""

    async def say(market: Marketplace, notice: Notice) -> Reply:
        order = await _access_order(market, notice)
        shipment = _find_shipment(order, notice)
        return _build(response, order, order_values(order) | shipment_values(shipment), *next_steps)

    return say


async def say_order_changed(market: Marketplace, notice: Notice) -> Reply:
    order = await _access_order(market, notice)
    values = change_values(order, _find_change(order, notice))
    return _build("utter_notice_order_changed", order, values, "confirm_order", "decline_order")


async def say_change_asked(market: Marketplace, notice: Notice) -> Reply:
    """Tells the supplier which change the buyer wants. If the change still waits for an answer, adds two buttons to
    answer it."""
    order = await _access_order(market, notice)
    change = _find_change(order, notice)
    response = "utter_notice_cancel_asked" if change.kind == "cancel" else "utter_notice_change_asked"
    answers = answer_buttons(order, change.id) if change.state == "open" else []
    said = _build(response, order, change_values(order, change), "order_status")
    return {**said, "buttons": [*answers, *said["buttons"]]}


async def say_change_answered(market: Marketplace, notice: Notice) -> Reply:
    order = await _access_order(market, notice)
    change = _find_change(order, notice)
    response, values = _ANSWERED[change.kind, change.state == "agreed"], change_values(order, change)
    if change.state == "refused" and (said := _find_words(order, f"{change.kind}_refused")):
        response, values = _WITH_REASON[change.kind], {**values, "reason": said}
    return _build(response, order, values, "order_status", "payment_status")


async def say_change_proposed(market: Marketplace, notice: Notice) -> Reply:
    """Tells the buyer on which terms the supplier would agree to a change. If they still wait for an answer, adds two
    buttons to answer them."""
    order = await _access_order(market, notice)
    change = _find_change(order, notice)
    answers = proposal_buttons(order, change.id) if change.state == "proposed" else []
    terms = describe_proposal(order, change, change.proposal or Proposal())
    values = {**change_values(order, change), "terms": terms}
    said = _build("utter_notice_change_proposed", order, values, "order_status")
    return {**said, "buttons": [*answers, *said["buttons"]]}


async def say_proposal_answered(market: Marketplace, notice: Notice) -> Reply:
    order = await _access_order(market, notice)
    change = _find_change(order, notice)
    response = "utter_notice_terms_taken" if change.state == "agreed" else "utter_notice_terms_left"
    terms = describe_proposal(order, change, change.proposal or Proposal())
    return _build(response, order, {**change_values(order, change), "terms": terms}, "order_status")


async def say_order_late(market: Marketplace, notice: Notice) -> Reply:
    """Tells the reader that an order is late, and the reason if the supplier has given one."""
    order = await _access_order(market, notice)
    response, values = "utter_notice_order_late", order_values(order)
    if said := _find_words(order, "late"):
        response, values = "utter_notice_order_late_reason", {**values, "reason": said}
    return _build(response, order, values, "order_status", "cancel_order")


async def say_progress_made(market: Marketplace, notice: Notice) -> Reply:
    """Tells the reader how far the production of an order is, as the supplier has reported it last."""
    order = await _access_order(market, notice)
    reported = [event for event in order.events if event.kind == "production_progress"]
    if not reported:
        return _build("utter_notice_production_started", order, order_values(order), "order_status")
    values = order_values(order) | {"progress": say_reported(order, reported[-1])}
    return _build("utter_notice_production_progress", order, values, "order_status")


async def say_arrival_late(market: Marketplace, notice: Notice) -> Reply:
    """Tells the reader that goods on their way arrive later, and the reason if the supplier has given one."""
    order = await _access_order(market, notice)
    values = order_values(order) | shipment_values(_find_shipment(order, notice))
    response = "utter_notice_arrival_late"
    if said := _find_words(order, "arrival_late"):
        response, values = "utter_notice_arrival_late_reason", {**values, "reason": said}
    return _build(response, order, values, "order_status")


async def say_quantity_corrected(market: Marketplace, notice: Notice) -> Reply:
    """Tells the buyer how much is in a shipment, and how much had been reported by mistake."""
    order = await _access_order(market, notice)
    shipment, unit = _find_shipment(order, notice), order.lines[0].quantity.unit
    was = quantity(Quantity(Decimal(notice.payload["was"]), unit))
    new = quantity(shipment.quantity or order.whole)
    values = order_values(order) | shipment_values(shipment) | {"old": was, "new": new}
    return _build("utter_notice_quantity_corrected", order, values, "order_status")


async def say_payment_state(market: Marketplace, notice: Notice) -> Reply:
    """Tells the reader the present state of a payment: due, on its way, or received."""
    order = await _access_order(market, notice)
    payment = next((one for one in order.payments if str(one.id) == notice.payload["payment"]), None)
    if payment is None:
        raise NotFound(notice.payload["payment"])
    values = {
        "kind": term(f"payment_kind.{payment.kind}"),
        "amount": money(payment.amount),
        "payment_state": term(f"payment_state.{payment.state}"),
    }
    said = _build("utter_notice_payment_state", order, order_values(order) | values, "payment_status")
    has_receipt = payment.kind != "refund" and payment.state == "paid"
    return {**said, "buttons": [*said["buttons"], *([paper_button(order, "receipt")] if has_receipt else [])]}


async def say_shipment_news(market: Marketplace, notice: Notice) -> Reply:
    """Tells the reader that a shipment has arrived, or when its arrival is expected."""
    order = await _access_order(market, notice)
    shipment = _find_shipment(order, notice)
    arrived = date(shipment.arrived_at.date()) if shipment.arrived_at else term("date.unknown")
    values = order_values(order) | shipment_values(shipment) | {"arrived": arrived}
    response = "utter_notice_shipment_arrived" if shipment.arrived_at else "utter_notice_shipment_expected"
    return _build(response, order, values, "order_status")


async def _access_order(market: Marketplace, notice: Notice) -> Order:
    return await market.orders.access_order(notice.account, notice.payload["order"])


def _find_change(order: Order, notice: Notice) -> OrderChange:
    """Returns the change that the notice is about.

    Raises:
        NotFound: the order has no such change.
    """
    for change in order.changes:
        if str(change.id) == notice.payload["change"]:
            return change
    raise NotFound(notice.payload["change"])


def _find_shipment(order: Order, notice: Notice) -> Shipment:
    """Returns the shipment that the notice names, else the latest one.

    Raises:
        NotFound: the order has no such shipment.
    """
    wanted = notice.payload.get("shipment")
    found = [one for one in order.shipments if wanted in (None, str(one.id))]
    if not found:
        raise NotFound(wanted or order.number)
    return found[-1]


def _find_words(order: Order, kind: str) -> Value | None:
    """Returns the words of the latest entry of this kind in the order's timeline."""
    entries = [event for event in order.events if event.kind == kind]
    words = entries[-1].words if entries else None
    return term("note.words", words=words) if words else None


def _find_reason(order: Order) -> Value:
    """Returns the reason that was given when the order was declined or cancelled."""
    said = [event.words for event in order.events if event.kind in ("declined", "cancelled") and event.words]
    return term("note.words", words=said[-1]) if said else term("reason.none")


_BUTTONS = {
    "order_status": "button.see_order",
    "payment_status": "button.payments",
    "confirm_order": "button.confirm_order",
    "decline_order": "button.decline_order",
    "report_production": "button.report_production",
    "ship_order": "button.ship_order",
    "report_arrival": "button.arrived",
    "report_problem": "button.report_problem",
    "list_orders": "button.my_orders",
    "cancel_order": "button.cancel_order",
    "find_supplier": "button.find_supplier",
}


def _build(response: str, order: Order, values: dict[str, Value], *next_steps: str) -> Reply:
    said = reply(response, values, *(_button(step, order) for step in next_steps))
    return {**said, "cards": [brief_card(order)]}


def _button(step: str, order: Order) -> Button:
    if step == "find_supplier":
        return button(_BUTTONS[step], step, relax="all")
    return button(_BUTTONS[step], step, order_number=order.number)


NOTICES: dict[NoticeKind, Say] = {
    notices.ORDER_PLACED: _tells("utter_notice_order_placed", "confirm_order", "decline_order"),
    notices.ORDER_CONFIRMED: _tells("utter_notice_order_confirmed", "payment_status", "order_status"),
    notices.ORDER_DECLINED: _tells("utter_notice_order_declined", "find_supplier", "order_status"),
    notices.ORDER_CANCELLED: _tells("utter_notice_order_cancelled", "order_status"),
    notices.ORDER_CHANGED: say_order_changed,
    notices.CHANGE_ASKED: say_change_asked,
    notices.CHANGE_ANSWERED: say_change_answered,
    notices.CHANGE_PROPOSED: say_change_proposed,
    notices.PROPOSAL_ANSWERED: say_proposal_answered,
    notices.PRODUCTION_STARTED: _tells("utter_notice_production_started", "order_status"),
    notices.PRODUCTION_PROGRESS: say_progress_made,
    notices.PRODUCTION_FINISHED: _tells("utter_notice_production_finished", "payment_status", "order_status"),
    notices.SHIP_DAY_SET: _tells("utter_notice_ship_day_set", "order_status"),
    notices.ORDER_LATE: say_order_late,
    notices.ORDER_SHIPPED: _tells_of_shipment("utter_notice_order_shipped", "report_arrival", "order_status"),
    notices.ORDER_PART_SHIPPED: _tells_of_shipment("utter_notice_order_part_shipped", "report_arrival", "order_status"),
    notices.TRACKING_CORRECTED: _tells_of_shipment("utter_notice_tracking_corrected", "order_status"),
    notices.QUANTITY_CORRECTED: say_quantity_corrected,
    notices.ARRIVAL_LATE: say_arrival_late,
    notices.ORDER_PART_ARRIVED: _tells_of_shipment("utter_notice_part_arrived", "order_status"),
    notices.ORDER_ARRIVED: _tells("utter_notice_order_arrived", "order_status"),
    notices.ORDER_COMPLETED: _tells("utter_notice_order_completed", "order_status"),
    ORDER_STATE: _tells("utter_notice_order_state", "order_status"),
    PAYMENT_STATE: say_payment_state,
    SHIPMENT_NEWS: say_shipment_news,
    **DUE_NOTICES,
}
