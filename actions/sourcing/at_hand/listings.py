"""Reads single listings from the catalogue, with the price for the wanted quantity, and finds the listings that are on
the screen."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.words import find_alternatives, is_han, normalise, words
from actions.sourcing.at_hand.search_state import SearchState

_SAY_LITTLE = frozenset("一二三四五六七八九十两大小中长短高上下个款种级号年月日天")
"""Single characters that occur in names of goods, but often mean something else in a sentence."""


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
    """Returns the words that both the message and the full name of the listing contain, without the words of the
    current search."""
    search = SearchState.load(turn.slot("search"))
    goods = set(words(search.text)) if search else set()
    return set(words(turn.text)) & ({word for name in listing.product.both for word in words(name)} - goods)


def find_set_apart(turn: Turn, listings: Sequence[Listing]) -> list[Listing]:
    """Returns the listings that the message singles out: those whose names share a word with the message that not all
    of the names contain. If no longer word does so, single Chinese characters count: 带灯的."""
    said, plain = set(words(turn.text)), normalise(turn.text)
    for of_one in (False, True):
        names = [list_words(each, of_one=of_one) for each in listings]
        common = set.intersection(*names) if len(names) > 1 else set()
        found = [
            listing
            for listing, name in zip(listings, names, strict=True)
            if any(word in plain if is_han(word[:1]) else word in said for word in name - common)
        ]
        if found:
            return found
    return []


def list_words(listing: Listing, *, of_one: bool = False) -> set[str]:
    """Returns the words of the names of the listing, without bare numbers and without single characters other than
    those for a colour and the like. With `of_one`, returns the single Chinese characters of the names instead."""
    if of_one:
        return {each for name in listing.product.both for each in normalise(name) if is_han(each)} - _SAY_LITTLE
    found = {word for name in listing.product.both for word in words(name)}
    return {word for word in found if (len(word) > 1 and not word.isdecimal()) or find_alternatives(word)}
