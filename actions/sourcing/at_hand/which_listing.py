"""Finds the product, supplier or listing that a message means, also by words such as "it", "the
second one" and "this supplier"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.catalogue.records import Listing, SupplierProfile, SupplierSummary
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.search.suppliers import name_without_place
from actions.marketplace.goods.words.likeness import find_mentioned
from actions.sourcing.at_hand.listings import access_listing, access_listings, find_shown
from actions.sourcing.at_hand.referents import find_referents
from actions.sourcing.at_hand.said_goods import with_variant
from actions.sourcing.at_hand.search_state import SearchState

_COMPARED = 3
_COMPARED_IF_NAMED = 5
"""The most suppliers that are compared when the message names them, or says "the first five"."""


async def find_listing_in_question(turn: Turn) -> Listing | None:
    """Returns the listing that the message names, else the one talked about last.

    A button, "the second one" and a product's name all name a listing. If no listing has been chosen from the search
    results, returns the first one on the page.
    """
    product_id = turn.entities.integer("product_id") or await find_pointed_at(turn)
    if product_id is None and (company := turn.entities.word("company")):
        return await find_listing_of(turn, company)
    if product_id is None and turn.entities.products:
        return await _find_best_listing(turn, turn.entities.products[0])
    fallback = _find_first_shown(turn) if turn.word_slot("supplier_id") is None else None
    return await access_listing(turn, product_id or turn.slot("product_id") or fallback)


async def find_listings_of_named(turn: Turn) -> list[Listing]:
    """Returns the listing of each company that the message names, as far as it has one for the goods that are meant."""
    found = [await find_listing_of(turn, company) for company in turn.entities.words("company")]
    return [listing for listing in found if listing is not None]


async def find_listing_of(turn: Turn, company: str) -> Listing | None:
    """Returns the listing of the named company that the message means: its listing that is talked about, else its listing
    on the page of results, else its best listing for the goods that the message names or that are searched for. If the
    message describes the goods, returns its best listing of that description. Returns None when there is none."""
    found = await turn.market.suppliers.find_suppliers(company, limit=1)
    if not found:
        return None
    search = SearchState.load(turn.slot("search"))
    described = search and await with_variant(turn, search.with_sizes(turn.sizes))
    is_described = described and search and described.text != search.text
    if described and is_described and (best := await _find_best_of(turn, described.text, found[0].slug)):
        return best
    for product_id in (turn.slot("product_id"), *find_shown(turn)):
        listing = await access_listing(turn, product_id)
        if listing and listing.supplier.slug == found[0].slug:
            return listing
    goods = next(iter(turn.entities.products), search.text if search else "")
    return await _find_best_of(turn, goods, found[0].slug) if goods else None


async def _find_best_of(turn: Turn, goods: str, supplier: str) -> Listing | None:
    """Returns the best match for these goods among the listings of the supplier, if it has any."""
    page = await turn.market.search.find_listings(SearchRequest(text=goods, supplier=supplier, limit=1, kinds=0))
    fits = page.listings and page.match in ("exact", "close")
    return await access_listing(turn, page.listings[0].product_id) if fits else None


async def find_shown_product(turn: Turn, supplier: str) -> int | None:
    """Returns the product that the contact means by choosing this supplier: the product that the words point at, or
    else the supplier's first product on the page of results."""
    pointed_at = await find_pointed_at(turn)
    for product_id in [pointed_at] if pointed_at else find_shown(turn):
        listing = await access_listing(turn, product_id)
        if listing and listing.supplier.slug == supplier:
            return product_id
    return None


async def find_supplier_in_question(turn: Turn) -> SupplierProfile | None:
    """Returns the supplier that the message names or points at, or else the one that was talked about last.

    Returns None for a name that no supplier has.
    """
    if company := turn.entities.word("company"):
        found = await turn.market.suppliers.find_suppliers(company, limit=1)
        return await turn.market.suppliers.access_supplier(found[0].slug) if found else None
    if slug := turn.entities.word("supplier_id"):
        return await _access_profile(turn, slug)
    pointed_at, slug = await find_pointed_at(turn), turn.word_slot("supplier_id")
    if pointed_at is None and (of_all := await _find_only_supplier_pointed_at(turn)):
        return await _access_profile(turn, of_all)
    if pointed_at is None and (of_order := await _find_supplier_of_order(turn)):
        return of_order
    if pointed_at is None and slug:
        return await _access_profile(turn, slug)
    listing = await access_listing(turn, pointed_at or _find_first_shown(turn))
    return await _access_profile(turn, listing.supplier.slug) if listing else None


async def _find_only_supplier_pointed_at(turn: Turn) -> str | None:
    """Returns the supplier of the listings that the words fit, if these are several of one supplier: 武清那家."""
    found = await find_referents(turn)
    listings = await access_listings(turn, found.ids) if found and found.is_unclear else []
    slugs = {listing.supplier.slug for listing in listings}
    return slugs.pop() if len(slugs) == 1 else None


async def _find_supplier_of_order(turn: Turn) -> SupplierProfile | None:
    """Returns the supplier of the buyer's order, if that order was talked about last: "do they have an organic
    certificate?"."""
    if not turn.is_signed_in or turn.is_supplier or not turn.record.is_about("order"):
        return None
    try:
        order = await turn.market.orders.access_order(turn.account, str(turn.word_slot("order_number")))
    except NotFound:
        return None
    return await _access_profile(turn, order.supplier.account) if order.supplier.account else None


async def find_suppliers_to_compare(turn: Turn, listings: Sequence[Listing]) -> tuple[SupplierProfile, ...]:
    """Returns the companies that the message names, up to five, else those of the first two or three `listings`, or of
    as many as the message says. No company occurs twice."""
    slugs: list[str] = []
    for company in turn.entities.words("company"):
        slugs += [found.slug for found in await turn.market.suppliers.find_suppliers(company, limit=1)]
    if len(slugs) < 2:  # a single named company is compared with the listings at hand
        slugs += [listing.supplier.slug for listing in listings]
    most = _COMPARED_IF_NAMED if turn.entities.has("company") else _COMPARED
    unique = tuple(dict.fromkeys(slugs))[: turn.cues.few or most]
    return await turn.market.suppliers.compare_suppliers(unique) if unique else ()


async def find_listings_to_compare(turn: Turn) -> list[Listing]:
    """Returns the listings on the page of results that the message points at; else the best of each place that it
    names; else those that were compared just now; else all on the page.

    When the message names a product, it returns the best listings of that product.
    """
    if turn.entities.products:
        page = await turn.market.search.find_listings(SearchRequest(text=turn.entities.products[0], kinds=0))
        return list(page.listings)
    chosen = await _find_chosen(turn)
    if len(chosen) < 2 and len(turn.entities.regions) > 1:
        return await _find_best_of_each_place(turn)
    shown, focus = find_shown(turn), turn.slot("product_id")
    latest = turn.record.latest_list
    if latest is not None and latest.kind == "listing" and 1 < len(latest.ids) <= _COMPARED:
        shown = tuple(latest.ids)
    if (
        not chosen
        and "earlier" in turn.topics
        and (before := next((i for i in turn.record.offers if i not in shown[:1]), None))
    ):
        shown = (*shown[:1], before)  # 和刚才那家比一下
    picked = chosen if len(chosen) > 1 else shown
    if len(picked) < 2 and focus is not None and focus not in picked:  # "compare it with the one from before"
        picked = (focus, *picked)
    return await access_listings(turn, picked)


async def _find_best_of_each_place(turn: Turn) -> list[Listing]:
    """Returns the best listing of the goods searched for from each place that the message names."""
    search = SearchState.load(turn.slot("search"))
    found: list[Listing] = []
    if search is None:
        return found
    for region in turn.entities.regions:
        request = replace(search.request, regions=(region,), limit=1, offset=0)
        found += (await turn.market.search.find_listings(request)).listings
    return found


async def find_pair_at_hand(turn: Turn) -> list[int]:
    """Returns the product that is talked about and the other one that the words point at: "compare it with the first"."""
    focus, pointed_at = turn.slot("product_id"), await find_pointed_at(turn)
    slug = turn.word_slot("supplier_id")
    if focus is None and slug:
        focus = await find_shown_product(turn.with_question({"intent": turn.intent}), slug)
    return [each for each in dict.fromkeys((focus, pointed_at)) if isinstance(each, int)]


async def find_pointed_listings(turn: Turn) -> list[Listing]:
    """Returns the listings shown that "the second one", "both" or "numbers 1 and 4" mean."""
    return await access_listings(turn, await _find_chosen(turn))


async def find_shown_listings(turn: Turn) -> list[Listing]:
    """Returns the listings on the page of results."""
    return await access_listings(turn, find_shown(turn))


def find_called(text: str, suppliers: Mapping[str, SupplierSummary]) -> list[str]:
    """Returns the keys of those suppliers of whom the words have a part of the name that no other of them has. The
    place with which a name begins does not count: "the longgang one", 瑞春源那家."""
    return find_mentioned(text, {key: name_without_place(supplier) for key, supplier in suppliers.items()})


async def is_pointing_at_one(turn: Turn) -> bool:
    """Returns whether the words mean exactly one of the listings shown, as "the second one" does."""
    return len(await _find_chosen(turn)) == 1


async def find_pointed_at(turn: Turn) -> int | None:
    """Returns the listing shown that "the second one" or "the cheaper one" means; None when several fit."""
    found = await find_referents(turn)
    return found.ids[0] if found and found.ids and not found.is_unclear else None


async def _find_chosen(turn: Turn) -> list[int]:
    """Returns the listings shown that "the second one" or "the first and the third" mean."""
    found = await find_referents(turn)
    return list(found.ids) if found and not found.is_unclear else []


def _find_first_shown(turn: Turn) -> int | None:
    return next(iter(find_shown(turn)), None)


async def _find_best_listing(turn: Turn, name: str) -> Listing | None:
    """Returns the best match for a product's name and for the size or the colour that the message gives beside it, with the
    price for the quantity in the message."""
    amount = turn.entities.quantity
    search = await with_variant(turn, SearchState(text=name).with_sizes(turn.sizes))
    request = SearchRequest(
        text=search.text, limit=1, kinds=0, regions=turn.entities.regions, certifications=turn.entities.certifications
    )
    page = await turn.market.search.find_listings(request)
    if not page.listings or amount is None:
        return page.listings[0] if page.listings else None
    return await access_listing(turn, page.listings[0].product_id)


async def _access_profile(turn: Turn, slug: str) -> SupplierProfile | None:
    try:
        return await turn.market.suppliers.access_supplier(slug)
    except NotFound:
        return None
