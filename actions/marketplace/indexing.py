"""Reads from the database what the index is built from, a batch at a time, and builds it."""

from array import array
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import inf
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables
from actions.marketplace.certifications import certification_key
from actions.marketplace.columns import Approximately
from actions.marketplace.documents import BEST_STANDING, product_documents, supplier_document
from actions.marketplace.index import new_index

Record = dict[str, Any]
Progress = Callable[[int, int], None]
"""Told how many products are in, of how many."""
BATCH = 1_000


async def build_index(connection: AsyncConnection, folder: Path, name: str, today: date, progress: Progress) -> None:
    """Builds the index `name` unless it is there. Memory does not grow with the catalogue but for an id of each product."""
    with new_index(folder, name) as writer:
        if writer is None:
            return
        total = done = 0
        async for total, products in read_products(connection, today):
            for product in products:
                for document in product_documents(product):
                    writer.add_document(document)
            done += len(products)
            progress(done, total)
        suppliers = tables.suppliers.c
        query = select(suppliers.id, suppliers.slug, suppliers.name_en, suppliers.name_zh)
        for row in await connection.execute(query):
            writer.add_document(supplier_document(row.id, row.slug, (row.name_en, row.name_zh)))


async def read_products(connection: AsyncConnection, today: date) -> AsyncIterator[tuple[int, list[Record]]]:
    """How many there are and some of them, in the order in which equally relevant ones are to be shown."""
    order = array("q", (row.id for row in await connection.execute(_in_order())))
    shared = await _Shared.read(connection, today)
    for start in range(0, len(order), BATCH):
        ids = order[start : start + BATCH]
        rows = {row.id: row for row in await connection.execute(_query(ids))}
        tiers, certificates = await _tiers(connection, ids), await _certificates(connection, ids, today)
        yield (
            len(order),
            [
                shared.record(rows[number], tiers[number], certificates[number])
                | {"standing": BEST_STANDING * (1 - position / len(order))}
                for position, number in enumerate(ids, start)
            ],
        )


async def dollar_rates(connection: AsyncConnection) -> dict[str, Decimal]:
    """How much of each currency a US dollar buys."""
    rows = await connection.execute(select(tables.exchange_rates))
    return {"USD": Decimal(1)} | {row.currency: row.per_usd for row in rows}


@dataclass(frozen=True, slots=True)
class _Shared:
    """What many products refer to."""

    rates: dict[str, float]
    categories: dict[int, Any]
    cities: dict[int, Any]
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
            {row.id: row for row in categories},
            {row.id: row for row in await connection.execute(places)},
            held,
        )

    def record(self, row: Any, tiers: list[tuple[float, float]], certificates: set[str]) -> Record:
        category, city = self.categories[row.category_id], self.cities[row.city_id]
        # for comparing only: without a rate a price is above every limit rather than wrongly below one
        rate = self.rates.get(row.currency, 0.0)
        return {
            "id": row.id,
            "names": (row.name_en, row.name_zh),
            "synonyms": (*row.keywords_en.splitlines(), *row.keywords_zh.splitlines()),
            "category": category.keywords.splitlines(),
            "context": (
                category.name_en,
                category.name_zh,
                city.name_en,
                city.name_zh,
                city.province_en,
                city.province_zh,
            ),
            "unit": row.unit,
            "tiers": [(minimum, price / rate if rate else inf) for minimum, price in tiers],
            "province": city.province_code,
            "city": city.name_en,
            "certificates": sorted(self.certificates.get(row.supplier_id, set()) | certificates),
            "supplier": row.slug,
            "verified": row.verified,
            "kind": row.kind,
            "rating": row.rating,
            "lead_time": row.lead_time_days,
        }


def _in_order() -> Select[Any]:
    """Every supplier's best before anybody's second best; then the verified and well rated."""
    products, suppliers = tables.products.c, tables.suppliers.c
    place = func.row_number().over(partition_by=(products.supplier_id, products.category_id), order_by=products.id)
    return (
        select(products.id)
        .join(tables.suppliers, products.supplier_id == suppliers.id)
        .order_by(place, suppliers.verified.desc(), func.coalesce(suppliers.rating, 0).desc(), products.id)
    )


def _query(ids: Sequence[int]) -> Select[Any]:
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
        .where(products.id.in_(ids))
    )


async def _tiers(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, list[tuple[float, float]]]:
    columns = tables.price_tiers.c
    minimum, price = type_coerce(columns.minimum, Approximately), type_coerce(columns.unit_price, Approximately)
    query = select(columns.product_id, minimum, price).where(columns.product_id.in_(ids)).order_by(columns.minimum)
    tiers: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for product, reached, amount in await connection.execute(query):
        tiers[product].append((reached, amount))
    return tiers


async def _certificates(connection: AsyncConnection, ids: Sequence[int], today: date) -> dict[int, set[str]]:
    """Of the products themselves."""
    columns, held = tables.certificates.c, defaultdict(set)
    query = select(columns.product_id, columns.code).where(columns.valid_until >= today, columns.product_id.in_(ids))
    for row in await connection.execute(query):
        held[row.product_id].add(certification_key(row.code))
    return held
