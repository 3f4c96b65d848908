"""Finds goods and cities in the other language, from the marketplace's own rows."""

from collections.abc import Sequence

from sqlalchemy import or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables as marketplace_tables
from actions.marketplace.catalogue import tables as catalogue_tables
from actions.marketplace.orders import tables as orders_tables
from actions.marketplace.records import Name
from actions.marketplace.requests import tables


async def product_names(connection: AsyncConnection, product_ids: Sequence[int]) -> list[Name]:
    """Returns the names of these products: first their other names, then their own names without
    sizes and packings."""
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
    return [*others, *(Name(row.name_en.split(",")[0], row.name_zh.split(" ")[0]) for row in rows)]


async def translate_city(connection: AsyncConnection, city: Name) -> Name:
    """Returns the city in both languages where the marketplace knows it from a company, an order or a request, else as it is."""
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
