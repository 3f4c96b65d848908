"""Describes in words the changes of an order for which a buyer has asked."""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.said.shares import read_part, speaks_of_part
from actions.dialogue.saying_back import BETWEEN
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.trades.orders.records import AddedLine, Order, OrderChange, Proposal
from actions.replies import Value, date, destination, lines, money, quantity, term, text, unit_price
from actions.trades.orders.cards import order_values


def describe_change(order: Order, change: OrderChange) -> list[Value]:
    """Returns a line for each value that changes, such as "quantity: 800 pieces → 1,000 pieces", and a line for the new
    total."""
    wanted, before = change.wanted, change.before
    words: list[Value] = []
    if wanted.quantity:
        old = quantity(before.quantity) if before.quantity else term("date.unknown")
        words.append(_line("slot.quantity", old, quantity(wanted.quantity)))
    words += [describe_added(line) for line in wanted.lines]
    if totals := find_totals(order, change):
        words.append(_line("field.total", *map(money, totals)))
    if wanted.destination:
        old = destination(before.destination) if before.destination else term("date.unknown")
        words.append(_line("field.destination", old, destination(wanted.destination)))
    if wanted.expected_on:
        old = date(before.expected_on) if before.expected_on else term("date.unknown")
        words.append(_line("field.expected", old, date(wanted.expected_on)))
    return [*words, *describe_items(wanted.items, order.lines[0].quantity.unit)]


def find_totals(order: Order, change: OrderChange, cost: Money | None = None) -> tuple[Money, Money] | None:
    """Returns what the order costs before and after the change, with what the supplier asks for on top, or None if the
    total stays as it is."""
    wanted, before = change.wanted, change.before
    price = order.lines[0].unit_price
    more = sum((line.unit_price.amount * line.quantity.value for line in wanted.lines), Decimal(0))
    if wanted.quantity and before.quantity:
        more += price.amount * (wanted.quantity.value - before.quantity.value)
    more += cost.amount if cost else 0
    if not more:
        return None
    old = before.total
    if old is None:  # the change was written by an earlier version of Caravan, when an order had one line
        old = Money(price.amount * (before.quantity or order.lines[0].quantity).value, price.currency)
    return _in_cents(old), _in_cents(Money(old.amount + more, old.currency))


def describe_proposal(order: Order, change: OrderChange, proposal: Proposal) -> Value:
    """Returns a line for each of the supplier's terms: the cost of the change, the new total, and the new day of
    shipment."""
    words: list[Value] = []
    if proposal.cost:
        words.append(term("change.cost", cost=money(proposal.cost)))
        if totals := find_totals(order, change, proposal.cost):
            words.append(_line("field.total", *map(money, totals)))
    if proposal.ships_on:
        words.append(term("change.leaves", day=date(proposal.ships_on)))
    return lines(words)


def describe_added(line: AddedLine) -> Value:
    """Returns in words which goods are added, at which price, and their total."""
    total = Money(line.unit_price.amount * line.quantity.value, line.unit_price.currency)
    return term(
        "change.added",
        goods=text(line.product),
        quantity=quantity(line.quantity),
        price=unit_price(line.unit_price, line.quantity.unit),
        total=money(_in_cents(total)),
    )


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
