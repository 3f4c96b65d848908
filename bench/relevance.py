"""Measures how well a search finds goods that people name with other words than the catalogue does, and how the search
answers when nobody sells the goods (`python -m bench.relevance`).

The queries are in `bench/goods/`. The queries of `other_words_*.txt` were used to choose thresholds, the ranking and
the lists of words. Those of `unseen_words_*.txt` were written afterwards, and nothing was chosen with them. No query is
a name in the catalogue or in the lists of other names (`actions/marketplace/goods/words/other_names/`). The demo's catalogue
is searched twice: as it is, and without the other names that were written for its goods by hand.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from unittest.mock import patch

import asyncpg
import structlog
from sqlalchemy import update

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.demo.catalogue import build_catalogue
from actions.marketplace.demo.seeding import seed
from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.words import grams, name_key
from actions.marketplace.schema.migrations import migrate
from bench.catalogue import find_bigrams
from tests.fakes.postgres import connect, postgres_server

FOLDER = Path(__file__).with_name("goods")
LANGUAGES = ("en", "zh")
NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
AMONG = 5
Origin = Literal["chosen with", "unseen"]
ORIGINS: dict[Origin, str] = {"chosen with": "other_words", "unseen": "unseen_words"}
"""The name of the file with the queries of each origin, without its language."""
Found = tuple[str, Sequence[int]]
"""How well the words fit (the `match` of a page), and the products of its first page, in order."""
Find = Callable[[str], Awaitable[Found]]


class Query(NamedTuple):
    """Holds a query: what a person types, the families of products in the demo that are meant, how the goods are named
    (`manner`, such as `everyday` or `description`), and from which kind of file the query comes."""

    text: str
    families: frozenset[str]
    manner: str
    origin: Origin


@dataclass
class Score:
    """Counts how well the queries in other words were answered."""

    queries: int = 0
    first: int = 0
    among: int = 0
    nothing: int = 0

    def add(self, query: Query, products: Sequence[int]) -> None:
        families = [families_of()[product] for product in products]
        self.queries += 1
        self.first += families[0] in query.families if families else 0
        self.among += any(family in query.families for family in families)
        self.nothing += not families

    def __str__(self) -> str:
        shares = (self.first, self.among, self.nothing)
        return "  ".join(f"{share / max(1, self.queries):5.2f}" for share in shares)


def read_queries(language: str) -> list[Query]:
    """Returns all queries in this language."""
    rows = [
        (origin, line.split("|")) for origin, file in ORIGINS.items() for line in _read_lines(f"{file}_{language}.txt")
    ]
    return [
        Query(text.strip(), frozenset(families.split()), manner.strip(), origin)
        for origin, (text, families, manner) in rows
    ]


def read_not_sold(language: str) -> list[str]:
    """Returns names of goods that nobody in the demo sells."""
    return list(_read_lines(f"not_sold_{language}.txt"))


@cache
def families_of() -> dict[int, str]:
    """Returns the family of each of the demo's products, by its id."""
    supplies = build_catalogue(NOW.date()).supplies
    return {product["id"]: family for (_, family), products in supplies.items() for product in products}


def catalogue_keys() -> set[str]:
    """Returns the keys of all names in the demo's catalogue: no query may have one of them."""
    products = build_catalogue(NOW.date()).products
    columns = ("name_en", "name_zh", "keywords_en", "keywords_zh")
    return {name_key(name) for product in products for column in columns for name in product[column].splitlines()}


async def score(find: Find, language: str, origin: Origin | None = None) -> Score:
    """Runs a search for all queries in one language that name goods by other words than the catalogue does. Returns how
    well the goods were found."""
    result = Score()
    for query in read_queries(language):
        if origin in (None, query.origin):
            result.add(query, (await find(query.text))[1])
    return result


async def claims(find: Find, language: str) -> Counter[str]:
    """Returns how often a search claims each quality of match (`match`), for goods that nobody sells. "exact" means
    that it claims to have found them."""
    return Counter([(await find(text))[0] for text in read_not_sold(language)])


async def fill(database_url: str, *, keywords: bool) -> None:
    """Fills an empty database with the demo's data, with or without the other names of its goods (`keywords`)."""
    await migrate(database_url)
    database = open_database(database_url)
    await seed(database, NOW)
    if not keywords:
        async with database.begin() as connection:
            await connection.execute(update(tables.products).values(keywords_en="", keywords_zh=""))
            await connection.execute(update(tables.categories).values(keywords=""))
            await mark_changed(connection)
    await database.close()


def by_search(market: Marketplace, *, meaning: bool, names: bool = True) -> Find:
    """Returns Caravan's search: with or without comparing meanings, and with or without the lists of other names
    (`actions/marketplace/goods/words/other_names/`)."""

    async def find(text: str) -> Found:
        request = SearchRequest(text, limit=AMONG, kinds=AMONG if meaning else 0)
        with nullcontext() if names else patch("actions.marketplace.goods.search.search.usual_name", return_value=None):
            page = await market.search.find_listings(request)
        return page.match, [listing.product_id for listing in page.listings]

    return find


_FULL_TEXT = (
    "CREATE TABLE product_text (id integer PRIMARY KEY, english text NOT NULL, chinese text NOT NULL)",
    """ALTER TABLE product_text ADD words tsvector GENERATED ALWAYS AS
        (to_tsvector('english', english) || array_to_tsvector(string_to_array(chinese, ' '))) STORED""",
)
_RANKED = "SELECT id FROM product_text WHERE words @@ {query} ORDER BY ts_rank(words, {query}) DESC, id LIMIT 5"
_ENGLISH = _RANKED.format(query="plainto_tsquery('english', $1)")
_CHINESE = _RANKED.format(query="$1::tsquery")


async def by_postgresql(connection: asyncpg.Connection) -> Find:
    """Returns PostgreSQL's full text search over the names and other names of the products. It requires all words of a
    query or, if no product has all of them, any of them. Chinese is searched by pairs of characters, because stock
    PostgreSQL does not segment it."""
    for statement in _FULL_TEXT:
        await connection.execute(statement)
    rows = await connection.fetch("SELECT id, name_en, name_zh, keywords_en, keywords_zh FROM products")
    texts = [
        (
            row["id"],
            f"{row['name_en']}\n{row['keywords_en']}",
            " ".join(set(grams(f"{row['name_zh']}\n{row['keywords_zh']}"))),
        )
        for row in rows
    ]
    await connection.executemany("INSERT INTO product_text (id, english, chinese) VALUES ($1, $2, $3)", texts)

    async def find(text: str) -> Found:
        pairs = [f"'{pair}'" for pair in find_bigrams(text)]
        if pairs:
            tries = [(_CHINESE, " & ".join(pairs)), (_CHINESE, " | ".join(pairs))]
        else:
            some = " or ".join(text.split())
            tries = [(_ENGLISH, text), (_ENGLISH.replace("plainto_tsquery", "websearch_to_tsquery"), some)]
        for number, (statement, words) in enumerate(tries):
            if products := [row["id"] for row in await connection.fetch(statement, words)]:
                return ("close" if number else "exact"), products
        return "none", []

    return find


async def measure(folder: Path, postgres_url: str, *, keywords: bool) -> list[str]:
    """Returns the lines of the table for one catalogue."""
    await fill(postgres_url, keywords=keywords)
    market = await Marketplace.open(postgres_url, folder / f"index-{keywords}", lambda: NOW)
    connection = await connect(postgres_url)
    try:
        ways = {
            "words, names, meaning": by_search(market, meaning=True),
            "words and meaning": by_search(market, meaning=True, names=False),
            "words and names": by_search(market, meaning=False),
            "words alone": by_search(market, meaning=False, names=False),
            "PostgreSQL full text": await by_postgresql(connection),
        }
        return [line for name, find in ways.items() for line in await _lines(name, find)]
    finally:
        await connection.close()
        await market.close()


async def _lines(name: str, find: Find) -> list[str]:
    lines = []
    for language in LANGUAGES:
        told = await claims(find, language)
        shares = "   ".join([str(await score(find, language, origin)) for origin in ORIGINS])
        lines.append(f"{name:22} {language}   {shares}   {told['exact']:3} {told['close']:3} of {sum(told.values())}")
    return lines


async def _main(folder: Path) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("warning"))
    print(f"{'':27} {'chosen with':^19}   {'unseen':^19}   not sold, said to be")  # noqa: T201
    print(f"{'':27} {'first   five  nothing':^19} {'first   five  nothing':^19}   found, close")  # noqa: T201
    with postgres_server() as server:
        for keywords in (True, False):
            url = server.create()
            print("with other names" if keywords else "without other names")  # noqa: T201
            try:
                for line in await measure(folder, url, keywords=keywords):
                    print(line, flush=True)  # noqa: T201
            finally:
                server.drop(url)


def _read_lines(file: str) -> Iterator[str]:
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    return (line.strip() for line in lines if line and not line.startswith("#"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(_main(Path(made)))
    sys.exit(0)
