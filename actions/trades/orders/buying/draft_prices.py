"""Answers questions about the listed price while an order is prepared: "what's the price for 500?", 4吨呢 是不是便宜不少,
多少只能便宜点. The order keeps its quantity until the buyer says another."""

from __future__ import annotations

from decimal import Decimal

from actions.dialogue.events import Event
from actions.dialogue.registry import in_passing
from actions.dialogue.said.entities import read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.goods.catalogue.records import Listing
from actions.replies import Value, lines, quantity, unit_price
from actions.sourcing.cards import listing_values, tier_lines
from actions.trades.orders.buying.tiers import find_price, say_amount

_OTHERS = ("price", "company", "product", "country", "region", "order_number", "rfq_number")
"""Entities that make the message about more than the quantity."""


@in_passing
async def price_of_the_draft(turn: Turn) -> list[Event] | None:
    """Says what the goods of the order that is prepared cost at the quantities that the message asks about, or from
    which quantity they cost less."""
    state = turn.task
    if state is None or state.name != "new_order" or turn.is_pressed or turn.entities.has(*_OTHERS):
        return None
    held = read_amount(state.values.get("quantity"))
    asked = [amount for amount in turn.cues.asked_at if amount > 1]
    if held is None or not (asked or _asks_from_how_many(turn)):
        return None
    listing = await _access_listing(turn, state.values.get("product_id"))
    if listing is None or not listing.tiers:
        return None
    now = Decimal(held.value)
    if asked:
        shown: dict[str, Value] = {
            **listing_values(listing),
            "quantity": quantity(Quantity(now, listing.moq.unit)),
            "steps": tier_lines(listing),
            "amounts": lines(say_amount(listing, amount) for amount in sorted({now, *asked})),
        }
        turn.say("utter_order_draft_prices", shown)
    else:
        say_next_price(turn, listing, now)
    turn.done.append("ask_price")
    return []


def _asks_from_how_many(turn: Turn) -> bool:
    """Returns whether the message asks from which quantity the price falls: "from how many is it cheaper?"."""
    counts = any("how_many" in clause.kinds for clause in (*turn.asked, *turn.asked_of_goods))
    of_price = "pays_off" in turn.topics or any("discount" in clause.things for clause in turn.asked_of_goods)
    return counts and of_price and not turn.cues.written


def say_next_price(turn: Turn, listing: Listing, now: Decimal) -> None:
    """Says what goods cost at the quantity `now`, and from which quantity they cost less."""
    unit, price = listing.moq.unit, find_price(listing, now)
    lower = next((tier for tier in listing.tiers if tier.minimum > now), None)
    shown: dict[str, Value] = {
        **listing_values(listing),
        "quantity": quantity(Quantity(now, unit)),
        "steps": tier_lines(listing),
        "price": unit_price(price or listing.unit_price, unit),
    }
    if lower is None:
        turn.say("utter_order_lowest_price", shown)
        return
    shown["next_quantity"] = quantity(Quantity(lower.minimum, unit))
    shown["next_price"] = unit_price(Money(lower.unit_price, listing.unit_price.currency), unit)
    turn.say("utter_order_next_price", shown)


async def _access_listing(turn: Turn, product_id: object) -> Listing | None:
    if not isinstance(product_id, int):
        return None
    try:
        return await turn.market.suppliers.access_listing(product_id)
    except NotFound:
        return None
