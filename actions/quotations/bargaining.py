"""Answers a contact who bargains, about the results of a search or the quotations of a request.

Bargaining ends with a person or with a cheaper listing: a buyer cannot answer a quotation with a price of
its own. Such a counter-offer would be asked for and worded here, and written by
`actions/marketplace/requests/quoting.py`, where both sides of a quotation are locked and told.
"""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, action
from actions.dialogue.turn import Turn
from actions.quotations.cards import find_cheapest, quotation_values, rfq_values
from actions.quotations.which_request import find_rfq_in_question
from actions.replies import button
from actions.sourcing.cards import offer_values, price_for_quantity
from actions.sourcing.finding import find_current_search, show
from actions.sourcing.search_state import SearchState
from actions.sourcing.suppliers import focus_on
from actions.sourcing.which_offer import find_offer_in_question


@action("action_negotiate_price")
async def negotiate_price(turn: Turn) -> list[Event]:
    """Looks for cheaper offers when "too expensive" is about search results; about a product or
    quotations, it offers a person who bargains."""
    if turn.is_signed_in and not turn.is_supplier and (turn.entities.rfq_number or turn.word_slot("rfq_number")):
        return await _negotiate_quotes(turn)
    search = find_current_search(turn)
    if search and turn.slot("product_id") is None and not turn.entities.products:
        cheaper = _build_cheaper(turn, search)
        if (await turn.market.search.find_listings(cheaper.request)).total:
            return await show(turn, cheaper)
    offer = await find_offer_in_question(turn)
    amount = turn.entities.quantity
    if offer and amount and amount.unit in (None, offer.moq.unit) and amount.value < offer.moq.value:
        return await HANDLERS["action_ask_moq"](turn)
    if offer is None:
        return [turn.say_with_person("utter_negotiate_what", {}, "negotiate_price")]
    find = button("button.find_cheaper", "find_supplier", product=offer.product.en, sort="price")
    values = {**offer_values(offer), "price": price_for_quantity(offer)}
    person = turn.say_with_person("utter_negotiate_product", values, "negotiate_price", buttons=[find])
    return [person, *focus_on(offer)]


def _build_cheaper(turn: Turn, search: SearchState) -> SearchState:
    """Returns the search with the price or quantity that was said, cheapest first."""
    return search.with_entities(turn.entities).with_sort("price")


async def _negotiate_quotes(turn: Turn) -> list[Event]:
    rfq = await find_rfq_in_question(turn, "negotiate_price")
    if rfq is None:
        return []
    if not rfq.quotations:
        turn.say("utter_no_quotes_yet", rfq_values(rfq))
        return []
    values = rfq_values(rfq) | quotation_values(find_cheapest(rfq))
    return [turn.say_with_person("utter_negotiate_quote", values, "negotiate_price"), SlotSet("rfq_number", rfq.number)]
