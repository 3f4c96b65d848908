"""Describes in words the changes of an order for which a buyer has asked."""

from __future__ import annotations

from actions.dialogue.said.shares import read_part, speaks_of_part
from actions.dialogue.saying_back import BETWEEN
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.trades.orders.records import Order, OrderChange
from actions.replies import Value, date, destination, lines, money, quantity, term
from actions.trades.orders.cards import order_values


def describe_change(order: Order, change: OrderChange) -> list[Value]:
    """Returns a line for each value that changes, such as "quantity: 800 pieces → 1,000 pieces", and a line for the new
    total."""
    wanted, before = change.wanted, change.before
    words: list[Value] = []
    if wanted.quantity:
        old = quantity(before.quantity) if before.quantity else term("date.unknown")
        words.append(_line("slot.quantity", old, quantity(wanted.quantity)))
        if before.quantity:
            price = order.lines[0].unit_price
            totals = [Money(price.amount * one.value, price.currency) for one in (before.quantity, wanted.quantity)]
            words.append(_line("field.total", *(money(_in_cents(total)) for total in totals)))
    if wanted.destination:
        old = destination(before.destination) if before.destination else term("date.unknown")
        words.append(_line("field.destination", old, destination(wanted.destination)))
    if wanted.expected_on:
        old = date(before.expected_on) if before.expected_on else term("date.unknown")
        words.append(_line("field.expected", old, date(wanted.expected_on)))
    return [*words, *describe_items(wanted.items, order.lines[0].quantity.unit)]


def describe_items(items: str | None, unit: str) -> list[Value]:
    """Returns the wanted changes of the goods. If they are only for a part of the goods, also says how many stay as
    ordered."""
    words = [one for one in str(items or "").split(BETWEEN) if one]
    others = [one for one in words if not speaks_of_part(one)]
    said: list[Value] = [term("change.items", words=BETWEEN.join(others))] if others else []
    for part, whole, told in filter(None, map(read_part, words)):
        some, all_of_them = Quantity(part, unit), Quantity(whole, unit)
        rest = quantity(Quantity(whole - part, unit))
        said.append(term("change.part", part=quantity(some), whole=quantity(all_of_them), words=told, rest=rest))
    return said


def _line(label: str, old: Value, new: Value) -> Value:
    return term("change.line", what=term(label), old=old, new=new)


def _in_cents(total: Money) -> Money:
    return Money(round(total.amount, 2), total.currency)


def change_values(order: Order, change: OrderChange) -> dict[str, Value]:
    reason: Value = term("note.words", words=change.words) if change.words else term("reason.none")
    return {**order_values(order), "changes": lines(describe_change(order, change)), "reason": reason}
