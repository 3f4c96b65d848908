"""Gives each state of the catalogue a version, so that an outdated search index and outdated listings can be recognised."""

import uuid

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue import tables
from foundation.database.statements import insert

_catalogue = tables.catalogue
_STATE = select(_catalogue)


async def catalogue_version(connection: AsyncConnection) -> str:
    """Returns the version of everything that a search uses, or "" while there is no catalogue. The version is a text
    that differs between any two states of the catalogue and any two databases."""
    row = (await connection.execute(_STATE)).first()
    return f"{row.identity}-{row.revision}" if row else ""


async def listings_version(connection: AsyncConnection) -> str:
    """Returns the version of everything that listings show: what a search uses, and in addition what only the listings
    show, such as the stock."""
    row = (await connection.execute(_STATE)).first()
    return f"{row.identity}-{row.revision}-{row.details}" if row else ""


async def mark_changed(connection: AsyncConnection, *, searched: bool = True) -> None:
    """Gives the catalogue a new version. Every transaction that changes suppliers, products, prices or certificates
    calls this. With `searched` False only the listings get a new version, and the search index stays as it is."""
    first = {"id": 1, "identity": uuid.uuid4().hex, "revision": 0, "details": 0}
    await connection.execute(insert(connection, _catalogue).values(first).on_conflict_do_nothing())
    column = _catalogue.c.revision if searched else _catalogue.c.details
    await connection.execute(update(_catalogue).values({column: column + 1}))
