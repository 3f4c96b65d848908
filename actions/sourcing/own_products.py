"""Answers a supplier's questions about its own listings, as in "what's our MOQ for monitors?" or
围巾现在卖多少钱.

A supplier who asks about products means its own, unless the words say otherwise.
"""

from __future__ import annotations

import re

from actions.cues import asks_of_own
from actions.dialogue.events import Event
from actions.dialogue.turn import Turn
from actions.marketplace.catalogue.records import Listing
from actions.marketplace.search.records import SearchRequest
from actions.replies import Card, Value, button, card, lines, term
from actions.sourcing.cards import (
    certificates,
    offer_values,
    price_for_quantity,
    sample_price,
    supplier_card,
    supplier_values,
    tier_lines,
)
from actions.sourcing.search_state import SearchState

_MOST = 5
_COMPARES = re.compile(
    r"\b(other|competitors?|market|elsewhere|else)\b|别家|同行|其他(厂|供应商|商家)|市场价|竞争", re.I
)
"""Words by which a supplier asks about other suppliers' products."""


async def say_own_products(turn: Turn) -> list[Event] | None:
    """Shows the supplier's own listings that the message asks about; returns None when it asks as a
    buyer would."""
    own = await _find_own_slug(turn)
    if own is None:
        return None
    name = next(iter(turn.entities.products), "")
    page = await turn.market.search.find_listings(SearchRequest(text=name, supplier=own, limit=_MOST, kinds=0))
    if not page.total:
        return _say_none(turn, name)
    offers = page.listings
    values: dict[str, Value] = {
        "count": page.total,
        "search": name,
        "products": lines(_line(offer) for offer in offers),
        **offer_values(offers[0]),
        "price": price_for_quantity(offers[0]),
    }
    response = "utter_own_product" if page.total == 1 else "utter_own_products_called" if name else "utter_own_products"
    turn.say(response, values, cards=[own_card(offer) for offer in offers])
    return []


async def say_own_profile(turn: Turn) -> list[Event] | None:
    """Shows the supplier as buyers see it; returns None for a contact who is no supplier."""
    own = await turn.market.suppliers.supplier_of(turn.account) if turn.is_supplier else None
    if own is None:
        return None
    profile = await turn.market.suppliers.access_supplier(own)
    response = "utter_supplier" if profile.summary.review_count else "utter_supplier_unrated"
    turn.say(response, supplier_values(profile), cards=[supplier_card(profile) | {"buttons": []}])
    return []


async def _find_own_slug(turn: Turn) -> str | None:
    """Returns the supplier's own slug when the message asks about its own company, else None."""
    if not turn.is_supplier or turn.entities.has("product_id", "supplier_id") or _COMPARES.search(turn.text):
        return None
    own = await turn.market.suppliers.supplier_of(turn.account)
    if own and (company := turn.entities.word("company")):
        found = await turn.market.suppliers.find_suppliers(company, limit=1)
        return own if found and found[0].slug == own else None
    search = SearchState.load(turn.slot("search"))
    if search and search.text and not turn.entities.products and not asks_of_own(turn.text):
        return None  # the question is about the results of a search on the screen
    return own


def _say_none(turn: Turn, name: str) -> list[Event]:
    search = button(term("button.search_for", product=name), "find_supplier", product=name)
    turn.say("utter_own_none", {"search": name}, buttons=[search, button("button.leads", "view_leads")])
    return []


def _line(offer: Listing) -> Value:
    sample = sample_price(offer) or term("sample.on_request")
    return term("own_product.line", **{**offer_values(offer), "price": price_for_quantity(offer), "sample": sample})


def own_card(offer: Listing) -> Card:
    """Returns the card of a listing for its own supplier, without the buttons that ask for a
    quotation."""
    values = offer_values(offer)
    return card(
        "product",
        values["offer"],
        [
            ("field.unit_price", tier_lines(offer)),
            ("field.moq", values["moq"]),
            ("field.lead_time", values["lead_time"]),
            ("field.sample_price", sample_price(offer)),
            ("field.certificates", certificates(offer.certificates)),
        ],
    )
