"""Answers questions about the product under discussion: its price, minimum order, lead time and
sample."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.cues import asks_price, names_sample, ordinals
from actions.dialogue.entities import Amount
from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.turn import Turn
from actions.marketplace.catalogue.records import Listing
from actions.marketplace.records import Quantity
from actions.replies import money, quantity, search_button
from actions.sourcing.cards import detail_card, offer_card, offer_values, price_for_quantity, tier_lines
from actions.sourcing.finding import find_current_search, find_supplier, narrow
from actions.sourcing.own_products import say_own_products
from actions.sourcing.search_state import SearchState
from actions.sourcing.suppliers import focus_on
from actions.sourcing.which_offer import find_offer_in_question


@action("action_ask_price")
async def ask_price(turn: Turn) -> list[Event]:
    """Says the price of the product for the quantity in the message, or the price of its sample.

    For "anything cheaper?" it narrows the search instead.
    """
    if names_sample(turn.text):
        return await request_sample(turn)
    answered = await _answer_own_or_narrow(turn)
    if answered is not None:
        return answered
    offer = await find_offer_in_question(turn)
    if offer is None:
        return await _answer_without_product(turn)
    values = {**offer_values(offer), "price": price_for_quantity(offer), "tiers": tier_lines(offer)}
    amount = turn.entities.quantity
    below = amount is not None and amount.unit in (None, offer.moq.unit) and amount.value < offer.moq.value
    turn.say("utter_price_below_moq" if below else "utter_price", values, cards=[offer_card(offer)])
    return _focus(turn, offer)


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
    """Returns whether the question is about all results: a limit, "cheaper", or a quantity while
    none of them has been chosen."""
    if turn.entities.has("price") or search.with_follow_up(turn.text):
        return True
    return (
        turn.entities.has("quantity") and turn.slot("product_id") is None and not ordinals(turn.text, len(search.shown))
    )


@action("action_ask_moq")
async def ask_moq(turn: Turn) -> list[Event]:
    """Says the minimum order, and for a smaller quantity also how to ask for one."""
    answered = await _answer_own_or_narrow(turn)
    if answered is not None:
        return answered
    offer = await find_offer_in_question(turn)
    if offer is None:
        return await _answer_without_product(turn)
    amount = turn.entities.quantity
    comparable = amount is not None and amount.unit in (None, offer.moq.unit)
    if amount is None or not comparable:
        turn.say("utter_moq", offer_values(offer), cards=[offer_card(offer)])
    else:
        _say_quantity(turn, offer, amount, enough=amount.value >= offer.moq.value)
    return _focus(turn, offer)


def _say_quantity(turn: Turn, offer: Listing, amount: Amount, *, enough: bool) -> None:
    wanted = quantity(Quantity(amount.value, amount.unit or offer.moq.unit))
    response = "utter_moq_reached" if enough else "utter_moq_not_reached"
    turn.say(
        response,
        {**offer_values(offer), "quantity": wanted, "price": price_for_quantity(offer)},
        cards=[offer_card(offer)],
    )


@action("action_ask_lead_time")
async def ask_lead_time(turn: Turn) -> list[Event]:
    answered = await _answer_own_or_narrow(turn)
    if answered is not None:
        return answered
    offer = await find_offer_in_question(turn)
    if offer is None:
        return await _answer_without_product(turn)
    turn.say("utter_lead_time", offer_values(offer), cards=[offer_card(offer)])
    return _focus(turn, offer)


@action("action_request_sample")
async def request_sample(turn: Turn) -> list[Event]:
    """Says what a sample costs, and offers a person who orders it, because the bot orders none
    itself."""
    own = await say_own_products(turn)
    if own is not None:
        return own
    offer = await find_offer_in_question(turn)
    if offer is None:
        return await _answer_without_product(turn)
    values = offer_values(offer)
    if offer.sample_price:
        values["sample_price"] = money(offer.sample_price)
    person = turn.say_with_person(
        _sample_response(offer), values, "request_sample", asked=not asks_price(turn.text), cards=[detail_card(offer)]
    )
    return [person, *_focus(turn, offer)]


def _sample_response(offer: Listing) -> str:
    if offer.sample_price is None:
        return "utter_sample_on_request"
    return "utter_sample" if offer.sample_price.amount else "utter_sample_free"


def _focus(turn: Turn, offer: Listing) -> list[Event]:
    """Returns the events that make the offer the one talked about.

    A product that was named also becomes the search that "anything cheaper?" narrows from here on.
    """
    if not turn.entities.products:
        return focus_on(offer)
    search = replace(SearchState().with_entities(turn.entities), shown=(offer.product_id,))
    return [SlotSet("search", search.dump()), *focus_on(offer)]


async def _answer_without_product(turn: Turn) -> list[Event]:
    """Searches for the named product, which nobody offers, to say which condition to relax; asks
    for a product when none was named."""
    if turn.entities.products:
        return await find_supplier(turn)
    turn.say("utter_which_product", buttons=[search_button()])
    return []
