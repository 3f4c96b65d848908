"""Listings that are kept are those of the present catalogue, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.records import WriteKey
from actions.marketplace.goods.catalogue import kept_listings
from actions.marketplace.goods.catalogue.tables import certificates
from actions.marketplace.goods.search.index import fingerprint
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.integrations.correcting.own_listings import ListingChange
from tests.fakes.actions.marketplace import NOW, clock

OWNER = "jingdezhen-ceramics"


async def change(market: Marketplace, product_id: int, wanted: ListingChange, message: str = "m1") -> None:
    own = await market.own_listings.access(OWNER, product_id)
    key = WriteKey(message, "change_listing")
    assert await market.own_listings.change(OWNER, product_id, wanted, own.seen, key) == "changed"


async def first(market: Marketplace) -> int:
    return (await market.own_listings.list_own(OWNER))[0].product_id


def note_statements(market: Marketplace) -> list[str]:
    """Returns a list to which the statements are added that this marketplace runs from now on."""
    ran = list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        ran.append(statement)

    event.listen(market.database.engine.sync_engine, "before_cursor_execute", note)
    return ran


async def test_the_same_listings_are_read_once(own_market: Marketplace) -> None:
    own_market.search.listings.look_seconds = 60.0
    ran = note_statements(own_market)
    page = await own_market.search.find_listings(SearchRequest(text="tea set", limit=5))
    read = len(ran)
    assert read
    for listing in page.listings:
        assert await own_market.suppliers.access_listing(listing.product_id) == listing
    assert (await own_market.search.find_listings(SearchRequest(text="tea set", limit=3))).listings == page.listings[:3]
    assert not [each for each in ran[read:] if "FROM products" in each or "FROM price_tiers" in each]


async def test_listings_that_did_not_change_are_kept(own_market: Marketplace) -> None:
    product_id = await first(own_market)
    before = await own_market.suppliers.access_listing(product_id)
    await asyncio.sleep(kept_listings.LOOK_SECONDS)
    ran = note_statements(own_market)
    assert await own_market.suppliers.access_listing(product_id) == before
    [look] = [each for each in ran if "FROM" in each]
    assert "FROM catalogue" in look


@pytest.mark.parametrize(
    "change_of", [{"stock": Decimal(77)}, {"sample_price": Decimal("7.5")}, {"picture": "other.webp"}], ids=str
)
async def test_what_only_a_listing_shows_is_seen_at_once(
    own_market: Marketplace, change_of: dict[str, Any], filled: tuple[str, Path]
) -> None:
    """Such a change does not touch the search index."""
    product_id = await first(own_market)
    await own_market.suppliers.access_listing(product_id)
    async with own_market.database.read() as connection:
        index = await fingerprint(connection, NOW.date())
    goods = await own_market.correcting.access("goods", product_id)
    cells = {name: str(value) for name, value in change_of.items()}
    assert (await own_market.correcting.correct("goods", product_id, cells, goods.seen, "ann")).changed
    now = await own_market.suppliers.access_listing(product_id)
    shown = {
        "stock": now.stock and now.stock.value,
        "sample_price": now.sample_price and now.sample_price.amount,
        "picture": now.picture,
    }
    assert {name: shown[name] for name in change_of} == change_of
    async with own_market.database.read() as connection:
        assert await fingerprint(connection, NOW.date()) == index


async def test_a_price_for_a_quantity_is_that_of_the_database(own_market: Marketplace) -> None:
    listing = (await own_market.search.find_listings(SearchRequest(text="tea set", limit=1))).listings[0]
    for tier in listing.tiers:
        priced = await own_market.suppliers.access_listing(listing.product_id, tier.minimum)
        assert (priced.unit_price.amount, priced.priced_quantity.value) == (tier.unit_price, tier.minimum)
    too_few = await own_market.suppliers.access_listing(listing.product_id, listing.moq.value / 2)
    assert too_few == listing


async def test_an_own_change_is_seen_at_once(own_market: Marketplace) -> None:
    product_id = await first(own_market)
    before = await own_market.suppliers.access_listing(product_id)
    await change(own_market, product_id, ListingChange(lead_time_days=before.lead_time_days + 3))
    assert (await own_market.suppliers.access_listing(product_id)).lead_time_days == before.lead_time_days + 3
    await change(own_market, product_id, ListingChange(paused=True), "m2")
    with pytest.raises(NotFound):
        await own_market.suppliers.access_listing(product_id)
    await change(own_market, product_id, ListingChange(paused=False), "m3")
    assert (await own_market.suppliers.access_listing(product_id)).lead_time_days == before.lead_time_days + 3


async def test_a_change_by_another_process_is_seen_soon(own_market: Marketplace, filled: tuple[str, Path]) -> None:
    product_id = await first(own_market)
    before = await own_market.suppliers.access_listing(product_id)
    other = await Marketplace.open(*filled, clock)
    await change(other, product_id, ListingChange(stock=Decimal(77)))
    await other.close()
    await asyncio.sleep(kept_listings.LOOK_SECONDS)
    now = await own_market.suppliers.access_listing(product_id)
    assert now.stock is not None
    assert (now.stock.value, now.tiers) == (Decimal(77), before.tiers)


async def test_a_certificate_is_gone_on_the_day_after_its_last(filled: tuple[str, Path]) -> None:
    now = [NOW]
    market = await Marketplace.open(*filled, lambda: now[0])
    async with market.database.read() as connection:
        query = select(certificates).where(
            certificates.c.product_id.is_not(None), certificates.c.valid_until >= NOW.date()
        )
        held = (await connection.execute(query.order_by(certificates.c.valid_until).limit(1))).one()
    assert held.code in (await market.suppliers.access_listing(held.product_id)).certificates
    now[0] += timedelta(days=(held.valid_until - NOW.date()).days + 1)
    later = (await market.suppliers.access_listing(held.product_id)).certificates
    async with market.database.read() as connection:
        still = select(certificates.c.id).where(
            certificates.c.code == held.code,
            certificates.c.supplier_id == held.supplier_id,
            certificates.c.valid_until >= now[0].date(),
            certificates.c.product_id.is_(None) | (certificates.c.product_id == held.product_id),
        )
        others = (await connection.execute(still)).first()
    assert (held.code in later) is (others is not None)
    await market.close()
