"""Reads from the database what the index is built from."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables
from actions.marketplace.certifications import certification_key
from actions.marketplace.index import product_records, supplier_record

Record = dict[str, Any]


async def read_records(connection: AsyncConnection, today: date) -> Iterator[Record]:
    """All documents, in the order in which equally relevant ones are to be shown."""
    products = await _products(connection, today)
    suppliers = await connection.execute(
        select(tables.suppliers.c.id, tables.suppliers.c.slug, tables.suppliers.c.name_en, tables.suppliers.c.name_zh)
    )
    companies = [supplier_record(row.id, row.slug, (row.name_en, row.name_zh)) for row in suppliers]

    def records() -> Iterator[Record]:
        for product in products:
            yield from product_records(product)
        yield from companies

    return records()


async def dollar_rates(connection: AsyncConnection) -> dict[str, Decimal]:
    """How much of each currency a US dollar buys."""
    rows = await connection.execute(select(tables.exchange_rates))
    return {"USD": Decimal(1)} | {row.currency: row.per_usd for row in rows}


def _in_dollars(price: Decimal, rate: Decimal | None) -> Decimal:
    """For comparing only. Without a rate a price is above every limit rather than wrongly below one."""
    return Decimal("Infinity") if rate is None else price / rate


async def _products(connection: AsyncConnection, today: date) -> list[Record]:
    rates = await dollar_rates(connection)
    tiers = defaultdict(list)
    for tier in await connection.execute(select(tables.price_tiers).order_by(tables.price_tiers.c.minimum)):
        tiers[tier.product_id].append((tier.minimum, tier.unit_price))
    certificates = await _certificates(connection, today)
    products: list[Record] = []
    carried: dict[tuple[int, int], int] = defaultdict(int)
    for row in await connection.execute(_query()):
        rank = carried[row.supplier_id, row.category_id]
        carried[row.supplier_id, row.category_id] += 1
        products.append(
            {
                "id": row.id,
                "names": (row.name_en, row.name_zh),
                "synonyms": (*row.keywords_en.splitlines(), *row.keywords_zh.splitlines()),
                "category": row.keywords.splitlines(),
                "context": (
                    row.category_en,
                    row.category_zh,
                    row.city_en,
                    row.city_zh,
                    row.province_en,
                    row.province_zh,
                ),
                "unit": row.unit,
                "tiers": [(minimum, _in_dollars(price, rates.get(row.currency))) for minimum, price in tiers[row.id]],
                "province": row.province_code,
                "city": row.city_en,
                "certificates": sorted(certificates[row.supplier_id, None] | certificates[row.supplier_id, row.id]),
                "supplier": row.slug,
                "verified": row.verified,
                "rating": row.rating,
                "lead_time": row.lead_time_days,
                "order": (rank, not row.verified, -(row.rating or 0), row.id),
            }
        )
    return sorted(products, key=lambda product: product["order"])


async def _certificates(connection: AsyncConnection, today: date) -> dict[tuple[int, int | None], set[str]]:
    held: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    certificates = tables.certificates.c
    for row in await connection.execute(select(tables.certificates).where(certificates.valid_until >= today)):
        held[row.supplier_id, row.product_id].add(certification_key(row.code))
    return held


def _query() -> Any:
    products, suppliers, categories = tables.products, tables.suppliers, tables.categories
    cities, provinces = tables.cities, tables.provinces
    return (
        select(
            products,
            suppliers.c.slug,
            suppliers.c.verified,
            suppliers.c.rating,
            categories.c.name_en.label("category_en"),
            categories.c.name_zh.label("category_zh"),
            categories.c.keywords,
            cities.c.name_en.label("city_en"),
            cities.c.name_zh.label("city_zh"),
            provinces.c.name_en.label("province_en"),
            provinces.c.name_zh.label("province_zh"),
            cities.c.province_code,
        )
        .join_from(products, suppliers, products.c.supplier_id == suppliers.c.id)
        .join(categories, products.c.category_id == categories.c.id)
        .join(cities, suppliers.c.city_id == cities.c.id)
        .join(provinces, cities.c.province_code == provinces.c.code)
        .order_by(products.c.id)
    )
