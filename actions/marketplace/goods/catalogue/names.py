"""Lists the names of the marketplace's products, categories and suppliers, which the NLU recognises in messages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue import tables

Entry = dict[str, str]
READ_FROM = 50_000
"""The most products, and the most suppliers, whose names a running bot reads. The newest are used."""


async def list_names(connection: AsyncConnection, most: int | None = None) -> dict[str, list[Entry]]:
    """Returns the English and Chinese names under the keys "products", "categories" and "suppliers". Products are named
    without their sizes and packings. With `most`, only so many of the newest products and suppliers are read."""

    async def rows(query: Select[Any]) -> list[Row[Any]]:
        return list(await connection.execute(query.limit(most) if most else query))

    products, suppliers = tables.products.c, tables.suppliers.c
    names = (products.name_en, products.name_zh, products.keywords_en, products.keywords_zh)
    goods: list[Entry] = []
    for row in await rows(select(*names).order_by(products.id.desc() if most else products.id)):
        goods.append(_entry(row.name_en.split(",")[0], row.name_zh.split(" ")[0].split(",")[0]))
        pairs = zip(row.keywords_en.splitlines(), row.keywords_zh.splitlines(), strict=True)
        goods += [_entry(en, zh) for en, zh in pairs]
    companies = select(suppliers.name_en, suppliers.name_zh).order_by(suppliers.id.desc() if most else suppliers.id)
    return {
        "products": _distinct(goods),
        "categories": [_entry(row.name_en, row.name_zh) for row in await rows(select(tables.categories))],
        "suppliers": [_entry(row.name_en, row.name_zh) for row in await rows(companies)],
    }


def _entry(en: str, zh: str) -> Entry:
    return {"en": en.strip(), "zh": zh.strip()}


def _distinct(entries: list[Entry]) -> list[Entry]:
    return list({(entry["en"].casefold(), entry["zh"]): entry for entry in entries}.values())
