"""Names the best of several listings by the figure that is asked for: price, minimum order, lead time, rating, how
often their supplier delivers on time, or how soon it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from math import inf

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.marketplace.goods.catalogue.records import Listing, SupplierProfile
from actions.marketplace.goods.catalogue.units import tier_for
from actions.replies import Value, lines, one_after_another, rating, term, text
from actions.sourcing.at_hand.listings import access_listings
from actions.sourcing.cards import (
    listing_card,
    listing_values,
    percent,
    price_for_quantity,
    response_time,
    verification,
)

_FEW = 3
"""If there are at most this many listings, the reply says the figure of each and not only that of the best."""

_LOWEST: dict[str, Callable[[Listing, SupplierProfile], Decimal | float]] = {
    "price": lambda listing, _: listing.unit_price.amount,
    "moq": lambda listing, _: listing.moq.value,
    "lead_time": lambda listing, _: listing.lead_time_days,
    "rating": lambda listing, _: -(listing.supplier.rating or 0),
    "response": lambda _, profile: inf if profile.response_hours is None else profile.response_hours,
    "founded": lambda _, profile: profile.founded_year or inf,
    "on_time": lambda _, profile: inf if profile.on_time_percent is None else -profile.on_time_percent,
}
"""For each criterion, a function that returns the figure by which listings are compared. The lowest figure is the best,
and an unknown one is the worst."""
WEIGHED = ("price", "moq", "lead_time", "rating", "on_time")
"""The criteria by which listings are weighed when none is named."""


def focus_on(listing: Listing) -> list[Event]:
    return [SlotSet("product_id", listing.product_id), SlotSet("supplier_id", listing.supplier.slug)]


async def say_best(turn: Turn, product_ids: Sequence[int], criterion: str) -> list[Event] | None:
    """Names the best of these listings by that criterion, with its figure, and says so when several are equally good.

    Returns None when they cannot be compared: their prices are in different currencies, their minimums in different
    units, or none of the figures is known.
    """
    pairs = await _rank(turn, product_ids, criterion)
    if not pairs:
        return None
    best, figures = pairs[0][0], [_LOWEST[criterion](*pair) for pair in pairs]
    values = {**listing_values(best), "price": price_for_quantity(best), "figure": _figure(*pairs[0], criterion)}
    if len(pairs) > 1 and figures[0] == figures[-1]:
        turn.say(f"utter_best_same_{criterion}", values)
        return []
    response = f"utter_best_by_{criterion}"
    turn.say(response, {**values, "rating": rating(best.supplier.rating)}, cards=[listing_card(best)])
    if len(pairs) <= _FEW:
        said = [
            term("best.line", supplier=_name(listing, pairs), figure=_figure(listing, profile, criterion))
            for listing, profile in pairs[1:]
        ]
        turn.say("utter_best_others", {"others": lines(said)})
    return focus_on(best)


async def say_lowest_listed(turn: Turn, product_ids: Sequence[int]) -> list[Event] | None:
    """Names the listing with the lowest listed price among goods that are sold in different units, and says that their
    units differ. Returns None when the prices are in different currencies."""
    listings = await access_listings(turn, list(product_ids))
    if not listings or len({listing.unit_price.currency for listing in listings}) > 1:
        return None
    lowest = min(listings, key=lambda listing: listing.unit_price.amount)
    values = {**listing_values(lowest), "price": price_for_quantity(lowest)}
    turn.say("utter_best_of_listed_prices", values, cards=[listing_card(lowest)])
    return focus_on(lowest)


async def weigh(turn: Turn, product_ids: Sequence[int], amount: Decimal | None) -> list[Event] | None:
    """Says the figures of each of these listings, which figures each has the best of, and which figures are the same.
    Prices are those for the quantity `amount`. Returns None when the listings cannot be compared."""
    pairs = await _rank(turn, product_ids, "price")
    if len(pairs) < 2:
        return None
    pairs = [(_priced_for(listing, amount), profile) for listing, profile in pairs]
    ahead: dict[int, list[Value]] = {}
    alike: list[Value] = []
    for criterion in WEIGHED:
        figures = [_LOWEST[criterion](*pair) for pair in pairs]
        best = [pair[0].product_id for pair, figure in zip(pairs, figures, strict=True) if figure == min(figures)]
        if len(best) == len(pairs):
            alike.append(term(f"weigh.{criterion}"))
        elif len(best) == 1:
            ahead.setdefault(best[0], []).append(term(f"weigh.{criterion}"))
    said = [
        term("weigh.ahead", supplier=_name(listing, pairs), figures=one_after_another(ahead[listing.product_id]))
        for listing, _ in pairs
        if listing.product_id in ahead
    ]
    said += [term("weigh.alike", figures=one_after_another(alike))] if alike else []
    turn.say("utter_weighed", {"offers": lines(_line(*pair) for pair in pairs), "ahead": lines(said)})
    if len({listing.supplier.slug for listing, _ in pairs}) == 1:
        turn.say("utter_weighed_one_supplier", {"supplier": text(pairs[0][0].supplier.name)})
    turn.show_list("product_id", list(product_ids))
    turn.done.append("compare_suppliers")
    return []


def _priced_for(listing: Listing, amount: Decimal | None) -> Listing:
    """Returns the listing with its price for that quantity, if it lists one; else the listing as it is."""
    tier = tier_for(listing.tiers, amount) if amount is not None and amount >= listing.moq.value else None
    if tier is None or amount is None:
        return listing
    price = Money(tier.unit_price, listing.unit_price.currency)
    return replace(listing, unit_price=price, priced_quantity=replace(listing.priced_quantity, value=amount))


def _line(listing: Listing, profile: SupplierProfile) -> Value:
    """Returns the figures by which the listing is weighed."""
    return term(
        "weigh.offer",
        **{name: listing_values(listing)[name] for name in ("offer", "supplier", "moq", "lead_time")},
        price=price_for_quantity(listing),
        rating=rating(listing.supplier.rating),
        on_time=percent(profile.on_time_percent) or term("figure.unknown"),
        verified=verification(listing.supplier),
    )


def _name(listing: Listing, pairs: Sequence[tuple[Listing, SupplierProfile]]) -> Value:
    """Returns the name of the listing's supplier. The name of the goods follows if several of the listings are from
    this supplier."""
    alike = sum(other.supplier.slug == listing.supplier.slug for other, _ in pairs)
    values = listing_values(listing)
    return (
        term("button.offer_of", offer=values["offer"], supplier=values["supplier"]) if alike > 1 else values["supplier"]
    )


async def find_best(turn: Turn, product_ids: Sequence[int], criterion: str) -> list[Listing]:
    """Returns the listings that are best by that criterion: one listing, or several that are equally good; [] when they
    cannot be compared."""
    pairs = await _rank(turn, product_ids, criterion)
    return [pair[0] for pair in pairs if _LOWEST[criterion](*pair) == _LOWEST[criterion](*pairs[0])]


async def _rank(turn: Turn, product_ids: Sequence[int], criterion: str) -> list[tuple[Listing, SupplierProfile]]:
    """Returns the listings with their suppliers, the best first; [] when they cannot be compared."""
    listings = await access_listings(turn, list(product_ids))
    alike = len({(listing.unit_price.currency, listing.moq.unit) for listing in listings}) == 1
    if not listings or (criterion in ("price", "moq") and not alike):
        return []
    pairs = [(listing, await turn.market.suppliers.access_supplier(listing.supplier.slug)) for listing in listings]
    pairs.sort(key=lambda pair: _LOWEST[criterion](*pair))
    return pairs if _LOWEST[criterion](*pairs[0]) != inf else []


def _figure(listing: Listing, profile: SupplierProfile, criterion: str) -> Value:
    """Returns the figure of the criterion in words."""
    values = listing_values(listing)
    figures: dict[str, Value] = {
        "price": price_for_quantity(listing),
        "moq": values["moq"],
        "lead_time": values["lead_time"],
        "rating": rating(listing.supplier.rating),
        "response": response_time(profile) or term("figure.unknown"),
        "founded": str(profile.founded_year) if profile.founded_year else term("figure.unknown"),
        "on_time": percent(profile.on_time_percent) or term("figure.unknown"),
    }
    return figures[criterion]
