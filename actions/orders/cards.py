"""Builds the values, cards and buttons by which a reply shows an order."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.turn import Turn
from actions.marketplace.orders.records import Order, OrderEvent, OrderState, OrderSummary, Shipment
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


def order_values(order: Order) -> dict[str, Value]:
    """Returns the facts of an order by the names that responses use."""
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
        "delivered": date(day) if (day := find_delivery_day(order)) else term("date.unknown"),
    }


def find_delivery_day(order: Order) -> dt.date | None:
    """Returns the day of delivery, else the day of arrival, or None when neither was recorded."""
    days = [event.at for event in order.events if event.kind == "delivered"]
    days = days or [shipment.arrived_at for shipment in order.shipments if shipment.arrived_at]
    return days[-1].date() if days else None


def shipment_values(shipment: Shipment) -> dict[str, Value]:
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
    values = shipment_values(shipment)
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
    """Returns buttons for what the contact may want to do next with an order in this state."""
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


def order_button(order: OrderSummary, intent: str) -> Button:
    label = term("button.order", number=order.number, goods=text(order.goods))
    return button(label, intent, order_number=order.number)


def order_line(order: OrderSummary) -> Value:
    return term(
        "order.line",
        number=order.number,
        quantity=quantity(order.quantity),
        goods=text(order.goods),
        counterpart=text(order.counterpart.name),
        state=order_state(order.state),
    )


def order_state(state: OrderState) -> Value:
    return term(f"order_state.{state}")
