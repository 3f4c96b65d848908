"""Search by meaning behind the words: which kinds are shown, in which order, and under which conditions."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update

from actions.marketplace import Marketplace
from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.goods.meaning import neighbours
from actions.marketplace.goods.search.index import find_indexes
from actions.marketplace.goods.search.near import in_turn
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.other_names import read_names
from actions.marketplace.goods.words.words import name_key
from bench.relevance import by_search, catalogue_keys, claims, read_not_sold, read_queries, score

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


@LANGUAGES
async def test_other_words_find_the_right_family(market: Marketplace, language: str) -> None:
    found = await score(by_search(market, meaning=True), language)
    assert found.first / found.queries >= 0.72
    assert found.among / found.queries >= 0.88
    assert found.nothing / found.queries <= 0.03


@LANGUAGES
async def test_words_alone_would_not_do(market: Marketplace, language: str) -> None:
    found = await score(by_search(market, meaning=False), language)
    assert found.nothing / found.queries >= 0.2


@LANGUAGES
async def test_goods_that_nobody_sells_are_not_claimed_as_found(market: Marketplace, language: str) -> None:
    told = await claims(by_search(market, meaning=True), language)
    assert sum(told.values()) >= 100
    assert told["exact"] == 0
    assert told["close"] <= 3


@LANGUAGES
def test_queries_are_in_other_words_than_the_catalogue_and_the_word_lists(language: str) -> None:
    queries = read_queries(language)
    assert len(queries) >= 150
    taken = catalogue_keys() | {name_key(name) for names in read_names(language) for name in names}
    assert not [query.text for query in queries if name_key(query.text) in taken]
    assert len({query.text for query in queries}) == len(queries)
    assert len(set(read_not_sold(language))) >= 100


@pytest.mark.of_words
@pytest.mark.parametrize("text", ["porcelain tea set", "丝绸围巾", "LED floodlight", "花椒"])
async def test_exact_words_are_never_below_a_lookalike(market: Marketplace, text: str) -> None:
    page = await market.search.find_listings(SearchRequest(text))
    assert page.match == "exact"
    assert page.kinds == ()


async def test_kinds_come_in_turn_and_no_product_twice(market: Marketplace) -> None:
    request = SearchRequest("trombone", limit=50)
    page = await market.search.find_listings(request)
    assert page.match == "near"
    assert page.total == sum(kind.total for kind in page.kinds)
    assert len(page.kinds) > 2
    shown = [listing.product_id for listing in page.listings]
    assert len(set(shown)) == len(shown) == min(50, page.total)
    parts = [
        listing.product_id
        for offset in range(0, 50, 5)
        for listing in (await market.search.find_listings(SearchRequest(request.text, offset=offset))).listings
    ]
    assert parts == shown


async def test_conditions_hold_for_what_is_near(market: Marketplace) -> None:
    text = "lamp hanging over the dining table"
    everything = await market.search.find_listings(SearchRequest(text))
    cheap = await market.search.find_listings(SearchRequest(text, max_price=Decimal(20), limit=50))
    assert 0 < cheap.total < everything.total
    assert all(listing.unit_price.amount <= 20 for listing in cheap.listings)
    nowhere = await market.search.find_listings(SearchRequest(text, regions=("CN-HI",)))
    assert (nowhere.total, nowhere.listings) == (0, ())
    assert nowhere.relaxations[0].condition == "region"
    assert nowhere.relaxations[0].total == everything.total
    dearest = await market.search.find_listings(SearchRequest(text, sort="price", limit=50))
    prices = [listing.unit_price.amount for listing in dearest.listings]
    assert prices == sorted(prices)


async def test_a_text_of_nothing_or_of_anything_is_answered(market: Marketplace) -> None:
    for text in ("?!", "的", "\x00", "🦄", "x" * 5_000, "茶" * 3_000):
        page = await market.search.find_listings(SearchRequest(text))
        assert page.match in ("near", "none", "close")


async def test_only_what_is_new_is_encoded_and_what_is_gone_is_forgotten(
    own_market: Marketplace, filled: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A renewed index takes the vectors of the terms that it knows from the one before."""
    async with own_market.database.begin() as connection:
        await connection.execute(
            update(tables.products).where(tables.products.c.id == 1).values(name_en="Theremin", name_zh="特雷门琴")
        )
        await connection.execute(delete(tables.price_tiers).where(tables.price_tiers.c.product_id == 2))
        await mark_changed(connection)
    encoded: list[str] = []
    encode = neighbours.encode
    monkeypatch.setattr(neighbours, "encode", lambda encoder, texts: (encoded.extend(texts), encode(encoder, texts))[1])
    await own_market.search.refresh()
    assert set(encoded) == {"theremin", "特雷门琴"}
    [index] = find_indexes(filled[1])
    renewed = neighbours.Neighbours.open(index)
    assert renewed is not None
    assert "theremin" in {term.text for term in renewed.terms}
    async with own_market.database.begin() as connection:
        await connection.execute(
            update(tables.products).where(tables.products.c.id == 1).values(name_en="Tea set", name_zh="茶具")
        )
        await mark_changed(connection)
    await own_market.search.refresh()
    [index] = find_indexes(filled[1])
    renewed = neighbours.Neighbours.open(index)
    assert renewed is not None
    assert "theremin" not in {term.text for term in renewed.terms}


@given(st.lists(st.integers(0, 12), max_size=6), st.integers(0, 30), st.integers(1, 10))
def test_every_place_comes_once_whatever_the_page(totals: list[int], offset: int, limit: int) -> None:
    everything = list(in_turn(totals, 0, sum(totals)))
    assert sorted(everything) == [(kind, place) for kind, total in enumerate(totals) for place in range(total)]
    assert list(in_turn(totals, offset, limit)) == everything[offset : offset + limit]
    assert [place for _, place in everything] == sorted(place for _, place in everything)
