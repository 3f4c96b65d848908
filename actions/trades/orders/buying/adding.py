"""Reads which goods of the same supplier a buyer wants to add to an order, and finds their listings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.dialogue.discourse import Json
from actions.dialogue.said.entities import Amount, pack_amount, read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.catalogue.units import convert, tier_for
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.goods.words.words import normalise, words
from actions.marketplace.trades.orders.changes import pack_line
from actions.marketplace.trades.orders.records import AddedLine, Order
from actions.replies import Value, lines, quantity, term, text, unit_price
from actions.sourcing.searching.own_named import find_own_pointed_at
from actions.trades.orders.cards import order_values


@dataclass(frozen=True, slots=True)
class Added:
    """Holds the change with the goods that a message adds. If the supplier offers several such goods, `open` holds what
    was asked for until the buyer chooses one of them."""

    change: Json
    open: Json | None = None


async def add_goods(turn: Turn, order: Order, known: Json, change: Json, waiting: Json | None = None) -> Added:
    """Returns the `change` together with the goods that the message adds to those of the `known` one, or chooses for
    what is `waiting`. Goods that cannot be added stay a wish in the buyer's words, and the buyer is told why."""
    meant = _find_meant(turn, order, is_asked=turn.task is not None and turn.task.name == "order_change")
    if not meant and not waiting:
        return Added(change)
    offered = await turn.market.orders.list_offered(turn.account, order.number)
    if not meant and waiting:
        return Added(_choose(turn, order, offered, known, waiting) or change, waiting)
    found, several, rest = [], None, {name: value for name, value in change.items() if name != "items"}
    for name, amount in meant:
        fits = _find_listings(turn, offered, name)
        if len(fits) > 1:
            several = {"quantity": pack_amount(amount), "listings": [one.product_id for one in fits]}
            shown = lines(term("change.offered", goods=text(one.product), price=_price_of(one)) for one in fits)
            turn.say("utter_change_several_goods", {**order_values(order), "offered": shown})
        elif line := _make_line(turn, order, fits, name, amount):
            found.append(line)
    if not found:
        return Added(rest if several else change, several)
    if (items := known.get("items")) or len(found) < len(meant):
        rest["items"] = items if len(found) == len(meant) else change.get("items")
    return Added({**rest, **_read_own_quantity(turn, order), "lines": _with_lines(known, found)}, several)


def _choose(turn: Turn, order: Order, offered: Sequence[Listing], known: Json, waiting: Json) -> Json | None:
    """Returns the `known` change with the one of the `waiting` goods that the message points at or names by a word that
    only it has."""
    fits = [one for one in offered if one.product_id in waiting["listings"]]
    chosen = find_own_pointed_at(turn, fits) or _tell_apart(turn, fits)
    amount = read_amount(waiting["quantity"])
    if len(chosen) != 1 or amount is None:
        return None
    line = _make_line(turn, order, chosen, chosen[0].product.en, amount)
    return {**known, "lines": _with_lines(known, [line])} if line else None


def _with_lines(known: Json, found: Sequence[AddedLine]) -> list[Json]:
    """Returns the lines that are added. Another quantity of the same goods takes the place of the first one."""
    held = {line["product_id"]: line for line in known.get("lines") or []}
    return list((held | {line.product_id: pack_line(line) for line in found}).values())


def _find_meant(turn: Turn, order: Order, *, is_asked: bool) -> list[tuple[str, Amount]]:
    """Returns the goods that the message adds, each with its quantity: goods that the order does not hold, named with a
    quantity that is added, or in answer to what should change. Goods that take the place of others are not meant."""
    adds = is_asked or any(each > 0 for each in turn.differences) or "adds_goods" in turn.topics
    if not adds or turn.cues.swaps_goods or "part" in turn.topics:
        return []
    held = [name for line in order.lines for name in line.product.both]
    return [(name, amount) for name, amount in turn.entities.goods if amount and not goods_likeness(name, held)]


def _read_own_quantity(turn: Turn, order: Order) -> Json:
    """Returns the new quantity of the ordered goods that the message names beside those it adds."""
    line = order.lines[0]
    for name, amount in turn.entities.goods:
        if amount and goods_likeness(name, line.product.both):
            value = convert(amount.value, amount.unit, line.quantity.unit)
            if value and value > 0 and value != line.quantity.value:
                return {"quantity": {"value": str(value), "unit": line.quantity.unit}}
    return {}


def _make_line(turn: Turn, order: Order, fits: Sequence[Listing], name: str, amount: Amount) -> AddedLine | None:
    """Returns the line for the only listing that fits, at the price of its tier. If there is none, or it sells no such
    quantity, tells the contact and returns None."""
    listing = fits[0] if fits and fits[0].unit_price.currency == order.total.currency else None
    value = convert(amount.value, amount.unit, listing.moq.unit) if listing else None
    if listing is None or value is None:
        turn.say("utter_change_not_offered", {**order_values(order), "added": name})
        return None
    line = price_line(listing, value)
    if line is None:
        few: dict[str, Value] = {"added": text(listing.product), "moq": quantity(listing.moq)}
        turn.say("utter_change_below_minimum", {**order_values(order), **few})
    return line


def price_line(listing: Listing, value: Decimal) -> AddedLine | None:
    """Returns the line that adds this many units of the listing, at the price of its tier, or None if the listing sells
    no such quantity."""
    if (tier := tier_for(listing.tiers, value)) is None:
        return None
    price = Money(tier.unit_price, listing.unit_price.currency)
    return AddedLine(listing.product_id, listing.product, Quantity(value, listing.moq.unit), price)


def _find_listings(turn: Turn, offered: Sequence[Listing], name: str) -> list[Listing]:
    """Returns the listings that are called so; of several, those with the most words of their names in the message."""
    likeness = {one.product_id: goods_likeness(name, one.product.both) for one in offered}
    best = max(likeness.values(), default=0.0)
    return _tell_apart(turn, [one for one in offered if best and likeness[one.product_id] == best])


def _tell_apart(turn: Turn, listings: Sequence[Listing]) -> list[Listing]:
    """Returns those of the listings with the most words of their names in the message."""
    plain = normalise(turn.text)
    counts = {
        one.product_id: sum(word in plain for each in one.product.both for word in words(each)) for one in listings
    }
    return [one for one in listings if counts[one.product_id] == max(counts.values())]


def _price_of(listing: Listing) -> Value:
    return unit_price(listing.unit_price, listing.moq.unit)
