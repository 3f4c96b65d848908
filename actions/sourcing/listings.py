"""Reads single listings from the catalogue, with the price for the wanted quantity, and finds the listings that are on
the screen."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.words import words
from actions.sourcing.search_state import SearchState


async def access_listing(turn: Turn, product_id: object) -> Listing | None:
    """Returns the listing with the price for the quantity in the message or, without one, in the
    search."""
    if not isinstance(product_id, int):
        return None
    search = SearchState.load(turn.slot("search"))
    amount = turn.entities.quantity or (search.amount if search else None)
    try:
        return await turn.market.suppliers.access_listing(
            product_id, quantity=amount.value if amount else None, unit=amount.unit if amount else None
        )
    except NotFound:
        return None


async def access_listings(turn: Turn, product_ids: object) -> list[Listing]:
    """Returns these listings in their order, without those that are gone."""
    ids = product_ids if isinstance(product_ids, list | tuple) else ()
    return [listing for each in ids if (listing := await access_listing(turn, each))]


def find_shown(turn: Turn) -> tuple[int, ...]:
    """Returns the products on the page of results."""
    search = SearchState.load(turn.slot("search"))
    return search.shown if search else ()


def find_in_name(turn: Turn, listing: Listing) -> set[str]:
    """Returns the words that the message and the listing's full name have in common, without the usual name of the
    goods."""
    search = SearchState.load(turn.slot("search"))
    goods = set(words(search.text)) if search else set()
    return set(words(turn.text)) & ({word for name in listing.product.both for word in words(name)} - goods)
