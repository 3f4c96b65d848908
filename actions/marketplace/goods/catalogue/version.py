"""Gives each state of the catalogue a version, so that an outdated search index can be recognised."""

import uuid

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue import tables
from foundation.database.statements import insert


async def catalogue_version(connection: AsyncConnection) -> str:
    """Returns the version of the catalogue, or "" while there is no catalogue. The version is a text that differs
    between any two states of the catalogue and any two databases."""
    row = (await connection.execute(select(tables.catalogue.c.identity, tables.catalogue.c.revision))).first()
    return f"{row.identity}-{row.revision}" if row else ""


async def mark_changed(connection: AsyncConnection) -> None:
    """Gives the catalogue a new version. Every transaction that changes suppliers, products, prices or certificates
    calls this."""
    first = {"id": 1, "identity": uuid.uuid4().hex, "revision": 0}
    await connection.execute(insert(connection, tables.catalogue).values(first).on_conflict_do_nothing())
    await connection.execute(update(tables.catalogue).values(revision=tables.catalogue.c.revision + 1))
