"""Builds the values, cards and buttons by which a reply shows an order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from actions.dialogue.turn import Turn
from actions.marketplace.base.records import ByStaff, Name, Quantity
from actions.marketplace.trades.orders.lifecycle import TO_CHANGE, TO_MAKE, TO_RECEIVE, TO_SHIP
from actions.marketplace.trades.orders.records import (
    AddedLine,
    Order,
    OrderEvent,
    OrderState,
    OrderSummary,
    Payment,
    Shipment,
)
from actions.marketplace.trades.papers.records import PaperKind
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
    one_after_another,
    quantity,
    term,
    text,
)

METHODS = ("bank_transfer", "letter_of_credit", "card")


def order_values(order: Order) -> dict[str, Value]:
    """Returns the facts of an order by the names that responses use."""
    line = order.lines[0]
    return {
        "number": order.number,
        "goods": goods_of_lines(line.product, len(order.lines)),
        "quantity": quantity(line.quantity),
        "counterpart": text(order.counterpart.name),
        "state": order_state(order.state),
        "total": money(order.total),
        "paid": money(order.paid),
        "outstanding": money(order.outstanding),
        "destination": destination(order.destination),
        "expected": date(order.expected_on) if order.expected_on else term("date.unknown"),
        "ships": date(order.ships_on) if order.ships_on else term("date.unknown"),
        "left": quantity(order.left_to_ship),
        "sent": quantity(find_sent(order)),
        "claim_until": date(order.claim_until.date()) if order.claim_until else term("date.unknown"),
        "delivered": date(day) if (day := find_delivery_day(order)) else term("date.unknown"),
    }


def paper_button(order: Order, kind: PaperKind) -> Button:
    """Returns the button that sends this paper of the order."""
    return button(f"paper.{kind}", "request_invoice", order_number=order.number, paper=kind)


def tell_of(turn: Turn, order: Order, response: str, **more: Value) -> None:
    """Says a response about the order, with a button that shows the whole order."""
    details = button("button.details", "order_status", order_number=order.number)
    turn.say(response, {**order_values(order), **more}, buttons=[details])


def find_sent(order: Order) -> Quantity:
    """Returns the quantity that has been shipped."""
    whole = order.whole
    return Quantity(whole.value - order.left_to_ship.value, whole.unit)


def name_order(order: Order) -> Value:
    """Returns the number and the goods of the order, by which sentences name it."""
    goods = goods_of_lines(order.lines[0].product, len(order.lines))
    return term("note.about_order", number=order.number, goods=goods)


def goods_of_lines(first: Name, count: int) -> Value:
    """Returns the words by which a sentence or a list names the goods of an order with `count` lines: the goods of its
    first line, and the number of other lines."""
    return text(first) if count < 2 else term("order.goods_and_more", goods=text(first), more=count - 1)


def find_delivery_day(order: Order) -> dt.date | None:
    """Returns the day of delivery, else the day of arrival, or None if neither is recorded."""
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
        "arrived": date(shipment.arrived_at.date()) if shipment.arrived_at else term("date.unknown"),
        "part": quantity(shipment.quantity) if shipment.quantity else term("shipment.whole"),
    }


def payment_line(payment: Payment) -> Value:
    kind, state = term(f"payment_kind.{payment.kind}"), term(f"payment_state.{payment.state}")
    values: dict[str, Value] = {"kind": kind, "amount": money(payment.amount), "state": state}
    if payment.paid_at:
        return term("payment.line_on", day=date(payment.paid_at.date()), **values)
    if payment.due_on and payment.state == "due":
        return term("payment.line_due", day=date(payment.due_on), **values)
    return term("payment.line", **values)


def method_of(payment: Payment) -> Value:
    return term(f"payment_method.{payment.method}") if payment.method in METHODS else payment.method


def brief_card(order: Order) -> Card:
    """Returns a card with the main facts for a notice: the goods, the price, and the day of arrival."""
    values = order_values(order)
    is_sale = order.counterpart.role == "buyer"
    over = order.state in ("cancelled", "completed", "delivered")
    return card(
        "order",
        order.number,
        [
            ("field.state", values["state"]),
            ("field.buyer" if is_sale else "field.supplier", values["counterpart"]),
            ("field.goods", term("order.goods_line", quantity=values["quantity"], goods=values["goods"])),
            ("field.total", values["total"]),
            ("field.ships", values["ships"] if order.ships_on and order.state in TO_SHIP else None),
            ("field.expected", values["expected"] if order.expected_on and not over else None),
            ("field.claim_until", values["claim_until"] if order.claim_until else None),
        ],
    )


def order_card(turn: Turn, order: Order) -> Card:
    """Returns a card with everything about an order, and buttons for what the contact may do next."""
    return {**full_card(order), "buttons": _order_buttons(turn, order)}


def full_card(order: Order) -> Card:
    """Returns a card with everything about an order: its lines, shipments and timeline."""
    values = order_values(order)
    fields: list[tuple[str, Value | None]] = [
        ("field.state", values["state"]),
        ("field.buyer" if order.counterpart.role == "buyer" else "field.supplier", values["counterpart"]),
        (
            "field.goods",
            lines(term("order.goods_line", quantity=quantity(o.quantity), goods=text(o.product)) for o in order.lines),
        ),
        ("field.total", values["total"]),
        ("field.outstanding", values["outstanding"] if order.outstanding.amount else None),
        ("field.destination", values["destination"]),
        ("field.incoterm", order.incoterm),
    ]
    for shipment in order.shipments:
        fields += _shipment_fields(shipment)
    if order.asked:
        fields.append(("field.asked", term(f"asked.{order.asked.kind}")))
    if order.proposed:
        fields.append(("field.asked", term("asked.proposed")))
    if order.ships_on and order.state in TO_SHIP:
        fields.append(("field.ships", values["ships"]))
    if order.state == "partly_shipped":
        fields.append(("field.left", values["left"]))
    if not order.shipments and order.expected_on:
        fields.append(("field.expected", date(order.expected_on)))
    fields.append(("field.timeline", lines(_event_line(order, event) for event in order.events)))
    return card("order", order.number, fields)


def _shipment_fields(shipment: Shipment) -> list[tuple[str, Value | None]]:
    values = shipment_values(shipment)
    return [
        ("field.quantity", values["part"] if shipment.quantity else None),
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


def _event_line(order: Order, event: OrderEvent) -> Value:
    what, at = _describe_event(event, find_added(order, event)), date(event.at.date())
    if event.place is None:
        return term("timeline.entry", event=what, at=at)
    return term("timeline.entry_at_place", event=what, at=at, place=text(event.place))


def find_added(order: Order, event: OrderEvent) -> tuple[AddedLine, ...]:
    """Returns the goods that the change in this entry of the timeline has added to the order, or asks to add. An entry
    is that of the latest change before it: only one change of an order can wait at a time."""
    made = ("made", "agreed") if event.kind == "changed" else ()
    changes = [
        change
        for change in order.changes
        if change.kind == "change" and change.asked_at <= event.at and (not made or change.state in made)
    ]
    last = max(changes, key=lambda change: (change.asked_at, change.id), default=None)
    return last.wanted.lines if last and event.kind in ("changed", "change_asked") else ()


def _describe_event(event: OrderEvent, added: tuple[AddedLine, ...]) -> Value:
    """Returns an entry of the timeline in words, with its quantity, day and reason, and the goods that were `added`."""
    what = term(f"order_event.{event.kind}")
    details: list[Value] = [
        term("timeline.added", goods=text(line.product), quantity=quantity(line.quantity)) for line in added
    ]
    if event.quantity:
        details.append(quantity(event.quantity))
    if event.day:
        details.append(date(event.day))
    if event.words and not (event.staff and event.staff.reason == event.words):
        details.append(term("note.words", words=event.words))
    if event.staff:
        details.append(say_staff(event.staff))
    return term("timeline.with_details", event=what, details=one_after_another(details)) if details else what


def with_staff(what: Value, staff: ByStaff | None) -> Value:
    """Returns the words for what happened. If the staff did it, adds in whose name and why."""
    return term("timeline.with_details", event=what, details=say_staff(staff)) if staff else what


def say_staff(staff: ByStaff) -> Value:
    """Returns in whose name the staff acted, and why."""
    return term(f"timeline.by_staff_{staff.side or 'nobody'}", reason=staff.reason)


def _order_buttons(turn: Turn, order: Order) -> list[Button]:
    """Returns buttons for the steps that the contact may take with an order in this state."""
    buttons = [button("button.payments", "payment_status", order_number=order.number)]
    if turn.is_supplier:
        return [*_supplier_buttons(order), *buttons]
    if order.state in TO_RECEIVE and order.on_the_way:
        buttons.append(button("button.arrived", "report_arrival", order_number=order.number))
    if order.proposed:
        buttons += proposal_buttons(order, order.proposed.id)
    elif order.state in TO_CHANGE:
        buttons.append(button("button.change_order", "change_order", order_number=order.number))
    if order.state in TO_CHANGE:
        buttons.append(button("button.cancel_order", "cancel_order", order_number=order.number))
    if order.state in ("partly_shipped", "shipped", "delivered"):
        buttons.append(button("button.report_problem", "report_problem", order_number=order.number))
    return buttons


def _supplier_buttons(order: Order) -> list[Button]:
    """Returns buttons for the supplier's next steps."""
    if asked := order.asked:
        return answer_buttons(order, asked.id)
    number = order.number
    if order.state == "awaiting_confirmation":
        return [
            button("button.confirm_order", "confirm_order", order_number=number),
            button("button.decline_order", "decline_order", order_number=number),
        ]
    steps = []
    if order.state in TO_MAKE:
        steps.append(button("button.report_production", "report_production", order_number=number))
    if order.state in TO_SHIP:
        steps.append(button("button.ship_order", "ship_order", order_number=number))
    return steps


def answer_buttons(order: Order, change_id: int) -> list[Button]:
    """Returns the two buttons by which a supplier accepts or refuses the change that the buyer wants."""
    number = order.number
    return [
        button("button.agree", "confirm_order", single_use=True, order_number=number, change=change_id, sure=True),
        button("button.do_not_agree", "decline_order", single_use=True, order_number=number, change=change_id),
    ]


def proposal_buttons(order: Order, change_id: int) -> list[Button]:
    """Returns the two buttons by which a buyer takes the supplier's terms for a change, or leaves the order as it is."""
    about: dict[str, Any] = {"order_number": order.number, "change": change_id}
    return [
        button("button.take_terms", "change_order", single_use=True, wanted="take", **about),
        button("button.leave_terms", "change_order", single_use=True, wanted="leave", **about),
    ]


def order_button(order: OrderSummary, intent: str) -> Button:
    label = term("button.order", number=order.number, goods=goods_of_lines(order.goods, order.line_count))
    return button(label, intent, order_number=order.number)


def order_line(order: OrderSummary) -> Value:
    return term(
        "order.line",
        number=order.number,
        quantity=quantity(order.quantity),
        goods=goods_of_lines(order.goods, order.line_count),
        counterpart=text(order.counterpart.name),
        state=order_state(order.state),
    )


def order_line_of(order: Order) -> Value:
    values = order_values(order)
    shown = ("quantity", "goods", "counterpart", "state")
    return term("order.line", number=order.number, **{name: values[name] for name in shown})


def order_state(state: OrderState) -> Value:
    return term(f"order_state.{state}")
