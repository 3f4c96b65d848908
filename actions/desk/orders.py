"""Shows the staff an account's orders, and takes steps in the customer's name that the lifecycle of orders allows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any

from actions.desk.acts import Act, Asked, Change, Field, Option, Problem, Subject
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Destination, Money, Name, Quantity, Role, WriteKey
from actions.marketplace.trades.orders.carriers import carrier_names
from actions.marketplace.trades.orders.lifecycle import ANSWERS, LIFECYCLE, Event, find_step
from actions.marketplace.trades.orders.records import Order, OrderState, Terms
from actions.marketplace.trades.orders.tracking import read_tracking_number
from actions.replies import Value, code, country, date, destination, lines, money, quantity, term, text
from actions.trades.orders.asked import describe_change
from actions.trades.orders.cards import full_card, order_state, payment_line
from trade.carriers import carriers
from trade.places import countries

OPEN: tuple[OrderState, ...] = (
    "awaiting_confirmation",
    "accepted",
    "in_production",
    "ready_to_ship",
    "partly_shipped",
    "shipped",
    "delivered",
    "disputed",
)
MOST = 6


def is_next(order: Order, *events: Event) -> bool:
    """Returns whether the staff may take one of these steps now, in the name of the side whose step it is."""
    return find_possible(order, *events) is not None


def find_possible(order: Order, *events: Event) -> Event | None:
    """Returns the first of the events that is possible in the order's state, or None. While the buyer's wish for a
    change waits for an answer, the supplier's next steps are not possible."""
    for event in events:
        step = find_step(event, order.state)
        goes_on = step is not None and "supplier" in step.by and step.then is not None and event not in ANSWERS
        if step is not None and "staff" in step.by and not (goes_on and order.asked):
            return event
    return None


def possible(*events: Event) -> Callable[[Order], bool]:
    return lambda order: is_next(order, *events)


def find_state_change(order: Order, event: Event) -> list[Change]:
    then = LIFECYCLE[event].then
    return [("field.state", order_state(order.state), order_state(then))] if then and then != order.state else []


def _changes_state(event: Event) -> Callable[[Asked], Sequence[Change]]:
    return lambda asked: find_state_change(asked.row, event)


def _find_cancelling(asked: Asked) -> list[Change]:
    order: Order = asked.row
    if find_possible(order, "cancel") is None:
        return [("field.asked", None, term("asked.cancel"))]
    return [*find_state_change(order, "cancel"), *_find_refund(order)]


def _find_refund(order: Order) -> list[Change]:
    return [("desk.paid_back", None, money(order.paid))] if order.paid.amount else []


async def _cancel(asked: Asked, key: WriteKey) -> bool:
    purchases, number = asked.market.purchases, asked.row.number
    does = purchases.cancel_order if is_next(asked.row, "cancel") else purchases.ask_to_cancel
    return await does(asked.account, number, asked.reason, key)


def _list_terms(order: Order) -> tuple[Field, ...]:
    """Returns the form's fields for those terms of an order that may change. An empty field changes nothing."""
    return (
        Field("quantity", "number", "field.quantity", is_required=False),
        Field("city", "text", "desk.city", is_required=False),
        Field("country", "choice", "desk.country", order.destination.country, list_countries(), is_required=False),
        Field("day", "day", "field.expected", is_required=False),
    )


def list_countries() -> list[Option]:
    return [{"value": one.code, "label": country(one.code)} for one in countries()]


def read_destination(asked: Asked, now: Destination | None) -> Destination | None:
    """Returns the new destination, or None if it stays as it is. A new country needs a city in it."""
    city, where = asked.text("city"), asked.text("country")
    is_elsewhere = bool(where) and now is not None and where != now.country
    if not city:
        if is_elsewhere:
            raise Problem("city")
        return None
    if not where:
        raise Problem("city")
    return Destination(where, Name(city, city))


def _read_terms(asked: Asked) -> Terms:
    order: Order = asked.row
    amount, day = asked.number("quantity"), asked.day("day")
    line = order.lines[0].quantity
    if day is not None and day < asked.today:
        raise Problem("past")
    wanted = Terms(
        Quantity(amount, line.unit) if amount and amount != line.value else None,
        read_destination(asked, order.destination),
        day if day != order.expected_on else None,
    )
    if not wanted:
        raise Problem("nothing")
    return wanted


def _find_changed_terms(asked: Asked) -> list[Change]:
    order, wanted = asked.row, _read_terms(asked)
    changes: list[Change] = []
    if wanted.quantity:
        changes.append(("field.quantity", quantity(order.lines[0].quantity), quantity(wanted.quantity)))
        changes.append(("field.total", money(order.total), money(_find_total(order, wanted.quantity.value))))
    if wanted.destination:
        changes.append(("field.destination", destination(order.destination), destination(wanted.destination)))
    if wanted.expected_on:
        changes.append(("field.expected", _date(order.expected_on), date(wanted.expected_on)))
    if not is_next(order, "change"):
        changes.append(("field.asked", None, term("asked.change")))
    return changes


def _find_total(order: Order, amount: Decimal) -> Money:
    line = order.lines[0]
    total = order.total.amount - line.total.amount + line.unit_price.amount * amount
    return Money(round(total, 2), order.total.currency)


async def _change(asked: Asked, key: WriteKey) -> bool:
    purchases, wanted = asked.market.purchases, _read_terms(asked)
    does = purchases.change_order if is_next(asked.row, "change") else purchases.ask_to_change
    return await does(asked.account, asked.row.number, wanted, key)


def _date(day: dt.date | None) -> Value | None:
    return date(day) if day else None


def _list_shipments(order: Order) -> list[Option]:
    return [
        {
            "value": str(one.id),
            "label": term("desk.shipment", carrier=text(one.carrier_name), number=code(one.tracking_number)),
        }
        for one in order.on_the_way
    ]


def _list_arriving(order: Order) -> tuple[Field, ...]:
    several = len(order.on_the_way) > 1
    field = Field("shipment", "choice", "desk.which_shipment", "", _list_shipments(order), is_required=False)
    return (field,) if several else ()


def _find_arrival(asked: Asked) -> list[Change]:
    order: Order = asked.row
    chosen = asked.text("shipment")
    all_of_it = order.state == "shipped" and (not chosen or len(order.on_the_way) == 1)
    if all_of_it:
        return find_state_change(order, "receive")
    meant = [one for one in order.on_the_way if chosen in ("", str(one.id))]
    arrived = lines(code(one.tracking_number) for one in meant)
    return [("field.arrived", None, arrived)]


async def _receive(asked: Asked, key: WriteKey) -> bool:
    chosen = asked.text("shipment")
    return await asked.market.purchases.report_arrival(
        asked.account, asked.row.number, int(chosen) if chosen else None, key
    )


def _can_arrive(order: Order) -> bool:
    return is_next(order, "receive_part") and (bool(order.on_the_way) or not order.shipments)


async def _confirm(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.confirm_order(asked.account, asked.row.number, key)


async def _decline(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.decline_order(asked.account, asked.row.number, asked.reason, key)


async def _start(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.start_production(asked.account, asked.row.number, key)


async def _finish(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.finish_production(asked.account, asked.row.number, key)


def _list_ship_day(order: Order) -> tuple[Field, ...]:
    return (Field("day", "day", "field.ships", order.ships_on.isoformat() if order.ships_on else ""),)


def _find_ship_day(asked: Asked) -> list[Change]:
    day = asked.day("day")
    if day is None or day < asked.today:
        raise Problem("past")
    if day == asked.row.ships_on:
        raise Problem("nothing")
    return [("field.ships", _date(asked.row.ships_on), date(day))]


async def _set_ship_day(asked: Asked, key: WriteKey) -> bool:
    day = asked.day("day")
    assert day is not None
    return await asked.market.fulfilment.set_ship_day(asked.account, asked.row.number, day, key)


def list_carriers() -> list[Option]:
    names = sorted({one.name for one in carriers()}, key=str.casefold)
    return [{"value": name, "label": text(carrier_names(name))} for name in names]


def list_shipping_fields() -> tuple[Field, ...]:
    return (
        Field("carrier", "choice", "field.carrier", "", list_carriers()),
        Field("tracking", "text", "field.tracking_number", longest=40),
    )


def read_tracking(asked: Asked) -> str:
    """Returns the tracking number that was given, as it is stored."""
    found = read_tracking_number(asked.text("tracking"))
    if found is None:
        raise Problem("tracking")
    return found


def _list_shipping(order: Order) -> tuple[Field, ...]:
    left = order.left_to_ship.value
    return (*list_shipping_fields(), Field("quantity", "number", "field.quantity", f"{left.normalize():f}"))


def _read_part(asked: Asked) -> Quantity:
    left = asked.row.left_to_ship
    amount = asked.number("quantity") or left.value
    if amount > left.value:
        raise Problem("too_much")
    return Quantity(amount, left.unit)


def _find_shipping(asked: Asked) -> list[Change]:
    order, part = asked.row, _read_part(asked)
    event: Event = "ship" if part.value == order.left_to_ship.value else "ship_part"
    return [
        *find_state_change(order, event),
        ("field.quantity", None, quantity(part)),
        ("field.carrier", None, text(carrier_names(asked.text("carrier")))),
        ("field.tracking_number", None, code(read_tracking(asked))),
        *_warn_of_unpaid(asked),
    ]


def _warn_of_unpaid(asked: Asked) -> list[Change]:
    """Returns a line of the payments that were to arrive before the goods leave and have not, if there are any."""
    unpaid = asked.row.find_unpaid(asked.today)
    return [("desk.unpaid", lines(map(payment_line, unpaid)), None)] if unpaid else []


async def _ship(asked: Asked, key: WriteKey) -> bool:
    part, number = _read_part(asked), read_tracking(asked)
    carrier = asked.text("carrier")
    return await asked.market.fulfilment.ship_order(
        asked.account, asked.row.number, carrier, number, key, quantity=part.value
    )


def _list_correcting(order: Order) -> tuple[Field, ...]:
    found = _list_shipments(order)
    carrier, tracking = list_shipping_fields()
    same: Option = {"value": "", "label": term("desk.same_carrier")}
    return (
        Field("shipment", "choice", "desk.which_shipment", found[0]["value"] if found else "", found),
        tracking,
        Field("carrier", "choice", carrier.label, "", [same, *carrier.options], is_required=False),
    )


def _find_correction(asked: Asked) -> list[Change]:
    shipment = next(one for one in asked.row.on_the_way if str(one.id) == asked.text("shipment"))
    new, carrier = read_tracking(asked), asked.text("carrier")
    changes: list[Change] = []
    if new != shipment.tracking_number:
        changes.append(("field.tracking_number", code(shipment.tracking_number), code(new)))
    if carrier and carrier != shipment.carrier:
        changes.append(("field.carrier", text(shipment.carrier_name), text(carrier_names(carrier))))
    if not changes:
        raise Problem("nothing")
    return changes


async def _correct(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.fulfilment.correct_tracking(
        asked.account,
        asked.row.number,
        int(asked.text("shipment")),
        read_tracking(asked),
        key,
        asked.text("carrier") or None,
    )


def _can_correct(order: Order) -> bool:
    return is_next(order, "correct_tracking") and bool(order.on_the_way)


def _can_answer(order: Order) -> bool:
    if order.asked is None:
        return False
    return is_next(order, "agree_cancel" if order.asked.kind == "cancel" else "agree_change")


def _find_agreement(asked: Asked) -> list[Change]:
    order: Order = asked.row
    assert order.asked is not None
    if order.asked.kind == "cancel":
        return [*find_state_change(order, "agree_cancel"), *_find_refund(order)]
    return [("desk.wanted", None, lines(describe_change(order, order.asked)))]


def _find_refusal(asked: Asked) -> list[Change]:
    return [("field.asked", term(f"asked.{asked.row.asked.kind}"), term("desk.refused"))]


def _answers(agrees: bool) -> Callable[[Asked, WriteKey], Awaitable[bool]]:
    async def answer(asked: Asked, key: WriteKey) -> bool:
        change = asked.row.asked
        return await asked.market.fulfilment.answer_change(asked.account, asked.row.number, change.id, agrees, key)

    return answer


async def _list_open(market: Marketplace, account: str) -> list[Order]:
    found = (await market.orders.list_orders(account, OPEN, limit=MOST)).orders
    return [await market.orders.access_order(account, one.number) for one in found]


def _state_act(name: str, side: Role, event: Event, do: Callable[[Asked, WriteKey], Awaitable[bool]]) -> Act:
    return Act(name, side, possible(event), _changes_state(event), do)


def _title(order: Order) -> Value:
    line = order.lines[0]
    return term("order.goods_line", quantity=quantity(line.quantity), goods=text(line.product))


def _number(order: Any) -> str:
    number: str = order.number
    return number


ORDERS = Subject(
    "order",
    "ORD",
    lambda market, account, number: market.orders.access_order(account, number),
    _list_open,
    _number,
    lambda order: order_state(order.state),
    _title,
    full_card,
    (
        _state_act("order.confirm", "supplier", "confirm", _confirm),
        _state_act("order.decline", "supplier", "decline", _decline),
        Act("order.agree", "supplier", _can_answer, _find_agreement, _answers(agrees=True)),
        Act("order.refuse", "supplier", _can_answer, _find_refusal, _answers(agrees=False)),
        _state_act("order.start", "supplier", "start", _start),
        _state_act("order.finish", "supplier", "finish", _finish),
        Act("order.ship", "supplier", possible("ship"), _find_shipping, _ship, _list_shipping),
        Act("order.ship_day", "supplier", possible("set_ship_day"), _find_ship_day, _set_ship_day, _list_ship_day),
        Act("order.correct_tracking", "supplier", _can_correct, _find_correction, _correct, _list_correcting),
        Act("order.receive", "buyer", _can_arrive, _find_arrival, _receive, _list_arriving),
        Act("order.change", "buyer", possible("change", "ask_change"), _find_changed_terms, _change, _list_terms),
        Act("order.cancel", "buyer", possible("cancel", "ask_cancel"), _find_cancelling, _cancel),
    ),
)
