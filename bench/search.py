"""Measures the figures `search_p99` and `search_build`: how fast Caravan's search and PostgreSQL's full text
search find two words in the same 1,000,000 products, and how long Caravan's index takes to build."""

from __future__ import annotations

import asyncio
import csv
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import asyncpg
import psutil

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.goods.catalogue.listings import Wanted, load_listings
from actions.marketplace.goods.catalogue.reference import reference_rows
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.schema.migrations import migrate
from bench.catalogue import PRODUCTS, TABLES, find_bigrams, find_catalogue
from bench.cost import with_children
from bench.load import percentile
from bench.report import Result, build_result
from bench.turns import Say
from tests.fakes.postgres import connect

ROUNDS = 3
ASKED = 300
"""How many queries of each language both searches get in a round."""
SHOWN = 5
LANGUAGES = ("en", "zh")
FULL_TEXT = (
    "CREATE TABLE full_text (id integer PRIMARY KEY, english text NOT NULL, chinese text NOT NULL)",
    """CREATE TABLE product_text AS SELECT id,
        to_tsvector('english', english) || array_to_tsvector(string_to_array(chinese, ' ')) AS words FROM full_text""",
    "DROP TABLE full_text",
    "CREATE INDEX ON product_text USING gin (words)",
    "ALTER TABLE product_text ADD PRIMARY KEY (id)",
    "VACUUM ANALYZE",
)
_RANKED = """SELECT id, count(*) OVER () AS total FROM product_text WHERE words @@ {query}
    ORDER BY ts_rank(words, {query}) DESC, id LIMIT 5"""
ENGLISH = _RANKED.format(query="plainto_tsquery('english', $1)")
CHINESE = _RANKED.format(query="$1::tsquery")
Ask = Callable[[str], Awaitable[int]]


async def measure_search(database_url: str, folder: Path, say: Say) -> list[Result]:
    """Fills the database, builds both indexes, and measures both searches.

    Raises:
        FileNotFoundError: `make bench-prepare` has not run.
    """
    files = find_catalogue()
    await migrate(database_url)
    say(f"search: copying {PRODUCTS:,} products into PostgreSQL …")
    connection = await connect(database_url)
    try:
        await _copy(connection, database_url, files)
        say("search: PostgreSQL's full text index …")
        began = time.perf_counter()
        await connection.execute(FULL_TEXT[0])
        await _copy_file(connection, files, "full_text")
        for statement in FULL_TEXT[1:]:
            await connection.execute(statement, timeout=1800)
        say(f"search: PostgreSQL's full text index took {time.perf_counter() - began:.0f} s; ours …")
        market, built = await _build_ours(database_url, folder / "search")
        try:
            say(f"search: our index took {built.ours:g} s")
            return [await _compare(market, connection, files, say), built]
        finally:
            await market.close()
    finally:
        await connection.close()


async def _build_ours(database_url: str, folder: Path) -> tuple[Marketplace, Result]:
    """Opens the marketplace, which builds the search index, and measures how long that takes and how much
    memory it needs."""
    process, began, peak = psutil.Process(), time.perf_counter(), 0
    others = frozenset(process.children(recursive=True))
    used = sum(process.cpu_times()[:4])  # includes child processes that have ended
    opening = asyncio.create_task(Marketplace.open(database_url, folder))
    while not opening.done():
        await asyncio.wait({opening}, timeout=0.5)
        peak = max(peak, _read_memory(process, others))
    seconds = time.perf_counter() - began
    cpu = sum(process.cpu_times()[:4]) - used
    return await opening, build_result(
        "search_build", "s", seconds, None,
        f"{PRODUCTS:,} products with four prices each; {cpu:.0f} s of CPU time beside PostgreSQL's, at most {peak / 2**20:.0f} MB "
        f"in memory, {_read_size(folder) / 2**20:.0f} MB on disk", better="lower",
    )  # fmt: skip


def _read_memory(process: psutil.Process, others: frozenset[psutil.Process]) -> int:
    """Returns the resident bytes of the process and of those that it started, except for
    `others`."""
    total = 0
    for counted in frozenset(with_children(process)) - others:
        with suppress(psutil.NoSuchProcess):
            total += counted.memory_info().rss
    return total


def _read_size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


async def _compare(market: Marketplace, connection: asyncpg.Connection, files: Path, say: Say) -> Result:
    queries = _read_queries(files)
    pairs_of = {zh: find_bigrams(zh) for zh in queries["zh"]}

    async def ours(text: str) -> int:
        return (await market.search.find_listings(SearchRequest(text, limit=SHOWN))).total

    async def theirs(statement: str, words: str) -> int:
        """Searches with PostgreSQL's full text search, and reads the rows of the products found by the same code
        as Caravan's search. Returns how many products were found."""
        found = await connection.fetch(statement, words)
        began = time.perf_counter()
        async with market.database.read() as rows:
            await load_listings(rows, [row["id"] for row in found], Wanted(), date.today())
        reading.append(time.perf_counter() - began)
        return int(found[0]["total"]) if found else 0

    async def english(text: str) -> int:
        return await theirs(ENGLISH, text)

    async def chinese(text: str) -> int:
        return await theirs(CHINESE, " & ".join(f"'{pair}'" for pair in pairs_of[text]))

    reading: list[float] = []
    taken: dict[tuple[str, str], list[float]] = {}
    found: dict[tuple[str, str], list[int]] = {}
    for number in range(ROUNDS):
        for language in LANGUAGES:
            texts = queries[language][number * ASKED : (number + 1) * ASKED]
            sides = [("ours", ours), ("theirs", english if language == "en" else chinese)]
            for name, ask in sides if number % 2 == 0 else sides[::-1]:
                times, totals = await _time(ask, texts)
                taken.setdefault((name, language), []).extend(times)
                found.setdefault((name, language), []).extend(totals)
    for (name, language), times in taken.items():
        counted = found[name, language]
        some = sum(1 for total in counted if total)
        say(
            f"search, {language}, {name}: median {1000 * percentile(times, 0.5):.1f} ms, p99 {1000 * percentile(times, 0.99):.1f} ms; "
            f"{some} of {len(counted)} queries found something, median {percentile(counted, 0.5):,} products"
        )
    return _result(taken, reading)


def _result(taken: dict[tuple[str, str], list[float]], reading: Sequence[float]) -> Result:
    def p99(name: str, *languages: str) -> float:
        return 1000 * percentile([seconds for language in languages for seconds in taken[name, language]], 0.99)

    def median(name: str) -> float:
        return 1000 * percentile([seconds for language in LANGUAGES for seconds in taken[name, language]], 0.5)

    by_language = "; ".join(
        f"{language} {p99('ours', language):.1f} against {p99('theirs', language):.1f}" for language in LANGUAGES
    )
    rows = 1000 * percentile(reading, 0.5)
    return build_result(
        "search_p99", "ms", p99("ours", *LANGUAGES), p99("theirs", *LANGUAGES),
        f"{PRODUCTS:,} products, two words, each query once ({ROUNDS * ASKED} a language), one at a time: the exact total "
        f"and the first {SHOWN} with their rows. By language: {by_language}. Medians {median('ours'):.1f} against {median('theirs'):.1f}, of which "
        f"{rows:.1f} on both sides is reading the same rows. The peer: a GIN index over the english configuration and, as "
        f"stock PostgreSQL segments no Chinese, pairs of characters; ts_rank", better="lower",
    )  # fmt: skip


async def _time(ask: Ask, texts: Sequence[str]) -> tuple[list[float], list[int]]:
    await ask(texts[-1])  # the first query opens the connection and is not timed
    times, totals = [], []
    for text in texts:
        began = time.perf_counter()
        totals.append(await ask(text))
        times.append(time.perf_counter() - began)
    return times, totals


def _read_queries(files: Path) -> dict[str, list[str]]:
    """Returns the queries of each language, each query once, so that no answer can come from a cache."""
    with (files / "queries.csv").open(encoding="utf-8", newline="") as file:
        queries = dict.fromkeys((language, text) for language, text in csv.reader(file))
    return {language: [text for written_in, text in queries if written_in == language] for language in LANGUAGES}


async def _copy(connection: asyncpg.Connection, database_url: str, files: Path) -> None:
    database = open_database(database_url)
    async with database.begin() as written:
        for filled, rows in reference_rows():
            await written.execute(filled.insert(), rows)
        await mark_changed(written)
    await database.close()
    for table in ("suppliers", "products", "price_tiers", "certificates"):
        await _copy_file(connection, files, table)
    await connection.execute("ANALYZE")


async def _copy_file(connection: asyncpg.Connection, files: Path, table: str) -> None:
    columns = TABLES[table].split()
    await connection.copy_to_table(
        table, source=files / f"{table}.csv", columns=columns, format="csv", encoding="utf-8", timeout=1800
    )
