"""Writes the marketplace's own names as JSON, for the NLU's gazetteers.

    python -m actions.marketplace.commands.export_gazetteer PATH [DATABASE_URL]

`{"products": [{"en", "zh"}], "categories": […], "suppliers": […]}`: products are named without
their sizes and packings. Without a URL it writes the demo's names, from a temporary database.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import demo
from actions.marketplace.catalogue import tables
from actions.marketplace.database.engine import open_database
from actions.marketplace.schema.migrations import migrate

Entry = dict[str, str]


async def gazetteer(connection: AsyncConnection) -> dict[str, list[Entry]]:
    """Returns the names of goods and companies, by kind."""

    async def rows(query: Select[Any]) -> "list[Row[Any]]":
        return list(await connection.execute(query))

    products = tables.products.c
    goods: list[Entry] = []
    names = (products.name_en, products.name_zh, products.keywords_en, products.keywords_zh)
    for row in await rows(select(*names).order_by(products.id)):
        goods.append(_entry(row.name_en.split(",")[0], row.name_zh.split(" ")[0]))
        pairs = zip(row.keywords_en.splitlines(), row.keywords_zh.splitlines(), strict=True)
        goods += [_entry(en, zh) for en, zh in pairs]
    return {
        "products": _distinct(goods),
        "categories": [_entry(row.name_en, row.name_zh) for row in await rows(select(tables.categories))],
        "suppliers": [_entry(row.name_en, row.name_zh) for row in await rows(select(tables.suppliers))],
    }


def _entry(en: str, zh: str) -> Entry:
    return {"en": en, "zh": zh}


def _distinct(entries: list[Entry]) -> list[Entry]:
    return list({(entry["en"].casefold(), entry["zh"]): entry for entry in entries}.values())


async def names_of(database_url: str | None) -> dict[str, list[Entry]]:
    with TemporaryDirectory() as folder:
        url = database_url or f"sqlite:///{folder}/demo.db"
        await migrate(url)
        database = open_database(url)
        try:
            if database_url is None:
                await demo.seed(database, datetime.now(UTC))
            async with database.snapshot() as connection:
                return await gazetteer(connection)
        finally:
            await database.close()


def write(names: dict[str, list[Entry]], path: Path) -> None:
    lines = ",\n".join(
        f"{json.dumps(kind)}: [\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]"
        for kind, entries in names.items()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write(asyncio.run(names_of(sys.argv[2] if len(sys.argv) > 2 else None)), Path(sys.argv[1]))
