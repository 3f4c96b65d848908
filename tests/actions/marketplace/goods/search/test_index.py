"""The index: rebuilt beside the one in use, in order however it is written, the same words as before for less work."""

import asyncio
import multiprocessing
import os
import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from opencc import OpenCC
from sqlalchemy import select

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import Database, open_database
from actions.marketplace.base.errors import SearchPreparing, is_outage
from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.goods.search import building, search
from actions.marketplace.goods.search.building import CHANGED
from actions.marketplace.goods.search.index import fingerprint, open_index
from actions.marketplace.goods.search.indexing import Share
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.words import normalise
from tests.fakes.actions.marketplace import clock


async def test_searches_are_answered_while_a_new_index_is_made(own_market: Marketplace) -> None:
    before = (await own_market.search.find_listings(SearchRequest("花椒"))).total
    async with own_market.database.begin() as connection:
        changed = tables.products.update().where(tables.products.c.name_zh.like("%花椒%"))
        await connection.execute(changed.values(name_en="Gone", name_zh="没有", keywords_en="", keywords_zh=""))
        await mark_changed(connection)
    own_market.search.check_seconds = 0.0
    assert (await own_market.search.find_listings(SearchRequest("花椒"))).total == before, (
        "nobody waits for the new one"
    )
    async with asyncio.timeout(60):
        while (await own_market.search.find_listings(SearchRequest("花椒"))).total == before:  # noqa: ASYNC110 - the searches tell
            await asyncio.sleep(0.05)


async def test_a_build_that_fails_leaves_the_index_in_use(
    own_market: Marketplace, filled: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with own_market.database.begin() as connection:
        await mark_changed(connection)

    async def fails(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(search, "build_index", fails)
    with pytest.raises(OSError, match="disk full"):
        await own_market.search.refresh()
    assert (await own_market.search.find_listings(SearchRequest("花椒"))).total > 0
    monkeypatch.undo()
    await own_market.search.refresh()
    kept = [path.name for path in filled[1].iterdir() if path.is_dir()]
    assert len(kept) == 1, "only the newest stays"


async def test_a_build_ends_when_the_marketplace_is_closed(
    filled: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    market = await Marketplace.open(*filled, clock)
    before = sorted(path.name for path in filled[1].iterdir())
    async with market.database.begin() as connection:
        await mark_changed(connection)
    begun, closed, build_index = threading.Event(), threading.Event(), search.build_index

    async def held(database: Database, folder: Path, today: date, progress: building.Progress) -> str:
        def hold(done: int, total: int) -> None:
            begun.set()
            closed.wait(20)
            progress(done, total)

        return await build_index(database, folder, today, hold)

    monkeypatch.setattr(search, "build_index", held)
    market.search.check_seconds = 0.0
    await market.search.find_listings(SearchRequest("花椒"))
    assert await asyncio.to_thread(begun.wait, 20)
    closing = asyncio.create_task(market.close())
    await asyncio.sleep(0)
    closed.set()
    await closing
    await asyncio.get_running_loop().shutdown_default_executor()
    assert sorted(path.name for path in filled[1].iterdir()) == before


async def _build(
    url: str, folder: Path, progress: building.Progress, worth: building.Worth = building.DEFAULT_WORTH
) -> str:
    database = open_database(url)
    try:
        return await building.build_index(database, folder, clock().date(), progress, worth)
    finally:
        await database.close()


async def test_several_processes_build_what_one_builds(
    shared: tuple[str, Path], market: Marketplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "cores", lambda: 2)
    told: list[tuple[int, int]] = []
    name = await _build(shared[0], tmp_path, lambda *counted: told.append(counted), building.Worth(1_000, 1_000))
    assert set(os.listdir(tmp_path)) == {name, ".lock"}
    index = open_index(tmp_path, name)
    assert index is not None
    assert index.searcher().num_segments == 2
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1] == (await market.search.find_listings(SearchRequest())).total
    apart = await Marketplace.open(shared[0], tmp_path, clock)
    for text in ("", "tea", "red cotton t-shirts", "花椒", "丝绸围巾", "bottls", "trombone"):
        for sort in ("relevance", "price", "rating", "lead_time", "moq"):
            request = SearchRequest(text, sort=sort, limit=50)  # type: ignore[arg-type]
            assert await apart.search.find_listings(request) == await market.search.find_listings(request), request
    assert await apart.suppliers.find_suppliers("chengdu silk") == await market.suppliers.find_suppliers("chengdu silk")
    await apart.close()


async def test_a_process_that_dies_fails_the_build_and_leaves_the_index_in_use(
    own_market: Marketplace, filled: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "cores", lambda: 2)
    before = sorted(path.name for path in filled[1].iterdir())
    async with own_market.database.begin() as connection:
        await mark_changed(connection)

    def kill_one(*_: object) -> None:
        multiprocessing.active_children()[0].kill()

    with pytest.raises(building.BuildFailed):
        await _build(filled[0], filled[1], kill_one, building.Worth(products=1_000))
    assert sorted(path.name for path in filled[1].iterdir()) == before
    assert multiprocessing.active_children() == []


async def test_a_process_ends_when_who_started_it_is_gone(shared: tuple[str, Path], tmp_path: Path) -> None:
    database = open_database(shared[0])
    async with database.read() as connection:
        share, name = await Share.whole(connection), await fingerprint(connection, clock().date())
    await database.close()
    told, tells = multiprocessing.Pipe(duplex=False)
    told.close()
    with pytest.raises(BrokenPipeError):
        await building._write(tells, shared[0], name, clock().date(), share, tmp_path / "part")
    assert await building._write(tells, shared[0], "another", clock().date(), share, tmp_path / "none") == CHANGED


async def test_a_first_build_that_takes_long_keeps_nothing_else_waiting(
    shared: tuple[str, Path], tmp_path: Path
) -> None:
    market = await Marketplace.open(shared[0], tmp_path, clock, patience=0)
    assert (await market.orders.access_order("nordmarkt", "ORD-100234")).number == "ORD-100234"
    assert market.search.built < 1
    for wish in (market.search.find_listings(SearchRequest("花椒")), market.suppliers.find_suppliers("chengdu silk")):
        with pytest.raises(SearchPreparing) as caught:
            await wish
        assert is_outage(caught.value), "whoever asked is answered later"
    async with asyncio.timeout(60):
        while market.search.built < 1:  # noqa: ASYNC110 - as a probe does
            await asyncio.sleep(0.05)
    assert (await market.search.find_listings(SearchRequest("花椒"))).total > 0
    await market.close()


async def test_pages_end_somewhere_and_the_total_stays_exact(market: Marketplace) -> None:
    first = await market.search.find_listings(SearchRequest("茶"))
    for offset in (search.DEEPEST - 1, search.DEEPEST, 10**12):
        for sort in ("relevance", "price"):
            page = await market.search.find_listings(SearchRequest("茶", offset=offset, sort=sort))  # type: ignore[arg-type]
            assert (page.total, page.listings) == (first.total, ())


async def test_equally_relevant_ones_come_in_the_order_of_their_standing(market: Marketplace) -> None:
    page = await market.search.find_listings(SearchRequest(limit=50))
    standing = [(not listing.supplier.verified, -(listing.supplier.rating or 0)) for listing in page.listings]
    assert standing == sorted(standing)


def test_what_needs_no_conversion_is_not_converted_and_the_rest_is() -> None:
    simplifier = OpenCC("tw2sp")
    for text in ("滑鼠墊", "列印机", "軟體", "计程车", "不鏽鋼保溫杯", "丝绸围巾", "乾燥機", "品質", "干果", "後 T恤"):
        assert normalise(text).replace(" tshirt ", "t恤") == simplifier.convert(text).casefold(), text


async def test_any_number_of_price_tiers(own_market: Marketplace) -> None:
    """More than a document holds, with a price that rises in between."""
    minimums = [1, 10, 20, 30, 40, 50, 60, 70, 80]
    prices = [Decimal(price) for price in (90, 80, 70, 60, 65, 50, 40, 30, 20)]
    async with own_market.database.begin() as connection:
        product = (await connection.execute(select(tables.products.c.id).limit(1))).scalar_one()
        gone = tables.price_tiers.delete().where(tables.price_tiers.c.product_id == product)
        await connection.execute(gone)
        tiers = [
            {"product_id": product, "minimum": minimum, "unit_price": price}
            for minimum, price in zip(minimums, prices, strict=True)
        ]
        await connection.execute(tables.price_tiers.insert(), tiers)
        await connection.execute(
            tables.products.update().where(tables.products.c.id == product).values(name_en="Zorbing ball", moq=1)
        )
        await mark_changed(connection)
    await own_market.search.refresh()
    for quantity, price in [(1, 90), (9, 90), (39, 60), (40, 65), (49, 65), (55, 50), (79, 30), (80, 20), (9_999, 20)]:
        for sort in ("relevance", "price"):
            request = SearchRequest("zorbing ball", quantity=quantity, sort=sort, max_price=Decimal(price))  # type: ignore[arg-type]
            page = await own_market.search.find_listings(request)
            assert (page.total, page.listings[0].unit_price.amount) == (1, price), request
            below = replace(request, max_price=Decimal(price) - Decimal("0.01"))
            assert (await own_market.search.find_listings(below)).total == 0, below
    assert (await own_market.search.find_listings(SearchRequest("zorbing ball"))).total == 1
