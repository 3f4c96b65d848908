"""A supplier changes its own listings, on both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select, update

from actions.marketplace import Marketplace, demo
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.marketplace.base.records import WriteKey
from actions.marketplace.goods.catalogue.records import PriceTier
from actions.marketplace.goods.catalogue.tables import products
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.integrations.correcting.own_listings import ListingChange, OwnListing
from actions.marketplace.integrations.correcting.tables import listing_changes
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.integrations.views.tables import view_passes
from tests.fakes.actions.marketplace import clock

OWNER, OTHER, BUYER = "jingdezhen-ceramics", "chengdu-silk", "nordmarkt"


def key(message: str = "m1") -> WriteKey:
    return WriteKey(message, "change_listing")


async def first(market: Marketplace) -> OwnListing:
    own = await market.own_listings.list_own(OWNER)
    return await market.own_listings.access(OWNER, own[0].product_id)


async def change(market: Marketplace, own: OwnListing, wanted: ListingChange, message: str = "m1") -> str:
    return await market.own_listings.change(OWNER, own.listing.product_id, wanted, own.seen, key(message))


async def test_values_are_written_once_and_recorded_with_old_and_new(own_market: Marketplace) -> None:
    own = await first(own_market)
    moq = own.listing.moq.value * 2
    wanted = ListingChange((PriceTier(moq, Decimal("7.35")),), moq=moq, stock=Decimal(640), lead_time_days=33)
    assert await change(own_market, own, wanted) == "changed"
    assert await change(own_market, own, ListingChange(stock=Decimal(1))) == "changed", "the message was heard already"
    now = await own_market.suppliers.access_listing(own.listing.product_id)
    assert (now.moq.value, now.lead_time_days, now.tiers) == (moq, 33, wanted.tiers)
    assert now.stock is not None
    assert now.stock.value == 640
    async with own_market.database.read() as connection:
        (recorded,) = (await connection.execute(select(listing_changes))).all()
    assert (recorded.account, recorded.product_id) == (OWNER, own.listing.product_id)
    assert recorded.changes["stock"] == ["", "640"]
    assert recorded.changes["lead_time_days"] == [str(own.listing.lead_time_days), "33"]


async def test_a_paused_listing_leaves_the_search_and_comes_back(own_market: Marketplace) -> None:
    own = await first(own_market)
    request = SearchRequest(text=own.listing.product.en, supplier=OWNER, limit=50)
    for paused, message in ((True, "m1"), (False, "m2")):
        assert await change(own_market, own, ListingChange(paused=paused), message) == "changed"
        await own_market.search.refresh()
        page = await own_market.search.find_listings(request)
        assert (own.listing.product_id in {each.product_id for each in page.listings}) is not paused
        assert (await first(own_market)).listing.is_paused is paused


async def test_a_price_filter_finds_the_new_price(own_market: Marketplace) -> None:
    own = await first(own_market)
    tiers = tuple(PriceTier(each.minimum, Decimal("0.05")) for each in own.listing.tiers)
    assert await change(own_market, own, ListingChange(tiers)) == "changed"
    await own_market.search.refresh()
    page = await own_market.search.find_listings(SearchRequest(supplier=OWNER, max_price=Decimal("0.06"), limit=50))
    assert [each.product_id for each in page.listings] == [own.listing.product_id]


async def test_the_stock_alone_leaves_the_search_index_as_it_is(own_market: Marketplace) -> None:
    before = own_market.search.searcher
    own = await first(own_market)
    assert await change(own_market, own, ListingChange(stock=Decimal(9))) == "changed"
    await own_market.search.refresh()
    assert own_market.search.searcher is before


async def test_nothing_is_written_when_it_is_so_already_or_changed_meanwhile(own_market: Marketplace) -> None:
    own = await first(own_market)
    assert await change(own_market, own, ListingChange(lead_time_days=own.listing.lead_time_days)) == "same"
    assert await change(own_market, own, ListingChange(stock=Decimal(5)), "m2") == "changed"
    assert await change(own_market, own, ListingChange(stock=Decimal(6)), "m3") == "overtaken"


async def test_values_that_no_import_would_take_are_refused(own_market: Marketplace) -> None:
    own = await first(own_market)
    below = ListingChange((PriceTier(own.listing.moq.value / 2, Decimal(1)),))
    assert await change(own_market, own, below) == "refused"
    assert (await first(own_market)).listing.tiers == own.listing.tiers


async def test_what_a_view_owns_is_changed_there_alone(own_market: Marketplace) -> None:
    own = await first(own_market)
    async with own_market.database.begin() as connection:
        owned = {"kind": "products", "operator_id": "P-1", "row_id": own.listing.product_id, "digest": "x"}
        await connection.execute(operator_ids.insert().values(owned))
        nothing = dict.fromkeys(("new", "changed", "gone", "held_back"), 0)
        await connection.execute(view_passes.insert().values(kind="products", tried_at=clock(), **nothing))
    assert (await first(own_market)).is_at_source
    assert await change(own_market, own, ListingChange(stock=Decimal(5))) == "at_source"


async def test_others_neither_see_nor_change_it(own_market: Marketplace) -> None:
    own = await first(own_market)
    with pytest.raises(NotFound):
        await own_market.own_listings.access(OTHER, own.listing.product_id)
    with pytest.raises(NotFound):
        await own_market.own_listings.change(
            OTHER, own.listing.product_id, ListingChange(stock=Decimal(1)), own.seen, key()
        )
    with pytest.raises(NotAllowed):
        await own_market.own_listings.list_own(BUYER)


async def test_a_reset_of_the_demo_restores_what_was_changed(own_market: Marketplace) -> None:
    own = await first(own_market)
    wanted = ListingChange((PriceTier(own.listing.moq.value, Decimal("99")),), stock=Decimal(3), paused=True)
    assert await change(own_market, own, wanted) == "changed"
    await demo.reset_trades(own_market.database, clock())
    now = (await first(own_market)).listing
    assert now == own.listing


async def test_a_listing_that_was_paused_by_an_admin_is_among_ones_own(own_market: Marketplace) -> None:
    own = await first(own_market)
    async with own_market.database.begin() as connection:
        await connection.execute(update(products).where(products.c.id == own.listing.product_id).values(paused=True))
    assert (await first(own_market)).listing.is_paused
