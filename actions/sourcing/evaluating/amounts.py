"""Answers whether a quantity is possible, what it costs in all, and whether goods can be ready by a certain day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from actions.dialogue.said.entities import Amount, Entities
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.catalogue.units import tier_for
from actions.replies import Value, date, money, quantity, unit_price
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.cards import listing_values

_FEWEST, _TIMES = 20, 20
"""Two limits for a bare number in a question about a listing. From `_FEWEST` on, the number can be a quantity. From
`_TIMES` times the price of the goods on, it cannot be a price."""


def with_quantity(turn: Turn, listings: list[Listing], *, asks: bool = False) -> Turn:
    """Returns the turn with the bare number of its question as the quantity: "what's the price at 2000?". A number that
    is many times the price of the goods is certainly no price."""
    price = turn.entities.price
    is_price = price is not None and any(price.amount < _TIMES * each.unit_price.amount for each in listings)
    is_bare = len(turn.numbers) == 1 and turn.numbers[0] >= _FEWEST and not turn.entities.has("quantity")
    if not listings or is_price or not is_bare or not (asks or turn.asks):
        return turn
    rest = tuple(each for each in turn.entities.found if each[0] != "price")
    intent = "ask_price" if turn.intent == "negotiate_price" else turn.intent
    return replace(turn, intent=intent, entities=Entities((*rest, ("quantity", str(turn.numbers[0])))))


def find_amount(turn: Turn, listing: Listing) -> Amount | None:
    """Returns the quantity that the message names, or else the quantity of the search; None if the listing is sold in
    another unit."""
    search = SearchState.load(turn.slot("search"))
    amount = turn.entities.quantity or (search.amount if search else None)
    return amount if amount and amount.unit in (None, listing.moq.unit) else None


def say_total(turn: Turn, listing: Listing, amount: Amount) -> None:
    """Says what that quantity of the listing costs in all, or that there is no price for so small a quantity."""
    if amount.value < listing.moq.value:
        turn.say("utter_goods_total_below_moq", _values(listing, amount))
    else:
        turn.say("utter_goods_total", _values(listing, amount))


def say_whether_possible(turn: Turn, listing: Listing, amount: Amount) -> None:
    """Says whether the supplier lists a price for that quantity."""
    is_below = "below" in turn.topics and amount.value <= listing.moq.value
    is_reached = amount.value >= listing.moq.value
    response = "utter_moq_not_below" if is_below else "utter_moq_reached" if is_reached else "utter_moq_not_reached"
    turn.say(response, _values(listing, amount))


def _values(listing: Listing, amount: Amount) -> dict[str, Value]:
    currency, price = listing.unit_price.currency, _price_at(listing, amount.value)
    total = Money(price * amount.value, currency)
    least = Money(_price_at(listing, listing.moq.value) * listing.moq.value, currency)
    return {
        **listing_values(listing),
        "price": unit_price(Money(price, currency), listing.moq.unit),
        "quantity": quantity(Quantity(amount.value, listing.moq.unit)),
        "total": money(total),
        "least": money(least),
    }


def _price_at(listing: Listing, value: Decimal) -> Decimal:
    """Returns the unit price for that quantity."""
    tier = tier_for(listing.tiers, value)
    return tier.unit_price if tier else listing.unit_price.amount


def find_day(turn: Turn) -> dt.date | None:
    """Returns the day by which the message wants something, or None if it names no such day."""
    days = turn.cues.max_days or turn.cues.duration
    return next(iter([*turn.entities.days, turn.cues.deadline]), None) or (
        turn.today + dt.timedelta(days=days) if days else None
    )


def say_whether_ready(turn: Turn, listing: Listing, day: dt.date) -> None:
    """Says whether the goods can be made by that day, if the deposit is paid today."""
    ready = turn.today + dt.timedelta(days=listing.lead_time_days)
    values = {**listing_values(listing), "day": date(day), "ready": date(ready)}
    turn.say("utter_goods_ready_by" if ready <= day else "utter_goods_not_ready_by", values)
