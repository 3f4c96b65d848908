"""Holds the database of a shop that knows nothing of Caravan, in the layout of a well-known open shop system, and the
views by which it is connected."""

from __future__ import annotations

from pathlib import Path

import asyncpg

from tests.fakes.postgres import connect

FOLDER = Path(__file__).parent


async def build_shop(url: str) -> None:
    """Creates the shop's tables with its rows in the empty database at `url`, and the views."""
    for name in ("shop.sql", "views.sql"):
        await run_sql(url, (FOLDER / name).read_text("utf-8"))


async def run_sql(url: str, statements: str) -> None:
    connection: asyncpg.Connection[asyncpg.Record] = await connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()
