"""Finds products by the words that a person typed and by exact conditions."""

import asyncio
import threading
import time
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import structlog
import tantivy
from tantivy import DocAddress, Occur, Order, Query

from actions.marketplace.base.database.engine import Database, open_database
from actions.marketplace.base.errors import SearchPreparing
from actions.marketplace.goods.catalogue.certifications import certification_key, certification_keys
from actions.marketplace.goods.catalogue.kept_listings import KeptListings
from actions.marketplace.goods.catalogue.listings import Wanted
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.meaning.encoder import encoder
from actions.marketplace.goods.meaning.neighbours import Neighbour, Neighbours
from actions.marketplace.goods.search.building import Progress, build_index
from actions.marketplace.goods.search.filters import Filters
from actions.marketplace.goods.search.index import fingerprint, open_index
from actions.marketplace.goods.search.indexing import dollar_rates
from actions.marketplace.goods.search.matching import (
    TextQuery,
    exact_reading,
    is_head,
    is_known,
    is_main_noun,
    readings,
)
from actions.marketplace.goods.search.naming import find_named
from actions.marketplace.goods.search.near import (
    LOOKED_AT,
    SPARE_KINDS,
    NearKind,
    closest,
    find_kinds,
    in_turn,
    is_near,
    together,
)
from actions.marketplace.goods.search.records import Kind, Match, Relaxation, SearchPage, SearchRequest
from actions.marketplace.goods.search.spelling import Spelling, read_spelling
from actions.marketplace.goods.words.other_names import usual_name
from actions.marketplace.goods.words.words import is_han, normalise, phrase, words
from foundation.clock import Clock

log = structlog.get_logger(__name__)

CHECK_SECONDS = 30.0
REPORT_SECONDS = 5.0  # between two lines about how far a build is
MAX_LIMIT = 50
_SHORTEST_CODE = 3
"""The fewest letters that a certificate's code must have so that it is not taken for another word."""
MOST_CORRECTIONS = 5
DEEPEST = 10_000
"""The last place of a result that a page may show. Ranking more results takes more time and memory, and nobody reads
that far."""
_ORDERS = {
    "rating": ("rating", Order.Desc),
    "lead_time": ("lead_time", Order.Asc),
    "moq": ("own_from_0", Order.Asc),
}


class BuildLeftOff(Exception):
    """Stops the building of an index, because the search has been closed."""


class Search:
    """Holds the index in use. `open` must be called before the first search. Every `check_seconds`, a search looks
    whether the catalogue has changed."""

    def __init__(
        self, database: Database, index_path: Path, clock: Clock, check_seconds: float = CHECK_SECONDS
    ) -> None:
        self.check_seconds = check_seconds
        self.listings = KeptListings(database, clock)
        self._database = database
        self._folder = index_path
        self._clock = clock
        self._name = ""
        self._checked = 0.0
        self._searcher: tantivy.Searcher | None = None
        self._built = 0.0
        self._refreshing = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._closed = threading.Event()
        self._certifications: dict[str, str] = {}
        self._rates: dict[str, Decimal] = {}
        self._spelling: Spelling | None = None
        self._neighbours: Neighbours | None = None

    async def open(self, patience: float | None = None) -> None:
        """Takes the index into use, and builds it first when it is missing.

        It waits for the building at most `patience` seconds. After that the building goes on while everything else is
        served, and until the index is there, a search raises SearchPreparing. When `patience` is None, it waits as long
        as the building takes. Otherwise it also looks from time to time whether the catalogue has changed, so that the
        first search after an import finds the new products.
        """
        if patience is None:
            await self.refresh()
            return
        self._renewal = asyncio.create_task(self._renew())
        await asyncio.wait({self._renewal}, timeout=patience)
        self._watching = asyncio.create_task(self._watch())

    @property
    def built(self) -> float:
        """Returns how much of the first index has been built, from 0 to 1. It is 1 as soon as searches are answered."""
        return min(self._built, 0.99) if self._searcher is None else 1.0

    @property
    def searcher(self) -> tantivy.Searcher:
        """Returns Tantivy's searcher of the index, for other modules that search it.

        Raises:
            SearchPreparing: the first index is not there yet.
        """
        if self._searcher is None:
            raise SearchPreparing(f"the search index is being built, {self._built:.0%} is there")
        return self._searcher

    async def refresh(self) -> None:
        """Builds the index when it is missing or the catalogue has changed, and takes it into use."""
        async with self._refreshing:
            self._checked = time.monotonic()
            name = await self._wanted()
            if name == self._name:
                return
            while (index := open_index(self._folder, name)) is None:  # None: the catalogue has changed again
                name = await asyncio.to_thread(asyncio.run, self._build())
            async with self._database.read() as connection:
                self._certifications = await certification_keys(connection)
                self._rates = await dollar_rates(connection)
            self._neighbours = await asyncio.to_thread(self._open_neighbours, name)
            self._searcher = index.searcher()
            self._spelling = None
            self._name = name

    async def _wanted(self) -> str:
        async with self._database.read() as connection:
            return await fingerprint(connection, self._clock().date())

    async def _build(self) -> str:
        """Builds the index, in a thread with an event loop and database connections of its own. Meanwhile, searches are
        answered from the index in use."""
        database = open_database(self._database.url)
        try:
            return await build_index(database, self._folder, self._clock().date(), self._reporter())
        finally:
            await database.close()

    def _open_neighbours(self, name: str) -> Neighbours | None:
        encoder(self._folder)  # loads it now rather than in somebody's first search
        return Neighbours.open(self._folder / name)

    def _reporter(self) -> Progress:
        """Returns a function that logs how far a build is, at its beginning, every few seconds and
        at its end. It stops the build after the search has been closed."""
        began = time.monotonic()
        said = -REPORT_SECONDS

        def report(done: int, total: int) -> None:
            nonlocal said
            if self._closed.is_set():
                raise BuildLeftOff
            self._built = done / total if total else 1.0
            seconds = time.monotonic() - began
            if seconds - said >= REPORT_SECONDS or done == total:
                said = seconds
                log.info(
                    "search index is being built",
                    products=done,
                    of=total,
                    percent=round(100 * self._built),
                    seconds=round(seconds, 1),
                )

        return report

    def _look_for_changes(self) -> None:
        """Starts building a new index when the catalogue has changed. Meanwhile, searches are
        answered from the one in use."""
        if time.monotonic() - self._checked > self.check_seconds and (self._renewal is None or self._renewal.done()):
            self._checked = time.monotonic()
            self._renewal = asyncio.create_task(self._renew())

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self.check_seconds / 2)
            self._look_for_changes()

    async def _renew(self) -> None:
        try:
            await self.refresh()
        except Exception:
            if not self._closed.is_set():
                log.exception("search index not renewed")

    async def close(self) -> None:
        """Stops the build that is running, if any, and waits until it has ended."""
        self._closed.set()
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.wait({self._renewal})

    async def find_listings(self, request: SearchRequest) -> SearchPage:
        """Returns one page of the products that match and their exact total. If no product matches, the page also says
        which conditions to relax. Any text is accepted.

        If no product matches the words, the usual name of the same goods or a correction of the spelling is tried, then
        products that share some of the words, then goods of similar meaning.

        Raises:
            SearchPreparing: the first index is not there yet.
        """
        self._look_for_changes()
        filters = Filters.of(request, self._certifications, self._rates)
        reading = self._read(request.text)
        corrections = () if reading and reading.match == "exact" else await self._corrections(request.text)
        if len(corrections) == 1:
            reading = self._read(corrections[0])
        if request.kinds and (reading is None or reading.loose):
            neighbours = self._nearest(request.text)
            kinds = find_kinds(self.searcher, neighbours, request.kinds + SPARE_KINDS)
            if reading is None or not self._share_products(reading.query, kinds):
                return await self._near_page(request, filters, neighbours, kinds, corrections)
        total, products = self._page(request, reading.query, filters) if reading else (0, [])
        match: Match = "none" if reading is None else reading.match
        relaxations = () if total or reading is None else self._relaxations(reading.query, filters)
        listings = await self._load(request, products)
        return SearchPage(total, listings, match, relaxations, filters.unknown_regions, corrections)

    def knows(self, text: str) -> bool:
        """Returns whether the catalogue uses every word of the text about some goods.

        Raises:
            SearchPreparing: the first index is not there yet.
        """
        said = words(text)
        return bool(said) and all(is_known(self.searcher, word) for word in said)

    def is_main_noun(self, text: str) -> bool:
        """Returns whether the text ends with a word that is the main noun of a listing's name: the "cups" of "white
        cups", but not the "porcelain" of "porcelain cup".

        Raises:
            SearchPreparing: the first index is not there yet.
        """
        heads = phrase(text).heads
        return bool(heads) and is_main_noun(self.searcher, heads[0])

    def is_noun_of_goods(self, text: str) -> bool:
        """Returns whether the text ends with a word that is the main noun of any goods, in a listing's name or in one of
        its other names: the 围巾 of 丝绸围巾, although the listings say 丝巾.

        Raises:
            SearchPreparing: the first index is not there yet.
        """
        heads = phrase(text).heads
        return bool(heads) and is_head(self.searcher, heads[0])

    def find_certificates(self, text: str) -> tuple[str, ...]:
        """Returns the codes of certificates of this marketplace that a text writes in capitals: "EEC cert needed".

        Raises:
            SearchPreparing: the first index is not there yet.
        """
        said = {word for word in text.replace(",", " ").split() if len(word) >= _SHORTEST_CODE and word.isupper()}
        return tuple(word for word in sorted(said) if self._certifications.get(certification_key(word)) is not None)

    def find_named(self, text: str, other: str = "") -> list[str]:
        """Returns the goods of the catalogue that a sentence names, in the order of the sentence. They are in the words
        of the sentence, or have their usual names where the sentence uses other names (藍牙喇叭). `other` are goods in the
        sentence that the catalogue does not have.

        Raises:
            SearchPreparing: the first index is not there yet.
        """
        named = find_named(self.searcher, text, other)
        usual = usual_name(text) if not named and any(map(is_han, text)) else None
        return find_named(self.searcher, usual, other) if usual else named

    def _share_products(self, query: Query, kinds: Sequence[NearKind]) -> bool:
        """Returns whether some products that a loose query finds are also near in meaning. Without this check, "honey"
        would find a coffee that is named after honey."""
        shared = Query.boolean_query([(Occur.Must, query), (Occur.Must, together(kinds))])
        return bool(kinds) and bool(self.searcher.search(shared, limit=1, count=False).hits)

    async def _near_page(
        self,
        request: SearchRequest,
        filters: Filters,
        neighbours: Sequence[Neighbour],
        kinds: Sequence[NearKind],
        corrections: Sequence[str],
    ) -> SearchPage:
        """Returns a page of the goods that are nearest in meaning to the text. Corrections of the spelling are also
        ordered by how near they are."""
        kinds, each = self._best_of_each(kinds, request, filters)
        named = tuple(
            Kind(kind.name, kind.term.text, total, kind.likeness) for kind, (total, _) in zip(kinds, each, strict=True)
        )
        likely = {neighbour.term.text: -neighbour.likeness for neighbour in neighbours}
        ordered = tuple(sorted(corrections, key=lambda guess: likely.get(guess, 0.0)))
        if self._neighbours is None or not neighbours or not is_near(neighbours[0], len(self._neighbours.terms)):
            return SearchPage(0, (), "none", (), filters.unknown_regions, ordered, named)
        if request.sort == "relevance":
            total, products = sum(total for total, _ in each), self._in_turn(each, request)
        else:
            total, products = self._page(request, together(closest(kinds)), filters)
        wanted = together(kinds if request.sort == "relevance" else closest(kinds))
        relaxations = () if total else self._relaxations(wanted, filters)
        listings = await self._load(request, products)
        return SearchPage(total, listings, "near", relaxations, filters.unknown_regions, ordered, named)

    def _nearest(self, text: str) -> list[Neighbour]:
        """Returns the terms (names of goods in the catalogue) that are nearest in meaning to the text, or to the usual
        name of the goods that it names, the nearest first."""
        plain = normalise(text).strip()
        if self._neighbours is None or not any(map(str.isalnum, plain)):
            return []
        found: dict[str, Neighbour] = {}
        for vector in encoder(self._folder).vectors(list(filter(None, [plain, usual_name(text)]))):
            for neighbour in self._neighbours.nearest(vector, LOOKED_AT):
                known = found.setdefault(neighbour.term.text, neighbour)
                found[neighbour.term.text] = max(known, neighbour, key=_likeness)
        return sorted(found.values(), key=_likeness, reverse=True)

    async def _load(self, request: SearchRequest, products: list[int]) -> tuple[Listing, ...]:
        wanted = Wanted(None if request.quantity is None else Decimal(request.quantity), request.unit)
        return await self.listings.load(products, wanted)

    async def _corrections(self, text: str) -> tuple[str, ...]:
        """Returns names that the catalogue may have for these goods: their usual name, or corrections of `text` in
        which every word matches something."""
        if usual := usual_name(text):  # a known word is not misspelt, whether the goods are sold or not
            return (usual,) if exact_reading(self.searcher, usual) else ()
        if self._spelling is None:  # the spelling is read only when it is needed, because few conversations need it
            async with self._database.read() as connection:
                self._spelling = await read_spelling(connection)
        for guesses in self._spelling.corrections(text, partial(is_known, self.searcher)):
            if fitting := [guess for guess in dict.fromkeys(guesses) if exact_reading(self.searcher, guess)]:
                return tuple(fitting[:MOST_CORRECTIONS])
        return ()

    def _read(self, text: str) -> TextQuery | None:
        """Returns the strictest query for the text that finds anything, without other conditions."""
        for reading in readings(self.searcher, text):
            if self.searcher.search(reading.query, limit=1, count=False).hits:
                return reading
        return None

    def _best_of_each(
        self, kinds: Sequence[NearKind], request: SearchRequest, filters: Filters
    ) -> tuple[list[NearKind], list[tuple[int, list[DocAddress]]]]:
        """Returns the nearest kinds with products that meet the conditions, at most `request.kinds`, and the best
        products of each. If no kind has such products, returns the nearest kinds without products."""
        filled: list[NearKind] = []
        each: list[tuple[int, list[DocAddress]]] = []
        for kind in kinds:
            found = self._best_of(kind, request, filters)
            if found[0]:
                filled.append(kind)
                each.append(found)
            if len(filled) == request.kinds:
                break
        nearest = list(kinds[: request.kinds])
        return (filled, each) if filled else (nearest, [(0, []) for _ in nearest])

    def _best_of(self, kind: NearKind, request: SearchRequest, filters: Filters) -> tuple[int, list[DocAddress]]:
        """Returns how many products a kind has, and the best of them: as many as the pages up to this one can show."""
        offset, limit = _bounds(request)
        most = offset + limit if offset < DEEPEST else 1
        found = self.searcher.search(filters.apply(kind.query), limit=most, count=True, weight_by_field="standing")
        return _count(found), [address for _, address in found.hits]

    def _in_turn(self, each: Sequence[tuple[int, list[DocAddress]]], request: SearchRequest) -> list[int]:
        """Returns the products of a page that shows one product of each kind in turn."""
        offset, limit = _bounds(request)
        if offset >= DEEPEST:
            return []
        return self._ids([each[kind][1][place] for kind, place in in_turn([total for total, _ in each], offset, limit)])

    def _page(self, request: SearchRequest, text: Query, filters: Filters) -> tuple[int, list[int]]:
        """Returns the number of products that match and the ids of one page of them."""
        total, hits = self._hits(request, text, filters)
        return total, self._ids(hits)

    def _ids(self, hits: Sequence[DocAddress]) -> list[int]:
        ids = self.searcher.fast_field_values("id", list(hits))
        return [int(number) for number in ids if number is not None]

    def _hits(self, request: SearchRequest, text: Query, filters: Filters) -> tuple[int, list[DocAddress]]:
        offset, limit = _bounds(request)
        if offset >= DEEPEST:
            return _count(self.searcher.search(filters.apply(text), limit=1, count=True)), []
        if request.sort == "price":
            return self._cheapest(text, filters, offset, limit)
        ordering: dict[str, Any] = {"weight_by_field": "standing"}
        if request.sort in _ORDERS:
            ordering = dict(zip(("order_by_field", "order"), _ORDERS[request.sort], strict=True))
        result = self.searcher.search(filters.apply(text), limit=limit, offset=offset, count=True, **ordering)
        return _count(result), [address for _, address in result.hits]

    def _cheapest(self, text: Query, filters: Filters, offset: int, limit: int) -> tuple[int, list[DocAddress]]:
        """Returns the number of products and the cheapest of them. The price for a quantity is in one of several
        fields, so the cheapest products by each field are found and merged."""
        total, found = 0, list[tuple[Any, int, int, DocAddress]]()
        for field, query in filters.by_price(text):
            result = self.searcher.search(query, limit=offset + limit, order_by_field=field, order=Order.Asc)
            total += _count(result)
            hits = [address for _, address in result.hits]
            prices = self.searcher.fast_field_values(field, hits)
            found += [(price, hit.segment_ord, hit.doc, hit) for price, hit in zip(prices, hits, strict=True)]
        return total, [hit for *_, hit in sorted(found)[offset : offset + limit]]

    def _relaxations(self, text: Query, filters: Filters) -> tuple[Relaxation, ...]:
        found = [
            Relaxation(condition, _count(self.searcher.search(query, limit=1, count=True)))
            for condition, query in filters.each_dropped(text)
        ]
        return tuple(sorted((hint for hint in found if hint.total), key=lambda hint: -hint.total))


def _bounds(request: SearchRequest) -> tuple[int, int]:
    """Returns the place of the first product of a page, and the most products that it shows."""
    return max(0, request.offset), max(1, min(request.limit, MAX_LIMIT))


def _likeness(neighbour: Neighbour) -> float:
    return neighbour.likeness


def _count(result: tantivy.SearchResult) -> int:
    return int(getattr(result, "count"))  # noqa: B009 - missing in tantivy's type hints
