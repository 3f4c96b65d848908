"""Finds the English or Chinese name of goods and cities in the marketplace's own tables."""

from collections.abc import Sequence

from sqlalchemy import or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.records import Name
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.requests import tables


async def product_names(connection: AsyncConnection, product_ids: Sequence[int]) -> list[Name]:
    """Returns the names of these products in both languages: first their synonyms, then their own names
    without sizes and packings, and then their full names."""
    products = catalogue_tables.products.c
    query = select(products.name_en, products.name_zh, products.keywords_en, products.keywords_zh).where(
        products.id.in_(product_ids)
    )
    rows = (await connection.execute(query.order_by(products.id))).all()
    others = [
        Name(en, zh)
        for row in rows
        for en, zh in zip(row.keywords_en.splitlines(), row.keywords_zh.splitlines(), strict=False)
    ]
    short = [Name(row.name_en.split(",")[0], row.name_zh.split(" ")[0]) for row in rows]
    return [*others, *short, *(Name(row.name_en, row.name_zh) for row in rows)]


async def translate_city(connection: AsyncConnection, city: Name) -> Name:
    """Returns the city in both languages if the marketplace knows it from a company, an order or a request, otherwise
    unchanged."""
    if city.en != city.zh or not city.en:
        return city
    places = union(
        *(
            select(table.c[f"{prefix}_en"].label("en"), table.c[f"{prefix}_zh"].label("zh")).where(
                or_(table.c[f"{prefix}_en"] == city.en, table.c[f"{prefix}_zh"] == city.zh),
                table.c[f"{prefix}_en"] != table.c[f"{prefix}_zh"],
            )
            for table, prefix in (
                (marketplace_tables.buyers, "city"),
                (orders_tables.orders, "destination"),
                (tables.rfqs, "destination"),
                (catalogue_tables.cities, "name"),
            )
        )
    ).limit(1)
    row = (await connection.execute(places)).first()
    return Name(row.en, row.zh) if row else city
