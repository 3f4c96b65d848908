"""Puts the demo data into a migrated database."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database import tables as database_tables
from actions.marketplace.base.database.engine import Database
from actions.marketplace.demo.catalogue import build_catalogue
from actions.marketplace.demo.trades import build_trades
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.reference import reference_rows
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.integrations.correcting.tables import listing_changes
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.schema import tables as schema_tables
from foundation.database.statements import align_sequences

Row = dict[str, Any]
BATCH = 1000
_CATALOGUE = frozenset(table for table in vars(catalogue_tables).values() if isinstance(table, Table))


async def is_empty(database: Database) -> bool:
    async with database.read() as connection:
        return (await connection.execute(select(catalogue_tables.suppliers.c.id).limit(1))).first() is None


async def is_seeded(database: Database) -> bool:
    """Returns True if the database holds the demo's data: its first buyer is there and was not imported."""
    first = marketplace_tables.accounts.c.slug == "nordmarkt"
    known = operator_ids.c.operator_id == "nordmarkt"
    async with database.read() as connection:
        imported = (await connection.execute(select(operator_ids.c.kind).where(known))).first()
        there = (await connection.execute(select(marketplace_tables.accounts.c.slug).where(first))).first()
        return there is not None and imported is None


async def seed(database: Database, now: datetime) -> bool:
    """Fills an empty database and returns True. If there are suppliers already, it does nothing and returns False."""
    async with database.begin() as connection:
        if (await connection.execute(select(catalogue_tables.suppliers.c.id).limit(1))).first() is not None:
            return False
        await _fill(connection, now)
    return True


async def reset(database: Database, now: datetime) -> None:
    """Empties every table and fills it as at the first start, in one transaction."""
    async with database.begin() as connection:
        await _empty(connection, schema_tables.metadata.sorted_tables)
        await _fill(connection, now)


async def reset_trades(database: Database, now: datetime) -> None:
    """Empties every table but those of the catalogue and fills it as at the first start, in one transaction. In the
    catalogue, only the listings that suppliers have changed are restored. If there are none, the search index stays as
    it is."""
    tables = [table for table in schema_tables.metadata.sorted_tables if table not in _CATALOGUE]
    rows = await asyncio.to_thread(lambda: list(_rows(now)))
    async with database.begin() as connection:
        await _restore_listings(connection, dict(rows))
        await _empty(connection, tables)
        await _insert(connection, [(table, filled) for table, filled in rows if table not in _CATALOGUE])
        await align_sequences(connection, tables)


async def _restore_listings(connection: AsyncConnection, first: dict[Table, list[Row]]) -> None:
    products, tiers = catalogue_tables.products, catalogue_tables.price_tiers
    query = select(listing_changes.c.product_id).distinct()
    changed = set((await connection.execute(query)).scalars())
    if not changed:
        return
    for row in first[products]:
        if row["id"] in changed:
            values = {column.name: row.get(column.name) for column in products.c if column.name in row}
            as_made = {"stock": None, "paused": False, **values}
            await connection.execute(update(products).where(products.c.id == row["id"]).values(as_made))
    await connection.execute(delete(tiers).where(tiers.c.product_id.in_(changed)))
    await connection.execute(tiers.insert(), [row for row in first[tiers] if row["product_id"] in changed])
    await mark_changed(connection)


async def _empty(connection: AsyncConnection, tables: list[Table]) -> None:
    for table in reversed(tables):
        await connection.execute(table.delete())


async def _fill(connection: AsyncConnection, now: datetime) -> None:
    await _insert(connection, _rows(now))
    await mark_changed(connection)
    await align_sequences(connection, schema_tables.metadata.sorted_tables)


async def _insert(connection: AsyncConnection, filled: Iterable[tuple[Table, list[Row]]]) -> None:
    for table, rows in filled:
        for start in range(0, len(rows), BATCH):
            await connection.execute(table.insert(), rows[start : start + BATCH])


def _rows(now: datetime) -> Iterator[tuple[Table, list[Row]]]:
    """Yields every table with its rows. Each table comes after the tables that its foreign keys refer to."""
    catalogue = build_catalogue(now.date())
    trades = build_trades(catalogue, now)
    yield from reference_rows(now.date() - timedelta(days=1))
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
