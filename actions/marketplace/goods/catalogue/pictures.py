"""Finds which pictures products name. The gateway keeps the pictures; the catalogue knows their names alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue.tables import products


async def find_named(connection: AsyncConnection, names: Sequence[str]) -> list[str]:
    """Returns those of the names that at least one product has as its picture, paused products included."""
    named = select(products.c.picture).where(products.c.picture.in_(names)).distinct()
    return sorted((await connection.execute(named)).scalars())
