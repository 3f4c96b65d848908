"""Job 2: where an order is; and what can still be done with one."""

from __future__ import annotations

import datetime as dt

from rasa_sdk.events import SlotSet

from actions.marketplace.records import Order, OrderEvent, OrderState, Shipment
from actions.order_choice import order_button, order_in_question, order_state
from actions.replies import (
    Button,
    Card,
    Value,
    button,
    card,
    code,
    date,
    destination,
    lines,
    money,
    quantity,
    term,
    text,
)
from actions.turn import Event, Turn, action

PAGE = 5
_UNFINISHED: tuple[OrderState, ...] = ("awaiting_confirmation", "accepted", "in_production")


@action("action_order_status", signed_in=True)
async def order_status(turn: Turn) -> list[Event]:
    order = await order_in_question(turn, "order_status")
    return say_order(turn, order) if order else []


def say_order(turn: Turn, order: Order) -> list[Event]:
    """The order's state in words, and all of it on a card."""
    shipment = order.shipments[-1] if order.shipments else None
    response = f"utter_order_{order.state}"
    if order.state == "shipped" and shipment is None:
        response = "utter_order_ready_to_ship"
    if order.state in ("delivered", "completed") and delivered_on(order) is None:
        response = "utter_delivered_undated"
    values = order_values(order) | (_shipment_values(shipment) if shipment else {})
    turn.say(response, values, cards=[order_card(turn, order)])
    return [SlotSet("order_number", order.number)]


def order_values(order: Order) -> dict[str, Value]:
    """The facts of an order, by the names that responses use."""
    line = order.lines[0]
    return {
        "number": order.number,
        "goods": text(line.product),
        "quantity": quantity(line.quantity),
        "counterpart": text(order.counterpart.name),
        "state": order_state(order.state),
        "total": money(order.total),
        "paid": money(order.paid),
        "outstanding": money(order.outstanding),
        "destination": destination(order.destination),
        "expected": date(order.expected_on) if order.expected_on else term("date.unknown"),
        "claim_until": date(order.claim_until.date()) if order.claim_until else term("date.unknown"),
        "delivered": date(day) if (day := delivered_on(order)) else term("date.unknown"),
    }


def delivered_on(order: Order) -> dt.date | None:
    """The day of delivery, else of arrival; None when neither was recorded."""
    days = [event.at for event in order.events if event.kind == "delivered"]
    days = days or [shipment.arrived_at for shipment in order.shipments if shipment.arrived_at]
    return days[-1].date() if days else None


def _shipment_values(shipment: Shipment) -> dict[str, Value]:
    return {
        "mode": term(f"shipment_mode.{shipment.mode}"),
        "carrier": text(shipment.carrier_name),
        "tracking_number": code(shipment.tracking_number),
        "shipped": date(shipment.shipped_at.date()),
        "origin": text(shipment.origin),
        "port": text(shipment.destination),
        "eta": date(shipment.eta) if shipment.eta else term("date.unknown"),
    }


def order_card(turn: Turn, order: Order) -> Card:
    values = order_values(order)
    fields: list[tuple[str, Value | None]] = [
        ("field.state", values["state"]),
        ("field.buyer" if turn.is_supplier else "field.supplier", values["counterpart"]),
        (
            "field.goods",
            lines(term("order.goods_line", quantity=quantity(o.quantity), goods=text(o.product)) for o in order.lines),
        ),
        ("field.total", values["total"]),
        ("field.outstanding", values["outstanding"] if order.outstanding.amount else None),
        ("field.destination", values["destination"]),
    ]
    for shipment in order.shipments:
        fields += _shipment_fields(shipment)
    if not order.shipments and order.expected_on:
        fields.append(("field.expected", date(order.expected_on)))
    fields.append(("field.timeline", lines(_event_line(event) for event in order.events)))
    return card("order", order.number, fields, _order_buttons(turn, order))


def _shipment_fields(shipment: Shipment) -> list[tuple[str, Value | None]]:
    values = _shipment_values(shipment)
    return [
        ("field.carrier", values["carrier"]),
        ("field.tracking_number", values["tracking_number"]),
        ("field.vessel", shipment.vessel),
        (
            "field.route",
            term("shipment.route", origin=values["origin"], destination=values["port"], mode=values["mode"]),
        ),
        ("field.eta", values["eta"] if shipment.arrived_at is None else None),
        ("field.arrived", date(shipment.arrived_at.date()) if shipment.arrived_at else None),
    ]


def _event_line(event: OrderEvent) -> Value:
    what, at = term(f"order_event.{event.kind}"), date(event.at.date())
    if event.place is None:
        return term("timeline.entry", event=what, at=at)
    return term("timeline.entry_at_place", event=what, at=at, place=text(event.place))


def _order_buttons(turn: Turn, order: Order) -> list[Button]:
    """What one may want next with an order in this state."""
    buttons = [button("button.payments", "payment_status", order_number=order.number)]
    if turn.is_supplier:
        if order.state == "awaiting_confirmation":
            buttons.append(button("button.confirm_order", "confirm_order", order_number=order.number))
        return buttons
    if order.changeable:
        buttons.append(button("button.change_order", "change_order", order_number=order.number))
        buttons.append(button("button.cancel_order", "cancel_order", order_number=order.number))
    if order.state in ("shipped", "delivered"):
        buttons.append(button("button.report_problem", "report_problem", order_number=order.number))
    return buttons


@action("action_change_order", signed_in=True)
async def change_order(turn: Turn) -> list[Event]:
    """Whether the order can still be changed, and a person who does it: this version does not."""
    return await _before_production(turn, "change_order", "utter_change_possible", "utter_change_too_late")


@action("action_cancel_order", signed_in=True)
async def cancel_order(turn: Turn) -> list[Event]:
    """Whether the order can still be cancelled, and a person who does it: this version does not."""
    return await _before_production(turn, "cancel_order", "utter_cancel_possible", "utter_cancel_too_late")


async def _before_production(turn: Turn, reason: str, possible: str, too_late: str) -> list[Event]:
    order = await order_in_question(turn, reason, likely=("awaiting_confirmation", "accepted"))
    if order is None:
        return []
    focus = SlotSet("order_number", order.number)
    if order.state == "cancelled":
        turn.say("utter_already_cancelled", order_values(order), cards=[order_card(turn, order)])
        return [focus]
    response = possible if order.changeable else too_late
    return [turn.say_with_person(response, order_values(order), reason), focus]


@action("action_report_problem")
async def report_problem(turn: Turn) -> list[Event]:
    """Which order it is about, until when a claim may be opened, and a person who takes it on."""
    if not turn.signed_in:
        return [turn.say_with_person("utter_problem_visitor", {}, "problem")]
    if not turn.entities.has("order_number", "product") and turn.word_slot("order_number") is None:
        return await _problem_without_order(turn)
    order = await order_in_question(turn, "report_problem", likely=("delivered", "shipped"))
    if order is None:
        return []
    response = {"delivered": "utter_problem_delivered", "shipped": "utter_problem_shipped"}.get(
        order.state, "utter_problem_order"
    )
    values = order_values(order) | (_shipment_values(order.shipments[-1]) if order.shipments else {})
    return [turn.say_with_person(response, values, "problem"), SlotSet("order_number", order.number)]


async def _problem_without_order(turn: Turn) -> list[Event]:
    states: tuple[OrderState, ...] = ("delivered", "shipped", "disputed", *_UNFINISHED)
    page = await turn.market.orders.list_orders(turn.account, states=states, limit=PAGE)
    choices = [order_button(order, "report_problem") for order in page.orders]
    return [turn.say_with_person("utter_problem_which", {}, "problem", buttons=choices)]
