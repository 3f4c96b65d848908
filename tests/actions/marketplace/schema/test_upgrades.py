"""A marketplace of an older version, with a row in each of its tables, is brought to this one and loses nothing."""

from __future__ import annotations

import pytest

from actions.marketplace.base.database.engine import open_database
from actions.marketplace.schema.migrations import migrate
from tests.fakes.older_databases import fill_tables, find_lost

GIVEN = {"accounts": {"role": "buyer", "supplier_id": None}, "attachments": {"rfq_id": None}}


@pytest.mark.parametrize("revision", ["0001", "0010", "0016", "0020"])
async def test_every_table_of_an_older_version_keeps_its_row(database_url: str, revision: str) -> None:
    await migrate(database_url, revision)
    database = open_database(database_url)
    async with database.begin() as connection:
        rows = await connection.run_sync(fill_tables, given=GIVEN)
    assert len(rows) > 5
    await migrate(database_url)
    async with database.read() as connection:
        assert await connection.run_sync(find_lost, rows) == []
    await database.close()
