"""Finds the product, supplier or offer that a message is about, as "it", "the second one" and "this
supplier" mean it."""

from __future__ import annotations

from actions.cues import first_few, ordinals
from actions.dialogue.turn import Turn
from actions.marketplace.catalogue.records import Listing, SupplierProfile
from actions.marketplace.errors import NotFound
from actions.marketplace.search.records import SearchRequest
from actions.sourcing.search_state import SearchState

_COMPARED = 3


async def find_offer_in_question(turn: Turn) -> Listing | None:
    """Returns the offer that the message names, else the one talked about last.

    A button, "the second one" and a product's name all name an offer. As long as none has been
    chosen from a search, the first on its page is meant.
    """
    product_id = turn.entities.integer("product_id") or _find_pointed_at(turn)
    if product_id is None and turn.entities.products:
        return await _find_best_offer(turn, turn.entities.products[0])
    fallback = _find_first_shown(turn) if turn.word_slot("supplier_id") is None else None
    return await _access_offer(turn, product_id or turn.slot("product_id") or fallback)


async def find_shown_product(turn: Turn, supplier: str) -> int | None:
    """Returns the product that is meant when this supplier is chosen: the one pointed at, else its
    first on the page of results."""
    pointed_at = _find_pointed_at(turn)
    for product_id in [pointed_at] if pointed_at else _find_shown(turn):
        offer = await _access_offer(turn, product_id)
        if offer and offer.supplier.slug == supplier:
            return product_id
    return None


async def find_supplier_in_question(turn: Turn) -> SupplierProfile | None:
    """Returns the supplier that the message names, points at, or that was talked about last.

    Returns None for a name that no supplier has.
    """
    if company := turn.entities.word("company"):
        found = await turn.market.suppliers.find_suppliers(company, limit=1)
        return await turn.market.suppliers.access_supplier(found[0].slug) if found else None
    if slug := turn.entities.word("supplier_id"):
        return await _access_profile(turn, slug)
    pointed_at, slug = _find_pointed_at(turn), turn.word_slot("supplier_id")
    if pointed_at is None and slug:
        return await _access_profile(turn, slug)
    offer = await _access_offer(turn, pointed_at or _find_first_shown(turn))
    return await _access_profile(turn, offer.supplier.slug) if offer else None


async def find_suppliers_to_compare(turn: Turn) -> tuple[SupplierProfile, ...]:
    """Returns the companies named, those of the ordinals, else the first two or three on the page
    of results, each once."""
    slugs: list[str] = []
    for company in turn.entities.words("company"):
        slugs += [found.slug for found in await turn.market.suppliers.find_suppliers(company, limit=1)]
    if not slugs:
        slugs = [offer.supplier.slug for offer in await find_offers_to_compare(turn)]
    unique = tuple(dict.fromkeys(slugs))[: first_few(turn.text) or _COMPARED]
    return await turn.market.suppliers.compare_suppliers(unique) if unique else ()


async def find_offers_to_compare(turn: Turn) -> list[Listing]:
    """Returns the offers on the page of results that the message points at, else all of them.

    When the message names a product, it returns the best offers of that product.
    """
    if turn.entities.products:
        page = await turn.market.search.find_listings(SearchRequest(text=turn.entities.products[0], kinds=0))
        return list(page.listings)
    chosen = _find_chosen(turn)
    picked = chosen if len(chosen) > 1 else _find_shown(turn)
    offers = [await _access_offer(turn, product_id) for product_id in picked]
    return [offer for offer in offers if offer]


def is_pointing_at_one(turn: Turn) -> bool:
    """Returns whether the words mean exactly one offer on the page of results, as "the second one"
    does."""
    return len(_find_chosen(turn)) == 1


def _find_pointed_at(turn: Turn) -> int | None:
    """Returns the product on the page of results that "the second one" means."""
    return next(iter(_find_chosen(turn)), None)


def _find_chosen(turn: Turn) -> list[int]:
    """Returns the products on the page of results that "the second one" or "the first and the
    third" mean."""
    shown = _find_shown(turn)
    return [shown[index] for index in ordinals(turn.text, len(shown))]


def _find_first_shown(turn: Turn) -> int | None:
    return next(iter(_find_shown(turn)), None)


def _find_shown(turn: Turn) -> tuple[int, ...]:
    """Returns the products on the page of results."""
    search = SearchState.load(turn.slot("search"))
    return search.shown if search else ()


async def _find_best_offer(turn: Turn, name: str) -> Listing | None:
    """Returns the best match for a product's name, priced for the quantity in the message."""
    amount = turn.entities.quantity
    request = SearchRequest(
        text=name, limit=1, kinds=0, regions=turn.entities.regions, certifications=turn.entities.certifications
    )
    page = await turn.market.search.find_listings(request)
    if not page.listings or amount is None:
        return page.listings[0] if page.listings else None
    return await _access_offer(turn, page.listings[0].product_id)


async def _access_offer(turn: Turn, product_id: object) -> Listing | None:
    """Returns the offer, priced for the quantity in the message, else for the one in the search."""
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


async def _access_profile(turn: Turn, slug: str) -> SupplierProfile | None:
    try:
        return await turn.market.suppliers.access_supplier(slug)
    except NotFound:
        return None
