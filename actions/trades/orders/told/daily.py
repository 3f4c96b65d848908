"""Answers "what do I have to do today?". A supplier has orders to confirm, changes to answer and goods to ship; a buyer
has payments to make and goods to receive. Both also see the payments that are due, and the results of other subjects
(`finds_to_do`)."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers, in_passing
from actions.dialogue.to_do import find_to_do
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_MAKE, TO_RECEIVE, TO_SHIP
from actions.marketplace.trades.orders.records import Order, OrderState
from actions.replies import Button, Card, Value, button, card, date, lines, term, text
from actions.trades.orders.cards import answer_buttons, order_values, payment_line
from actions.trades.quotations.cards import lead_card, lead_line, rfq_values

_OPEN: tuple[OrderState, ...] = (*TO_CONFIRM, *TO_SHIP, "shipped", "delivered")
_LOOKED_AT = 50
_MOST = 5
"""The most orders of a kind that are listed; the others are only counted."""
_WORDS = {
    "answer": ("todo.answer", "todo.answer_line"),
    "confirm": ("todo.confirm", "todo.confirm_line"),
    "ship": ("todo.ship", "todo.ship_line"),
    "make": ("todo.make", "todo.make_line"),
    "owed": ("todo.owed", "todo.owed_line"),
    "pay": ("todo.pay", "todo.pay_line"),
    "receive": ("todo.receive", "todo.receive_line"),
    "wait": ("todo.wait", "todo.wait_line"),
}
"""For each kind of thing to do, the terms of its paragraph and of a line in it."""
_REASONS = {"answer": "urgent.answer", "confirm": "urgent.confirm", "ship": "urgent.ship", "make": "urgent.ship"}
"""The terms of the reasons why a thing to do comes first, by its kind, the most urgent kind first."""
_LIST, _URGENT = "utter_daily_tasks", "most_urgent"
"""The response that lists what is to be done, and the name under which the record keeps what was called the most
urgent."""
_SOON_DAYS, _DUE_DAYS = 3, 7
"""A supplier is reminded of goods that leave within `_SOON_DAYS`, and a buyer of payments that are due within
`_DUE_DAYS`."""


@answers("daily_tasks", signed_in=True)
async def list_daily_tasks(turn: Turn) -> list[Event]:
    """Lists the things that the contact has to do, with a paragraph for each kind, and cards with buttons for the
    steps."""
    page = await turn.market.orders.list_orders(turn.account, states=_OPEN, limit=_LOOKED_AT)
    orders = [await turn.market.orders.access_order(turn.account, one.number) for one in page.orders]
    todo = _of_supplier(turn, orders) if turn.is_supplier else _of_buyer(turn, orders)
    found = [(name, some) for name, some in todo if some]
    leads = await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT) if turn.is_supplier else ()
    open_leads = [lead for lead in leads if not lead.quotations]
    paragraphs = [
        term(_WORDS[name][0], count=len(some), orders=lines(_line(turn, name, order) for order in some[:_MOST]))
        for name, some in found
    ]
    buttons: list[Button] = []
    others = await find_to_do(turn)
    paragraphs += [other.paragraph for other in others]
    buttons += [one for other in others for one in other.buttons]
    if open_leads:
        found_leads = lines(lead_line(lead) for lead in open_leads[:_MOST])
        paragraphs.append(term("todo.quote", count=len(open_leads), found=found_leads))
        buttons.append(button("button.leads", "view_leads"))
    if not paragraphs:
        turn.say("utter_nothing_to_do", buttons=[button("button.my_orders", "list_orders")])
        return []
    shown = list(dict.fromkeys(order.number for _, some in found for order in some[:_MOST]))
    by_number = {order.number: order for order in orders}
    cards = [
        _card(turn, by_number[number], [name for name, some in found if by_number[number] in some]) for number in shown
    ]
    cards += [one for other in others for one in other.cards]
    turn.say("utter_daily_tasks", {"tasks": lines(paragraphs)}, cards=cards, buttons=buttons)
    if shown:
        turn.show_list("order_number", shown)
    return []


@in_passing
async def most_urgent(turn: Turn) -> list[Event] | None:
    """Names the one thing on a supplier's list that comes first, with the reason, for "which is the most urgent" after
    the list; and shows it again for "the one you called urgent"."""
    if not turn.is_typed_by_supplier or turn.entities.has("order_number", "rfq_number", "product", "company"):
        return None
    is_asked = turn.cues.asks_most_urgent and _LIST in turn.record.last.said
    named = turn.slot(_URGENT) if turn.cues.names_the_urgent_one and not is_asked else None
    if isinstance(named, str) and named.startswith("RFQ-"):
        return await HANDLERS["view_leads"](turn.with_entities(rfq_number=named))
    if isinstance(named, str):
        return await HANDLERS["order_status"](turn.with_entities(order_number=named))
    if not is_asked:
        return None
    page = await turn.market.orders.list_orders(turn.account, states=_OPEN, limit=_LOOKED_AT)
    orders = [await turn.market.orders.access_order(turn.account, one.number) for one in page.orders]
    for name, some in _of_supplier(turn, orders):
        if some and name in _REASONS:
            first = min(some, key=lambda order: _find_day(name, order))
            return _say_urgent(turn, name, first)
    leads = await turn.market.rfqs.list_open_leads(turn.account, limit=_LOOKED_AT)
    open_leads = sorted((lead for lead in leads if not lead.quotations), key=lambda lead: lead.due_on)
    if not open_leads:
        return None
    lead = open_leads[0]
    turn.note(_URGENT, lead.number)
    turn.say("utter_most_urgent_lead", {**rfq_values(lead), "buyer": text(lead.buyer.name)}, cards=[lead_card(lead)])
    return [SlotSet("rfq_number", lead.number)]


def _find_day(name: str, order: Order) -> dt.date:
    """Returns the day by which things to do of the same kind are compared: since when an order waits, or when its goods
    leave."""
    return order.placed_at.date() if name == "confirm" else order.ships_on or dt.date.max


def _say_urgent(turn: Turn, name: str, order: Order) -> list[Event]:
    day = _find_day(name, order)
    values = order_values(order)
    reason = term(_REASONS[name], day=date(day) if day != dt.date.max else term("date.unknown"))
    turn.note(_URGENT, order.number)
    turn.say("utter_most_urgent", {**values, "reason": reason}, cards=[_card(turn, order, [name])])
    return [SlotSet("order_number", order.number)]


def _of_supplier(turn: Turn, orders: list[Order]) -> list[tuple[str, list[Order]]]:
    asked = [order for order in orders if order.asked]
    return [
        ("answer", asked),
        ("confirm", [order for order in orders if order.state in TO_CONFIRM]),
        ("ship", [order for order in orders if order not in asked and _is_to_ship(turn, order)]),
        ("make", [order for order in orders if order not in asked and _is_in_hand(turn, order)]),
        ("owed", [order for order in orders if _find_due(turn, order)]),
    ]


def _of_buyer(turn: Turn, orders: list[Order]) -> list[tuple[str, list[Order]]]:
    return [
        ("pay", [order for order in orders if _find_due(turn, order)]),
        ("receive", [order for order in orders if _is_to_receive(turn, order)]),
        ("wait", [order for order in orders if order.asked]),
    ]


def _is_to_ship(turn: Turn, order: Order) -> bool:
    """Returns whether the goods are ready, or have to leave within a few days."""
    soon = order.ships_on is not None and (order.ships_on - turn.today).days <= _SOON_DAYS
    return order.state in ("ready_to_ship", "partly_shipped") or (order.state in TO_SHIP and soon)


def _is_in_hand(turn: Turn, order: Order) -> bool:
    """Returns whether the order is confirmed and its goods do not have to leave soon."""
    return order.state in TO_MAKE and not _is_to_ship(turn, order)


def _is_to_receive(turn: Turn, order: Order) -> bool:
    """Returns whether a shipment should have arrived and the buyer has not reported its arrival."""
    due = any(one.eta is not None and one.eta <= turn.today for one in order.on_the_way)
    return order.state in TO_RECEIVE and due


def _find_due(turn: Turn, order: Order) -> list[Value]:
    """Returns the payments of a confirmed order that are due within a few days, or overdue."""
    if order.state in TO_CONFIRM:
        return []
    soon = _SOON_DAYS if turn.is_supplier else _DUE_DAYS
    return [
        payment_line(payment)
        for payment in order.payments
        if payment.state == "due"
        and payment.kind != "refund"
        and (payment.due_on is None or (payment.due_on - turn.today).days <= soon)
    ]


def _line(turn: Turn, name: str, order: Order) -> Value:
    values = order_values(order)
    shown = {one: values[one] for one in ("number", "goods", "quantity", "counterpart", "state", "ships", "left")}
    due = lines(_find_due(turn, order))
    eta = next((one.eta for one in order.on_the_way if one.eta), None)
    day = date(eta) if eta else term("date.unknown")
    asked = term("todo.asked_cancel" if order.asked and order.asked.kind == "cancel" else "todo.asked_change")
    return term(_WORDS[name][1], **shown, due=due, day=day, asked=asked)


def _card(turn: Turn, order: Order, names: list[str]) -> Card:
    """Returns a card of the order with buttons for the steps that the contact has to take."""
    values, number = order_values(order), order.number
    buttons: list[Button] = []
    if "answer" in names and order.asked:
        buttons += answer_buttons(order, order.asked.id)
    if "confirm" in names:
        buttons.append(button("button.confirm_order", "confirm_order", order_number=number))
    if "ship" in names:
        buttons.append(button("button.ship_order", "ship_order", order_number=number))
    if "receive" in names:
        buttons.append(button("button.arrived", "report_arrival", order_number=number))
    if "pay" in names or "owed" in names:
        buttons.append(button("button.payments", "payment_status", order_number=number))
    buttons.append(button("button.details", "order_status", order_number=number))
    fields: list[tuple[str, Value | None]] = [
        ("field.state", values["state"]),
        ("field.goods", term("order.goods_line", quantity=values["quantity"], goods=values["goods"])),
        ("field.buyer" if turn.is_supplier else "field.supplier", values["counterpart"]),
        ("field.ships", values["ships"] if order.ships_on and order.state in TO_SHIP else None),
        ("field.payments", lines(due) if (due := _find_due(turn, order)) else None),
    ]
    return card("order", number, fields, buttons)
