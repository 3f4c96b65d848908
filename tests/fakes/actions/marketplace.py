"""Fills marketplaces with the demo's data as of a fixed time, and holds a buying request for tests."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert, text

from actions.marketplace import Marketplace, demo
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.schema.migrations import migrate
from actions.marketplace.trades.requests.records import NewRfq

NOW = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


async def fill(url: str, index: Path) -> None:
    """Creates a marketplace with the demo's data, and builds its search index in the folder `index`."""
    await migrate(url)
    database = open_database(url)
    await demo.seed(database, NOW)
    await database.close()
    market = await Marketplace.open(url, index, clock)
    await market.close()


async def fill_at_0001(database_url: str) -> None:
    """Writes rows that fit the tables of schema revision 0001, in which suppliers had no `response_hours` and
    `on_time_percent` yet."""
    place = {"code": "CN-JX", "name_en": "Jiangxi", "name_zh": "江西", "aliases": "", "area": "east"}
    city = {"id": 1, "province_code": "CN-JX", "name_en": "Jingdezhen", "name_zh": "景德镇"}
    supplier = {
        "id": 1, "slug": "old", "name_en": "Old", "name_zh": "旧瓷厂", "city_id": 1, "kind": "factory", "verified": True,
        "rating": 4.0, "review_count": 3, "founded_year": 1990, "employees": 20, "export_percent": 50,
    }  # fmt: skip
    category = {"id": 1, "slug": "cups", "name_en": "Cups", "name_zh": "杯", "keywords": ""}
    product = {
        "id": 1, "supplier_id": 1, "category_id": 1, "name_en": "Old cup", "name_zh": "旧杯", "keywords_en": "",
        "keywords_zh": "", "unit": "piece", "moq": 12, "lead_time_days": 9, "currency": "USD",
    }  # fmt: skip
    database = open_database(database_url)
    async with database.begin() as connection:
        await connection.execute(insert(catalogue_tables.provinces).values(place))
        await connection.execute(insert(catalogue_tables.cities).values(city))
        await connection.execute(insert(catalogue_tables.categories).values(category))
        columns = ", ".join(supplier)
        marks = ", ".join(f":{name}" for name in supplier)
        await connection.execute(text(f"INSERT INTO suppliers ({columns}) VALUES ({marks})"), supplier)
        await connection.execute(insert(catalogue_tables.products).values(product))
    await database.close()


KEY = WriteKey("message-1", "create_rfq")
WISH = NewRfq(
    product="silk scarves",
    quantity=Quantity(Decimal(500), "piece"),
    destination=Destination("DE", Name("Hamburg", "汉堡")),
    incoterm="FOB",
    target_price=Money(Decimal("6.50"), "USD"),
    certifications=("OEKO-TEX",),
)
