"""Answers a supplier's questions about its own listings, as in "what's our MOQ for monitors?" or
围巾现在卖多少钱.

When a supplier asks about products, it means its own, unless the words say otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.refusals import say_suppliers_only
from actions.dialogue.registry import answers
from actions.dialogue.said.entities import Amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.marketplace.goods.catalogue.records import Listing, SupplierProfile
from actions.marketplace.goods.catalogue.units import convert, tier_for
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.performance import Performance
from actions.replies import Card, Value, button, card, date, hours, lines, one_after_another, quantity, term, text
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.cards import (
    certificates,
    listing_values,
    name_profile_response,
    name_tier,
    percent,
    price_for_quantity,
    sample_price,
    supplier_card,
    supplier_values,
    tier_lines,
)
from actions.sourcing.searching.own_named import find_own_called, find_own_pointed_at

FACT_ASKED = "own_fact"
"""The name under which the record keeps the value of a listing that was asked for last, with the message that asked
for it."""
OWN_SHOWN = "own_shown"
"""The name under which the record keeps the own listings that a supplier was shown last, in the order shown."""
_FEW = 3
"""The most listings that are shown with all their prices."""
_MOST, _MOST_PAUSED = 12, 2
"""The most listings, and the most paused ones among them, that are shown at once."""
_MOST_FACTS = 2
"""The most values of a listing that a question can ask for and get an answer without the rest of the listing."""
_GOOD_ON_TIME = 95
_GOOD_RESPONSE = 12
"""The percentage of orders on time from which, and the hours until an answer up to which, no improvement is
suggested."""
_EXPIRES_SOON = dt.timedelta(days=60)


@answers("own_products", signed_in=True)
async def own_products(turn: Turn) -> list[Event]:
    """Shows a supplier its own listings, those of the goods that the message names or all."""
    own = await turn.market.suppliers.supplier_of(turn.account) if turn.is_supplier else None
    return await _say_listings(turn, own) if own else [say_suppliers_only(turn)]


def was_shown_own(turn: Turn) -> bool:
    """Returns whether the supplier was shown own listings just before."""
    return any(each.startswith("utter_own_product") for each in turn.record.last.said)


def list_shown(turn: Turn, own: Sequence[Listing]) -> list[Listing]:
    """Returns those of the supplier's own listings that it was shown last, in the order shown."""
    by_id = {each.product_id: each for each in own}
    return [by_id[number] for number in turn.slot(OWN_SHOWN) or () if number in by_id]


async def say_own_products(turn: Turn) -> list[Event] | None:
    """Shows the supplier's own listings that the message asks about; returns None when it asks as a
    buyer would."""
    own = await _find_own_slug(turn)
    return await _say_listings(turn, own) if own else None


async def _say_listings(turn: Turn, own: str) -> list[Event]:
    name = next(iter(turn.entities.products), "")
    if not name and turn.text and not turn.is_pressed:
        every = await turn.market.own_listings.list_own(turn.account)
        before = list_shown(turn, every)
        if pointed_at := find_own_pointed_at(turn, before):
            events = say_own_listings(turn, pointed_at)
            turn.note(OWN_SHOWN, [each.product_id for each in before])  # a later "the second one" is of the same list
            return events
        called = find_own_called(turn, every)
        if 0 < len(called) < len(every):
            return say_own_listings(turn, called)
    listings, total = await _find_own(turn, own, name)
    several = "utter_own_products_called" if name else "utter_own_products"
    return _say(turn, listings, total, name, several) if total else _say_none(turn, name)


def say_own_listings(turn: Turn, listings: Sequence[Listing]) -> list[Event]:
    """Shows the supplier these of its own listings."""
    return _say(turn, listings[:_MOST], len(listings), "", "utter_own_products_meant")


def say_listed_prices(turn: Turn, listings: Sequence[Listing], amount: Amount | None) -> list[Event]:
    """Says the listed prices of these own listings: the one for the `amount`, or all of them."""
    turn.note(OWN_SHOWN, [each.product_id for each in listings[:_MOST]])
    if len(listings) == 1:
        turn.apply([SlotSet("product_id", listings[0].product_id)])
    prices = {each.product_id: _find_price_at(each, amount) for each in listings[:_MOST]}
    if amount is None or not any(prices.values()):
        said = [
            term("own_product.price_at", offer=text(each.product), price=tier_lines(each)) for each in listings[:_MOST]
        ]
        turn.say("utter_own_product_prices", {"products": lines(said)})
        return []
    said = [
        term("own_product.price_at", offer=text(each.product), price=price)
        for each in listings
        if (price := prices.get(each.product_id))
    ]
    unit = amount.unit or listings[0].moq.unit
    turn.say(
        "utter_own_product_price_at", {"quantity": quantity(Quantity(amount.value, unit)), "products": lines(said)}
    )
    return []


def _find_price_at(listing: Listing, amount: Amount | None) -> Value | None:
    """Returns the listed price for the quantity with the quantity from which it holds, or None if the listing is sold in
    another unit, or from a larger quantity on."""
    count = convert(amount.value, amount.unit, listing.moq.unit) if amount else None
    tier = tier_for(listing.tiers, count) if count is not None else None
    return name_tier(listing, tier) if tier else None


def _say(turn: Turn, listings: Sequence[Listing], total: int, name: str, several: str) -> list[Event]:
    turn.note(OWN_SHOWN, [listing.product_id for listing in listings])
    asked = _find_asked(turn)
    if asked:
        turn.note(FACT_ASKED, {"of": asked[-1], "message_id": turn.context.message_id})
    if total == 1:
        turn.apply([SlotSet("product_id", listings[0].product_id)])
        if asked:
            facts = one_after_another(_say_fact(listings[0], name) for name in asked)
            response = "utter_own_product_stock" if asked == ("stock",) else "utter_own_product_fact"
            turn.say(response, {"offer": text(listings[0].product), "facts": facts})
            return []
    values: dict[str, Value] = {
        "count": total,
        "search": name,
        "products": lines(_line(listing, with_stock="stock" in asked) for listing in listings),
        **listing_values(listings[0]),
        "price": price_for_quantity(listings[0]),
    }
    response = "utter_own_product" if total == 1 else several
    cards = [own_card(each) for each in listings] if total <= _FEW and not asked else []
    turn.say(response, values, cards=cards)
    if total > len(listings):
        turn.say("utter_own_product_more", {"more": total - len(listings)})
    return []


def _find_asked(turn: Turn) -> tuple[str, ...]:
    """Returns the values of a listing for which the message asks; () for a message that wants the listing itself."""
    if turn.is_pressed or not (turn.asks or "stock" in turn.cues.listing_values):
        return ()
    asked = turn.cues.listing_values or (("lead_time",) if turn.intent == "ask_lead_time" else ())
    return asked if len(asked) <= _MOST_FACTS else ()


def _say_fact(listing: Listing, name: str) -> Value:
    values = listing_values(listing)
    said: dict[str, Value] = {
        "price": tier_lines(listing),
        "moq": values["moq"],
        "stock": quantity(listing.stock) if listing.stock is not None else term("listing_value.unsaid"),
        "lead_time": values["lead_time"],
        "sample": sample_price(listing) or term("sample.on_request"),
    }
    return term("own_product.fact", what=term(f"listing_value.{name}"), value=said[name])


async def _find_own(turn: Turn, own: str, name: str) -> tuple[list[Listing], int]:
    """Returns the first of the supplier's own listings that fit a name, or the first of all its listings, and how many
    there are. Some paused listings, which no search finds, come last."""
    every = await turn.market.own_listings.list_own(turn.account)
    paused = [each for each in every if each.is_paused and (not name or goods_likeness(name, each.product.both))]
    page = await turn.market.search.find_listings(SearchRequest(text=name, supplier=own, limit=_MOST, kinds=0))
    on_sale = len(page.listings) if page.total <= _MOST else page.total
    return [*page.listings[: _MOST - len(paused[:_MOST_PAUSED])], *paused][:_MOST], on_sale + len(paused)


async def say_own_profile(turn: Turn) -> list[Event] | None:
    """Shows the signed-in supplier its company as buyers see it. Returns None for a contact who is
    no supplier."""
    own = await turn.market.suppliers.supplier_of(turn.account) if turn.is_supplier else None
    if own is None:
        return None
    profile = await turn.market.suppliers.access_supplier(own)
    response = name_profile_response(profile)
    performance = await turn.market.performances.access_performance(own)
    turn.say(response, supplier_values(profile), cards=[supplier_card(profile, performance) | {"buttons": []}])
    better = _find_improvements(profile, performance, turn.today)
    turn.say("utter_own_better" if better else "utter_own_good", {"better": lines(better)})
    return []


def _find_improvements(profile: SupplierProfile, performance: Performance, today: dt.date) -> list[Value]:
    """Returns what would make the company more attractive to buyers, by its own figures."""
    summary, soon = profile.summary, today + _EXPIRES_SOON
    on_time = performance.on_time.percent if performance.on_time.total else profile.on_time_percent
    answers_in = performance.answer_hours or profile.response_hours
    unanswered = performance.answered.total - performance.answered.count
    expiring = [one for one in profile.certificates if one.valid_until <= soon]
    found = {
        "verify": None if summary.verified else {},
        "reviews": None if summary.review_count else {},
        "certificates": None if profile.certificates else {},
        "expiring": {"certificate": text(expiring[0].name), "day": date(expiring[0].valid_until)} if expiring else None,
        "on_time": {"on_time": percent(on_time)} if on_time is not None and on_time < _GOOD_ON_TIME else None,
        "answers": {"count": unanswered} if unanswered else None,
        "response": {"hours": hours(answers_in)} if answers_in is not None and answers_in > _GOOD_RESPONSE else None,
    }
    return [term(f"own_better.{name}", **values) for name, values in found.items() if values is not None]


async def _find_own_slug(turn: Turn) -> str | None:
    """Returns the slug of the signed-in supplier's company if the message asks about the products
    of that company, else None."""
    if not turn.is_supplier or turn.entities.has("product_id", "supplier_id") or turn.cues.compares_sellers:
        return None
    own = await turn.market.suppliers.supplier_of(turn.account)
    if own and (company := turn.entities.word("company")):
        found = await turn.market.suppliers.find_suppliers(company, limit=1)
        return own if found and found[0].slug == own else None
    search = SearchState.load(turn.slot("search"))
    if search and search.text and not turn.entities.products and not turn.cues.asks_of_own:
        return None  # the question is about the results of a search on the screen
    return own


def _say_none(turn: Turn, name: str) -> list[Event]:
    search = button(term("button.search_for", product=name), "find_supplier", product=name)
    turn.say("utter_own_none", {"search": name}, buttons=[search, button("button.leads", "view_leads")])
    return []


def _line(listing: Listing, *, with_stock: bool) -> Value:
    sample = sample_price(listing) or term("sample.on_request")
    line = term(
        "own_product.line", **{**listing_values(listing), "price": price_for_quantity(listing), "sample": sample}
    )
    if with_stock or listing.stock is not None:
        stock = quantity(listing.stock) if listing.stock is not None else term("listing_value.unsaid")
        line = term("own_product.line_with_stock", line=line, stock=stock)
    return term("own_product.paused_line", line=line) if listing.is_paused else line


def own_card(listing: Listing) -> Card:
    """Returns the card of a listing for its own supplier, without the buttons that ask for a
    quotation."""
    values = listing_values(listing)
    return card(
        "product",
        values["offer"],
        [
            ("field.unit_price", tier_lines(listing)),
            ("field.moq", values["moq"]),
            ("field.lead_time", values["lead_time"]),
            ("field.stock", quantity(listing.stock) if listing.stock is not None else None),
            ("field.sample_price", sample_price(listing)),
            ("field.certificates", certificates(listing.certificates)),
            ("field.on_sale", term("listing.paused") if listing.is_paused else None),
        ],
        picture=listing.picture,
    )
