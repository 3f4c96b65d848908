"""A database of an older version, with a row in each of its tables, is brought to this one and loses nothing."""

from __future__ import annotations

import pytest

from bot.database.engine import open_database
from bot.database.migrations import migrate
from tests.fakes.older_databases import fill_tables, find_lost


@pytest.mark.parametrize("revision", ["0001", "0010", "0016", "0020"])
async def test_every_table_of_an_older_version_keeps_its_row(empty_url: str, revision: str) -> None:
    database = open_database(empty_url)
    await migrate(database, revision)
    async with database.begin() as connection:
        rows = await connection.run_sync(fill_tables, "message_search")
    assert len(rows) > 5
    await migrate(database)
    async with database.read() as connection:
        assert await connection.run_sync(find_lost, rows) == []
    await database.close()
