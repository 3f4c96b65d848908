"""Answers that the minimum order is too much: "1000 is many for me", 100组太多了."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.sourcing.at_hand.conditions import describe
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.listings import access_listings
from actions.sourcing.cards import listing_card, listing_values, price_for_quantity
from actions.sourcing.searching.results import request_button

_OTHER_SUBJECT = ("product", "company", "price", "order_number", "rfq_number")


@reading
async def minimum_is_too_much(turn: Turn) -> list[Event] | None:
    """Names the smallest minimum order of the goods on the screen, and says that suppliers may take less when they are
    asked. The search keeps the quantity that was asked for, unless that is the one that the contact finds too large."""
    search = find_current_search(turn)
    if search is None or not search.text or not turn.cues.finds_too_many or turn.is_pressed or turn.task is not None:
        return None
    if turn.is_supplier or turn.entities.has(*_OTHER_SUBJECT) or turn.record.is_about("order", "request", "claim"):
        return None
    amount = turn.entities.quantity
    if amount is not None and amount.value not in {
        each.moq.value for each in await access_listings(turn, search.shown)
    }:
        return None
    if turn.intent == "negotiate_price" and not turn.numbers:
        return None  # "that is too much", of a price
    wanted = replace(search.without("quantity"), sort="moq")
    page = await turn.market.search.find_listings(wanted.request)
    if not page.listings or page.match == "near":
        return None
    values = listing_values(page.listings[0]) | {
        "search": describe(replace(wanted, sort="relevance")),
        "price": price_for_quantity(page.listings[0]),
    }
    cards = [listing_card(listing) for listing in page.listings]
    turn.say("utter_moq_too_high", values, cards=cards, buttons=request_button(turn, search))
    shown = tuple(listing.product_id for listing in page.listings)
    turn.show_list("product_id", shown)
    is_less = search.quantity is not None and Decimal(search.quantity) < page.listings[0].moq.value
    kept = search if is_less else wanted
    return [SlotSet("search", replace(wanted, quantity=kept.quantity, unit=kept.unit, shown=shown).dump())]
