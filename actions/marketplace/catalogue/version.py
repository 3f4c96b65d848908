"""Numbers the states of the catalogue, so that a search index can be recognised as outdated."""

import uuid

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.catalogue import tables
from foundation.database.statements import insert


async def catalogue_version(connection: AsyncConnection) -> str:
    """Returns a name that differs between any two states and any two databases; "" while there is no catalogue."""
    row = (await connection.execute(select(tables.catalogue.c.identity, tables.catalogue.c.revision))).first()
    return f"{row.identity}-{row.revision}" if row else ""


async def mark_changed(connection: AsyncConnection) -> None:
    """Begins a new state. Every transaction that changes suppliers, products, prices or certificates calls it."""
    first = {"id": 1, "identity": uuid.uuid4().hex, "revision": 0}
    await connection.execute(insert(connection, tables.catalogue).values(first).on_conflict_do_nothing())
    await connection.execute(update(tables.catalogue).values(revision=tables.catalogue.c.revision + 1))
