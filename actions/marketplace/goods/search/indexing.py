"""Reads products and suppliers from the database in batches, and writes them into an index."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any, NamedTuple, Self

from sqlalchemy import Dialect, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.columns import among, approximately
from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.catalogue.certifications import certification_key
from actions.marketplace.goods.catalogue.rates import DOLLAR, load_rates
from actions.marketplace.goods.meaning.terms import Terms, term
from actions.marketplace.goods.search.documents import BEST_STANDING, product_documents, supplier_document
from actions.marketplace.goods.search.index import new_writer
from actions.marketplace.goods.words.words import is_han

Record = dict[str, Any]
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Share:
    """Holds a share of the catalogue: the ids of some of its products; `of` is the number of all products. The products
    are in the order in which a search shows equally relevant products. The ids are in this order, and `begin` is the
    place of the first of them."""

    ids: array[int]
    begin: int
    of: int

    @classmethod
    async def whole(cls, connection: AsyncConnection) -> Self:
        """Returns the share that holds all products."""
        ids = array("q", (await connection.execute(_in_order())).scalars())
        return cls(ids, 0, len(ids))

    def divided(self, parts: int) -> list["Share"]:
        """Returns `parts` shares of about the same size, in order."""
        ends = [len(self.ids) * part // parts for part in range(parts + 1)]
        return [Share(self.ids[begin:end], begin, self.of) for begin, end in pairwise(ends)]


async def write_share(
    connection: AsyncConnection, share: Share, path: Path, today: date, written_more: Callable[[int], None]
) -> None:
    """Writes the products of one share of the catalogue into an index in the new folder `path`. The index of the first
    share also gets all suppliers. The terms of the products (the names of their goods) are written into a file beside
    the folder. Calls `written_more` with the number of products of each batch. Memory does not grow with the number of
    products."""
    shared = await _Shared.read(connection, today)
    terms = _TermsOfProducts()
    with new_writer(path) as writer:
        for start in range(0, len(share.ids), BATCH):
            ids = share.ids[start : start + BATCH]
            rows = {row.id: row for row in await connection.execute(_query(connection.dialect, ids))}
            tiers, certificates = await _tiers(connection, ids), await _certificates(connection, ids, today)
            for position, number in enumerate(ids, share.begin + start):
                standing = BEST_STANDING * (1 - position / share.of)
                product = shared.record(rows[number], tiers[number], certificates[number], standing)
                terms.add(rows[number])
                for document in product_documents(product):
                    writer.add_document(document)
            written_more(len(ids))
        if share.begin == 0:
            suppliers = tables.suppliers.c
            query = select(suppliers.id, suppliers.slug, suppliers.name_en, suppliers.name_zh)
            for row in await connection.execute(query):
                writer.add_document(supplier_document(row.id, row.slug, (row.name_en, row.name_zh)))
    terms.counted(shared.categories).save(terms_path(path))


def terms_path(part: Path) -> Path:
    """Returns the file beside a part of an index that holds the terms of its products."""
    return part.with_suffix(".terms")


async def dollar_rates(connection: AsyncConnection) -> dict[str, Decimal]:
    """Returns how much of each currency a US dollar buys."""
    rates = await load_rates(connection)
    return {DOLLAR: Decimal(1)} | {rate.currency: rate.per_usd for rate in rates.listed}


class _Category(NamedTuple):
    names: str
    keywords: str


class _City(NamedTuple):
    name: str
    province: str
    names: str


class _TermsOfProducts:
    """Counts the terms of products, which are the names of their goods. Other names that many products share are
    processed only once."""

    def __init__(self) -> None:
        self._terms = Terms()
        self._synonyms: Counter[tuple[str, str]] = Counter()
        self._categories: Counter[int] = Counter()

    def add(self, row: Any) -> None:
        synonyms = f"{row.keywords_en}\n{row.keywords_zh}"
        same_kind = synonyms if synonyms.strip() else f"{row.category_id} {term(row.name_en).split(' ')[-1]}"
        self._terms.add(row.name_en, row.name_zh, same_kind)
        self._synonyms[row.keywords_en, row.keywords_zh] += 1
        self._categories[row.category_id] += 1

    def counted(self, categories: Mapping[int, _Category]) -> Terms:
        """Adds the other names of the products and the names of their categories, each counted as often as products
        have it, and returns all terms."""
        for (english, chinese), times in self._synonyms.items():
            self._terms.add_lines(english, chinese, times)
        for number, times in self._categories.items():
            english, chinese = categories[number].names.splitlines()
            for keyword in categories[number].keywords.splitlines():
                self._terms.add(
                    *((english, keyword) if any(map(is_han, keyword)) else (keyword, chinese)),
                    f"category {number}",
                    times,
                )
        return self._terms


@dataclass(frozen=True, slots=True)
class _Shared:
    """Holds the data to which many products refer: exchange rates, categories, cities and certificates of suppliers.
    Names are in both languages, each on a line of its own."""

    rates: dict[str, float]
    categories: dict[int, _Category]
    cities: dict[int, _City]
    certificates: dict[int, set[str]]

    @classmethod
    async def read(cls, connection: AsyncConnection, today: date) -> "_Shared":
        categories = await connection.execute(select(tables.categories))
        cities, provinces = tables.cities, tables.provinces
        places = select(
            cities, provinces.c.name_en.label("province_en"), provinces.c.name_zh.label("province_zh")
        ).join(provinces, cities.c.province_code == provinces.c.code)
        columns, held = tables.certificates.c, defaultdict(set)
        valid = select(columns.supplier_id, columns.code).where(
            columns.valid_until >= today, columns.product_id.is_(None)
        )
        for row in await connection.execute(valid):
            held[row.supplier_id].add(certification_key(row.code))
        return cls(
            {currency: float(rate) for currency, rate in (await dollar_rates(connection)).items()},
            {row.id: _Category(f"{row.name_en}\n{row.name_zh}", row.keywords) for row in categories},
            {
                row.id: _City(
                    row.name_en,
                    row.province_code,
                    "\n".join((row.name_en, row.name_zh, row.province_en, row.province_zh)),
                )
                for row in await connection.execute(places)
            },
            held,
        )

    def record(self, row: Any, tiers: list[tuple[float, float]], certificates: set[str], standing: float) -> Record:
        """Returns the product in the form that `documents.product_documents` takes."""
        category, city = self.categories[row.category_id], self.cities[row.city_id]
        # the rate only serves comparisons: without one, a price is above every limit rather than wrongly below one
        rate = self.rates.get(row.currency, 0.0)
        return {
            "id": row.id,
            "names": (row.name_en, row.name_zh),
            "synonyms": f"{row.keywords_en}\n{row.keywords_zh}",
            "category": category.keywords,
            "context": f"{category.names}\n{city.names}",
            "unit": row.unit,
            "tiers": [(minimum, price / rate if rate else inf) for minimum, price in tiers],
            "province": city.province,
            "city": city.name,
            "certificates": [*self.certificates.get(row.supplier_id, ()), *certificates],
            "supplier": row.slug,
            "verified": row.verified,
            "kind": row.kind,
            "rating": row.rating,
            "lead_time": row.lead_time_days,
            "standing": standing,
        }


def _in_order() -> Select[Any]:
    """Selects the products, without those that are paused or whose supplier is, in the order in which equally relevant
    ones are shown. The first product of every supplier in a category comes before any supplier's second one there.
    Among equals, verified and then well rated suppliers come first."""
    products, suppliers = tables.products.c, tables.suppliers.c
    place = func.row_number().over(partition_by=(products.supplier_id, products.category_id), order_by=products.id)
    return (
        select(products.id)
        .join(tables.suppliers, products.supplier_id == suppliers.id)
        .where(products.paused.is_(False), suppliers.paused.is_(False))
        .order_by(place, suppliers.verified.desc(), func.coalesce(suppliers.rating, 0).desc(), products.id)
    )


def _query(dialect: Dialect, ids: Sequence[int]) -> Select[Any]:
    products, suppliers = tables.products.c, tables.suppliers.c
    return (
        select(
            products.id,
            products.supplier_id,
            products.category_id,
            products.name_en,
            products.name_zh,
            products.keywords_en,
            products.keywords_zh,
            products.unit,
            products.currency,
            products.lead_time_days,
            suppliers.slug,
            suppliers.verified,
            suppliers.kind,
            suppliers.rating,
            suppliers.city_id,
        )
        .join(tables.suppliers, products.supplier_id == suppliers.id)
        .where(among(dialect, products.id, ids))
    )


async def _tiers(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[tuple[float, float]]]:
    columns = tables.price_tiers.c
    minimum, price = (approximately(connection.dialect, exact) for exact in (columns.minimum, columns.unit_price))
    query = (
        select(columns.product_id, minimum, price)
        .where(among(connection.dialect, columns.product_id, ids))
        .order_by(columns.minimum)
    )
    tiers: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for product, reached, amount in await connection.execute(query):
        tiers[product].append((reached, amount))
    return tiers


async def _certificates(connection: AsyncConnection, ids: Sequence[int], today: date) -> dict[int, set[str]]:
    """Returns the certificates that apply only to these products, and not to all goods of their supplier."""
    columns, held = tables.certificates.c, defaultdict(set)
    query = select(columns.product_id, columns.code).where(
        columns.valid_until >= today, among(connection.dialect, columns.product_id, ids)
    )
    for row in await connection.execute(query):
        held[row.product_id].add(certification_key(row.code))
    return held
