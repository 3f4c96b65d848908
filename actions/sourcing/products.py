"""Answers questions about the product under discussion: its price, minimum order, lead time and
sample."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers
from actions.dialogue.said.entities import Amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.words import is_another_variant
from actions.replies import Button, Value, button, money, quantity, search_button, term
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.listings import access_listings
from actions.sourcing.at_hand.said_goods import with_variant
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.at_hand.which_listing import find_listing_in_question
from actions.sourcing.cards import detail_card, listing_card, listing_values, price_for_quantity, tier_lines
from actions.sourcing.facts import Fact, say_facts
from actions.sourcing.own_products import say_own_products
from actions.sourcing.searching.finding import find_supplier
from actions.sourcing.searching.narrowing import narrow
from actions.sourcing.searching.not_stated import say_not_stated
from actions.sourcing.searching.results import show

_COMPARED = 50
"""The most listings of the same goods that are compared."""


@answers("ask_price")
async def ask_price(turn: Turn) -> list[Event]:
    """Says the price of the product for the quantity in the message, or the price of its sample.

    For "anything cheaper?" it narrows the search instead.
    """
    if turn.cues.names_sample:
        await say_sample(turn)
        return []
    answered = await _answer_own_or_narrow(turn)
    if answered is not None:
        return answered
    listing = await find_listing_in_question(turn)
    if listing is None:
        return await _answer_without_product(turn)
    others = await _find_other_variants(turn, listing)
    tiers = tier_lines(listing, *others[:1]) if others else tier_lines(listing)
    values = {**listing_values(listing), "price": price_for_quantity(listing), "tiers": tiers}
    amount = turn.entities.quantity or _find_searched_amount(turn)
    below = amount is not None and amount.unit in (None, listing.moq.unit) and amount.value < listing.moq.value
    show_all = others[1:] if others else ()
    turn.say(
        "utter_price_below_moq" if below else "utter_price", values, cards=[listing_card(listing)], buttons=show_all
    )
    if turn.entities.products:
        say_not_stated(turn, [listing], "")
    return _focus(turn, listing)


def _find_searched_amount(turn: Turn) -> Amount | None:
    """Returns the quantity for which the goods in question were searched, or None if others are in question."""
    search, names = find_current_search(turn), turn.entities.products
    if search is None or not search.text:
        return None
    return search.amount if not names or any(search.text in name for name in names) else None


async def _answer_own_or_narrow(turn: Turn) -> list[Event] | None:
    """Shows the supplier's own listings, or narrows the results for "anything cheaper?" or "any
    with a lower MOQ?".

    Returns None when the message asks about one product.
    """
    own = await say_own_products(turn)
    if own is not None:
        return own
    search = find_current_search(turn)
    if search and not turn.entities.products and _is_about_all(turn, search):
        return await narrow(turn)
    return None


def _is_about_all(turn: Turn, search: SearchState) -> bool:
    """Returns whether the question is about all results of the search: it names a price limit, says
    "cheaper" or the like, or names a quantity while no result has been chosen."""
    if turn.points_into_list or turn.entities.has("product_id"):
        return False
    if turn.entities.has("price") or search.with_follow_up(turn.cues):
        return True
    return turn.entities.has("quantity") and turn.slot("product_id") is None


async def _say_of_each_shown(turn: Turn, fact: Fact) -> list[Event] | None:
    """Says the fact that the question asks for, whatever its intent, of each listing on the screen, when the question
    singles out no listing and their figures differ."""
    latest = turn.record.latest_list
    singles_out = turn.pointing or turn.entities.has("product_id", "product", "company") or turn.slot("product_id")
    if singles_out or turn.is_pressed or turn.task is not None or turn.word_slot("supplier_id") is not None:
        return None
    if latest is None or latest.kind != "listing" or len(latest.ids) < 2 or turn.record.is_about("listing", "supplier"):
        return None
    listings = await access_listings(turn, latest.ids)
    figures = {listing.moq if fact == "moq" else listing.lead_time_days for listing in listings}
    return say_facts(turn, listings, fact) if len(figures) > 1 else None


@answers("ask_moq")
async def ask_moq(turn: Turn) -> list[Event]:
    """Says the minimum order. If the message names a smaller quantity, also says how to ask for
    it. "Any with a minimum under 500?" narrows the search."""
    search = find_current_search(turn)
    if search and turn.acts.kind == "condition" and len(turn.numbers) == 1 and not turn.pointing and not turn.entities:
        return await show(turn, search.with_amount(Amount(turn.numbers[0])))
    answered = await _answer_own_or_narrow(turn)
    if answered is not None:
        return answered
    if not turn.entities.has("quantity") and (each := await _say_of_each_shown(turn, "moq")) is not None:
        return each
    listing = await find_listing_in_question(turn)
    if listing is None:
        return await _answer_without_product(turn)
    amount = turn.entities.quantity
    comparable = amount is not None and amount.unit in (None, listing.moq.unit)
    if amount is None or not comparable:
        turn.say("utter_moq", listing_values(listing), cards=[listing_card(listing)])
    else:
        _say_quantity(turn, listing, amount, enough=amount.value >= listing.moq.value)
    return _focus(turn, listing)


def asks_for_so_few(turn: Turn) -> bool:
    """Returns whether the message, which follows an answer about the minimum order, only names a quantity and thereby
    asks whether it is enough: "too much for us. 300?", 300个呢."""
    asks_price = any("price" in clause.things for clause in turn.asked_of_goods)
    names_quantity = turn.entities.has("quantity") and not turn.entities.has("price")
    return turn.has_just_done("ask_moq") and names_quantity and not asks_price


def _say_quantity(turn: Turn, listing: Listing, amount: Amount, *, enough: bool) -> None:
    wanted = quantity(Quantity(amount.value, amount.unit or listing.moq.unit))
    response = "utter_moq_reached" if enough else "utter_moq_not_reached"
    turn.say(
        response,
        {**listing_values(listing), "quantity": wanted, "price": price_for_quantity(listing)},
        cards=[listing_card(listing)],
    )


@answers("ask_lead_time")
async def ask_lead_time(turn: Turn) -> list[Event]:
    """Says the lead time of the product, or of each listing on the screen if the question singles out none. The search
    keeps a quantity that the question names."""
    search, amount = find_current_search(turn), turn.entities.quantity
    if search is not None and amount is not None and (each := await _say_of_each_shown(turn, "lead_time")) is not None:
        turn.note("search", search.with_amount(amount).dump())
        return each
    answered = await _answer_own_or_narrow(turn)
    if answered is not None:
        return answered
    if (each := await _say_of_each_shown(turn, "lead_time")) is not None:
        return each
    listing = await find_listing_in_question(turn)
    if listing is None:
        return await _answer_without_product(turn)
    turn.say("utter_lead_time", listing_values(listing), cards=[listing_card(listing)])
    return _focus(turn, listing)


async def say_sample(turn: Turn) -> Listing | None:
    """Says what a sample of the product in question costs, with a button that asks for one when the message only asks
    about it. Returns the product if the contact wants a sample of it."""
    own = await say_own_products(turn)
    if own is not None:
        turn.apply(own)
        return None
    listing = await find_listing_in_question(turn)
    if listing is None:
        turn.apply(await _answer_without_product(turn))
        return None
    values = listing_values(listing)
    if listing.sample_price:
        values["sample_price"] = money(listing.sample_price)
    turn.apply(_focus(turn, listing))
    requests = bool(turn.asked) and not any(each.is_question or each.kinds for each in turn.asked)  # "can I get one?"
    only_asks = turn.cues.asks_price or (turn.cues.is_question and not requests)
    buttons = [button("button.request_sample", "request_sample", product_id=listing.product_id, sure=True)]
    turn.say(_sample_response(listing), values, cards=[detail_card(listing)], buttons=buttons if only_asks else ())
    return None if only_asks else listing


async def _find_other_variants(turn: Turn, listing: Listing) -> tuple[Value, Button] | None:
    """When the message names the goods of the listing and leaves open which size or colour it means, returns words that
    say that there are others, and a button that shows all; else None."""
    if turn.is_pressed or not turn.entities.products or turn.entities.has("product_id"):
        return None
    search = await with_variant(turn, SearchState(text=turn.entities.products[0]))
    page = await turn.market.search.find_listings(SearchRequest(text=search.text, limit=_COMPARED, kinds=0))
    own = listing.product.both
    if page.match != "exact" or not any(is_another_variant(" ".join(each.product.both), own) for each in page.listings):
        return None
    said = term("price.one_of_variants", count=page.total, goods=search.text)
    return said, button("button.show_all", "find_supplier", product=search.text)


def _sample_response(listing: Listing) -> str:
    if listing.sample_price is None:
        return "utter_sample_on_request"
    return "utter_sample" if listing.sample_price.amount else "utter_sample_free"


def _focus(turn: Turn, listing: Listing) -> list[Event]:
    """Returns the events that make this listing the one that is talked about.

    If the message names the product, its name also becomes the current search, so that "anything
    cheaper?" can narrow it.
    """
    if not turn.entities.products:
        return focus_on(listing)
    search = replace(SearchState().with_entities(turn.entities), shown=(listing.product_id,))
    return [SlotSet("search", search.dump()), *focus_on(listing)]


async def _answer_without_product(turn: Turn) -> list[Event]:
    """If the message names a product that was not found, searches for it; the reply to the search says which condition
    to drop. Otherwise asks which product the contact means."""
    if turn.entities.has("company"):
        return await HANDLERS["supplier_details"](turn)
    if turn.entities.products:
        return await find_supplier(turn)
    turn.say("utter_which_product", buttons=[search_button()])
    return []
