"""Finding products: what a person typed, and exact filters."""

import asyncio
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Order

from actions.marketplace.certifications import certification_keys
from actions.marketplace.clock import Clock
from actions.marketplace.database import Database
from actions.marketplace.filters import Filters
from actions.marketplace.index import build_index, fingerprint, open_index
from actions.marketplace.indexing import dollar_rates, read_records
from actions.marketplace.matching import TextQuery, match_text
from actions.marketplace.offers import Wanted, load_offers
from actions.marketplace.records import Relaxation, SearchPage, SearchRequest

CHECK_SECONDS = 30.0  # how often a search looks whether the catalogue has changed
MAX_LIMIT = 50
_ORDERS = {
    "price": ("own_usd", Order.Asc),
    "price_base": ("base_usd", Order.Asc),
    "rating": ("rating", Order.Desc),
    "lead_time": ("lead_time", Order.Asc),
    "moq": ("own_from", Order.Asc),
}


class Search:
    """Holds the index in use. `refresh` before the first search."""

    def __init__(self, database: Database, index_path: Path, clock: Clock) -> None:
        self._database = database
        self._folder = index_path
        self._clock = clock
        self._name = ""
        self._checked = 0.0
        self._searcher: tantivy.Searcher
        self._certifications: dict[str, str] = {}
        self._rates: dict[str, Decimal] = {}

    async def refresh(self) -> None:
        """Builds the index when it is missing or the catalogue has changed, and takes it into use."""
        today = self._clock().date()
        self._checked = time.monotonic()
        async with self._database.snapshot() as connection:
            name = await fingerprint(connection, today)
            if name == self._name:
                return
            self._certifications = await certification_keys(connection)
            self._rates = await dollar_rates(connection)
            index = open_index(self._folder, name)
            if index is None:
                records = await read_records(connection, today)
                index = await asyncio.to_thread(build_index, self._folder, name, records)
        self._searcher = index.searcher()
        self._name = name

    async def find_offers(self, request: SearchRequest) -> SearchPage:
        """One page of what fits, its exact total and, when nothing does, what to relax. Raises nothing for odd input."""
        if time.monotonic() - self._checked > CHECK_SECONDS:
            await self.refresh()
        filters = Filters.of(request, self._certifications, self._rates)
        text = match_text(self._searcher, request.text)
        total, products = self._search(request, text, filters)
        wanted = Wanted(None if request.quantity is None else Decimal(request.quantity), request.unit)
        async with self._database.read() as connection:
            offers = await load_offers(connection, products, wanted, self._clock().date())
        relaxations = () if total or text.match == "none" else self._relaxations(text, filters)
        return SearchPage(total, offers, text.match, relaxations, filters.unknown_regions)

    def _search(self, request: SearchRequest, text: TextQuery, filters: Filters) -> tuple[int, list[int]]:
        query = filters.apply(text.query)
        sort = "price_base" if request.sort == "price" and filters.compares_base_prices else request.sort
        ordering: dict[str, Any] = {}
        if sort in _ORDERS:
            ordering = dict(zip(("order_by_field", "order"), _ORDERS[sort], strict=True))
        limit = max(1, min(request.limit, MAX_LIMIT))
        result = self._searcher.search(query, limit=limit, offset=max(0, request.offset), count=True, **ordering)
        return _count(result), [self._searcher.doc(address)["id"][0] for _, address in result.hits]

    def _relaxations(self, text: TextQuery, filters: Filters) -> tuple[Relaxation, ...]:
        found = [
            Relaxation(condition, _count(self._searcher.search(query, limit=1, count=True)))
            for condition, query in filters.each_dropped(text.query)
        ]
        return tuple(sorted((hint for hint in found if hint.total), key=lambda hint: -hint.total))

    @property
    def searcher(self) -> tantivy.Searcher:
        """For the other searches over the same index."""
        return self._searcher


def _count(result: tantivy.SearchResult) -> int:
    return int(getattr(result, "count"))  # noqa: B009 - missing in tantivy's type hints
