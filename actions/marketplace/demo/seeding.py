"""Puts the demo data into a migrated database."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.catalogue import tables as catalogue_tables
from actions.marketplace.catalogue.version import mark_changed
from actions.marketplace.database import tables as database_tables
from actions.marketplace.database.engine import Database
from actions.marketplace.demo.catalogue import build_catalogue, city_ids, load
from actions.marketplace.demo.trades import build_trades
from actions.marketplace.schema import tables as schema_tables
from foundation.database.statements import align_sequences
from trade.places import provinces

Row = dict[str, Any]
BATCH = 1000


async def is_empty(database: Database) -> bool:
    async with database.read() as connection:
        return (await connection.execute(select(catalogue_tables.suppliers.c.id).limit(1))).first() is None


async def seed(database: Database, now: datetime) -> bool:
    """Fills an empty database and returns True; does nothing and returns False when there are suppliers already."""
    async with database.begin() as connection:
        if (await connection.execute(select(catalogue_tables.suppliers.c.id).limit(1))).first() is not None:
            return False
        await _fill(connection, now)
    return True


async def reset(database: Database, now: datetime) -> None:
    """Empties every table and fills it as at the first start, in one transaction."""
    async with database.begin() as connection:
        for table in reversed(schema_tables.metadata.sorted_tables):
            await connection.execute(table.delete())
        await _fill(connection, now)


async def _fill(connection: AsyncConnection, now: datetime) -> None:
    for table, rows in _rows(now):
        for start in range(0, len(rows), BATCH):
            await connection.execute(table.insert(), rows[start : start + BATCH])
    await mark_changed(connection)
    await align_sequences(connection, schema_tables.metadata.sorted_tables)


def _rows(now: datetime) -> Iterator[tuple[Table, list[Row]]]:
    """Yields every table with its rows, so that a table comes after those that it refers to."""
    catalogue = build_catalogue(now.date())
    trades = build_trades(catalogue, now)
    yield from reference_rows()
    for filled in (catalogue, trades):
        for table in schema_tables.metadata.sorted_tables:
            if rows := getattr(filled, table.name, None):
                yield table, rows
    numbers = {"order": trades.orders, "rfq": trades.rfqs, "quotation": trades.quotations}
    yield (
        database_tables.counters,
        [
            {"name": name, "value": max(int(row["number"].split("-")[1]) for row in rows)}
            for name, rows in numbers.items()
        ],
    )


def reference_rows() -> Iterator[tuple[Table, list[Row]]]:
    """Yields the tables that a catalogue refers to: places, currencies, certificates and categories."""
    reference = load("reference.yml")
    yield (
        catalogue_tables.provinces,
        [
            {
                "code": province.code,
                "name_en": province.en,
                "name_zh": province.zh,
                "aliases": "\n".join(province.names),
                "area": province.area,
            }
            for province in provinces()
        ],
    )
    yield (
        catalogue_tables.cities,
        [
            {"id": city_ids()[city.en], "province_code": province.code, "name_en": city.en, "name_zh": city.zh}
            for province in provinces()
            for city in province.cities
        ],
    )
    yield (
        catalogue_tables.exchange_rates,
        [{"currency": currency, "per_usd": Decimal(str(rate))} for currency, rate in reference["rates"].items()],
    )
    yield (
        catalogue_tables.certificate_types,
        [_build_named_row("code", code, entry) for code, entry in reference["certificates"].items()],
    )
    yield (
        catalogue_tables.categories,
        [
            {
                "id": number,
                **_build_named_row("slug", slug, entry),
                "keywords": "\n".join(entry.split("|")[2].split(", ")),
            }
            for number, (slug, entry) in enumerate(reference["categories"].items(), start=1)
        ],
    )


def _build_named_row(key: str, value: str, names: str) -> Row:
    en, zh, *_ = names.split("|")
    return {key: value, "name_en": en, "name_zh": zh}
