"""Lists an account's orders: all of them, or those that a message describes by state, goods, the other company, or the
days when they were placed."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any, get_args

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, answers
from actions.dialogue.said.entities import read_day
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.orders.records import OrderFilter, OrderPage, OrderState, OrderSummary
from actions.reading.order_filter import OPEN, read_order_filter
from actions.replies import (
    Card,
    Value,
    button,
    card,
    date,
    lines,
    money,
    one_after_another,
    quantity,
    table,
    term,
    text,
)
from actions.trades.orders.cards import goods_of_lines, order_line, order_state
from actions.trades.orders.which_order import find_named_orders, find_unknown_number

PAGE = 5
MOST_ROWS = 1000
ALL = OrderFilter()


@answers("list_orders", signed_in=True)
async def list_orders(turn: Turn) -> list[Event]:
    """Lists the orders of this buyer or supplier that the message asks for, the newest first, or
    sends them as a table."""
    if (order := await _find_the_one(turn)) is not None:
        return await HANDLERS["order_status"](turn.with_entities(order_number=order))
    wanted = _unpack(turn) if turn.is_pressed else await read_order_filter(turn)
    if not turn.is_pressed and (unknown := await _find_unknown(turn)):
        turn.say("utter_order_not_found", {"number": unknown})
        return await say_orders(turn, ALL)
    if turn.entities.flag("document") or (not turn.is_pressed and turn.cues.asks_for_table):
        return await _send_table(turn, wanted)
    return await say_orders(turn, wanted)


async def _find_the_one(turn: Turn) -> str | None:
    """Returns the number of the order at hand if the message only wants to see this order: "show me that order". If a
    task about it is under way, the task's question then shows the order in full again."""
    points = turn.cues.names_an_order and not turn.is_pressed and not turn.entities and not turn.cues.asks_for_table
    number = find_order_at_hand(turn) if points and not await find_named_orders(turn) else None
    if number is not None and turn.task is not None:
        turn.task.times = 0
    return number


async def _find_unknown(turn: Turn) -> str | None:
    """Returns the order number in the message, if the account has no order of this number."""
    number = turn.entities.order_number
    if number is None:
        if await turn.market.own_numbers.find_order(turn.account, turn.text):
            return None
        return find_unknown_number(turn)
    try:
        await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        return number
    return None


async def say_orders(turn: Turn, wanted: OrderFilter) -> list[Event]:
    """Lists one page of the orders that match `wanted`, or says that there are none."""
    start = ((turn.entities.integer("page") or 1) - 1) * PAGE
    page = await turn.market.orders.list_orders(turn.account, limit=PAGE, offset=start, wanted=wanted)
    if not page.orders:
        return await _say_none(turn, wanted)
    more = (
        [button("button.more_orders", "list_orders", page=start // PAGE + 2, wanted=_pack(wanted))]
        if start + PAGE < page.total
        else []
    )
    turn.say(
        _response(turn, page, wanted),
        {
            "count": page.total,
            "orders": lines(order_line(order) for order in page.orders),
            "conditions": describe(wanted),
        },
        cards=[summary_card(turn, order) for order in page.orders],
        buttons=[*more, button("button.as_table", "list_orders", document=True, wanted=_pack(wanted))],
    )
    turn.show_list("order_number", [order.number for order in page.orders])
    return [SlotSet("order_number", page.orders[0].number)] if page.total == 1 else []


def _response(turn: Turn, page: OrderPage, wanted: OrderFilter) -> str:
    if wanted != ALL:
        return "utter_orders_wanted_one" if page.total == 1 else "utter_orders_wanted"
    if page.total == 1:
        return "utter_order_only"
    return "utter_orders_supplier" if turn.is_supplier else "utter_orders_buyer"


async def _send_table(turn: Turn, wanted: OrderFilter) -> list[Event]:
    """Sends the orders that match `wanted` as a table, at most the newest `MOST_ROWS`."""
    page = await turn.market.orders.list_orders(turn.account, limit=MOST_ROWS, wanted=wanted)
    if not page.orders:
        return await _say_none(turn, wanted)
    counterpart = "field.buyer" if turn.is_supplier else "field.supplier"
    labels = ("field.number", "field.state", "field.goods", "field.quantity", counterpart, "field.total")
    columns = [term(label) for label in (*labels, "field.currency", "field.placed", "field.expected")]
    name = term("document.orders", day=turn.today.isoformat())
    response = "utter_orders_table" if page.total <= MOST_ROWS else "utter_orders_table_newest"
    rows = [_build_row(order) for order in page.orders]
    values: dict[str, Value] = {"count": len(rows), "total": page.total}
    if page.total == 1:
        response, values = "utter_order_only", {"orders": order_line(page.orders[0])}
    turn.say(response, values, files=[table(name, columns, rows)])
    return []


def _build_row(order: OrderSummary) -> list[Value]:
    """Returns an order as a row of the table. Amounts are numbers, so that they can be added up, and days are written
    year first, so that they can be sorted."""
    return [
        order.number,
        order_state(order.state),
        text(order.goods),
        quantity(order.quantity),
        text(order.counterpart.name),
        float(order.total.amount),
        order.total.currency,
        order.placed_at.date().isoformat(),
        order.expected_on.isoformat() if order.expected_on else "",
    ]


async def _say_none(turn: Turn, wanted: OrderFilter) -> list[Event]:
    everything = await turn.market.orders.list_orders(turn.account, limit=1)
    if wanted == ALL or not everything.total:
        turn.say("utter_no_orders")
        return []
    values: dict[str, Value] = {"conditions": describe(wanted), "count": everything.total}
    turn.say("utter_orders_wanted_none", values, buttons=[button("button.all_orders", "list_orders")])
    return []


def summary_card(turn: Turn, order: OrderSummary) -> Card:
    return card(
        "order",
        order.number,
        [
            ("field.state", order_state(order.state)),
            (
                "field.goods",
                term(
                    "order.goods_line",
                    quantity=quantity(order.quantity),
                    goods=goods_of_lines(order.goods, order.line_count),
                ),
            ),
            ("field.buyer" if turn.is_supplier else "field.supplier", text(order.counterpart.name)),
            ("field.total", money(order.total)),
            ("field.placed", date(order.placed_at.date())),
            ("field.expected", date(order.expected_on) if order.expected_on else None),
        ],
        [button("button.details", "order_status", order_number=order.number)],
    )


def describe(wanted: OrderFilter) -> Value:
    """Returns the conditions of the filter `wanted` in words, such as "shipped, since 1 March"."""
    conditions: list[Value] = [*wanted.goods, *wanted.companies]
    if wanted.states == OPEN:
        conditions.append(term("order_condition.open"))
    else:
        conditions += [order_state(state) for state in wanted.states]
    if wanted.unpaid:
        conditions.append(term("order_condition.unpaid"))
    if wanted.placed_from:
        conditions.append(_describe_days(wanted.placed_from, wanted.placed_before))
    return one_after_another(conditions)


def _describe_days(start: dt.date, end: dt.date | None) -> Value:
    if end is None:
        return term("order_condition.since", day=date(start))
    last = end - dt.timedelta(1)
    if last == start:
        return term("order_condition.on", day=date(start))
    return term("order_condition.between", first=date(start), last=date(last))


def _pack(wanted: OrderFilter) -> dict[str, Any]:
    """Returns the filter as JSON for a button."""
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in asdict(wanted).items()}


def _unpack(turn: Turn) -> OrderFilter:
    """Returns the filter of the pressed button, from the JSON that `_pack` made."""
    packed = turn.entities.record("wanted")
    states = tuple(state for state in get_args(OrderState) if state in (packed.get("states") or ()))
    return replace(
        ALL,
        states=states,
        goods=tuple(packed.get("goods") or ()),
        companies=tuple(packed.get("companies") or ()),
        placed_from=read_day(packed.get("placed_from")),
        placed_before=read_day(packed.get("placed_before")),
        unpaid=bool(packed.get("unpaid")),
    )
