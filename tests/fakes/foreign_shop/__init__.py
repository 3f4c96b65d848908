"""Holds the database of a shop that knows nothing of Caravan, in the layout of a well-known open shop system, the views by
which it is connected, and the same rows as tables for the import."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
from typer.testing import CliRunner

from actions.marketplace.commands.cli import app
from tests.fakes.postgres import connect

FOLDER = Path(__file__).parent
BUYER, SUPPLIER = "compras@casaipanema.example", "supplier-1"


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


async def import_tables(database_url: str, *options: str) -> tuple[int, str]:
    """Imports the shop's tables into the marketplace at `database_url` by the command. Returns its exit status and what it
    says."""
    command = ["import", str(FOLDER / "tables"), *options, "--database-url", database_url]
    result = await asyncio.to_thread(CliRunner().invoke, app, command)
    return result.exit_code, result.output
