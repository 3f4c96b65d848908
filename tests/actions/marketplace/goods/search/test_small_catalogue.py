"""A small catalogue of one trade: goods in other words are found, and goods that nobody sells are neither claimed as found
nor answered with something that has nothing to do with them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from actions.marketplace import Marketplace
from actions.marketplace.goods.search.records import SearchRequest
from bench.relevance import read_not_sold
from tests.fakes.actions.imports import NOW, run_import, write_tables
from tests.fakes.actions.small_shop import OTHER_WORDS, SUPPLIERS, write_products


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_nobody_sells_is_not_answered_with_something_else(
    database_url: str, tmp_path: Path, language: str
) -> None:
    await run_import(
        database_url, write_tables(tmp_path, {"products.csv": write_products(), "suppliers.csv": SUPPLIERS})
    )
    market = await Marketplace.open(database_url, tmp_path / "index", lambda: NOW)

    async def told(texts: list[str]) -> Counter[str]:
        pages = [await market.search.find_listings(SearchRequest(text=text, limit=5)) for text in texts]
        assert all(page.kinds or page.match == "exact" for page in pages), "the nearest are named all the same"
        return Counter(page.match for page in pages)

    try:
        sold, not_sold = await told(OTHER_WORDS[language]), await told(read_not_sold(language))
    finally:
        await market.close()
    assert (not_sold["exact"], not_sold["close"]) == (0, 0)
    assert not_sold["near"] <= 0.07 * not_sold.total(), not_sold
    assert sold["none"] <= 0.05 * sold.total(), sold
