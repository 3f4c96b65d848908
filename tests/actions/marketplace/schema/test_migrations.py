"""A database is brought to the newest revision from nothing and from an older, filled one."""

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, select, text

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.schema import tables as schema_tables
from actions.marketplace.schema.migrations import MIGRATIONS, migrate
from foundation.database.migrations import NewerDatabase
from tests.fakes.actions.marketplace import fill_at_0001


async def test_the_migrations_lead_to_the_tables(database_url: str) -> None:
    await migrate(database_url)
    options = {"compare_type": True, "compare_server_default": True}

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), schema_tables.metadata))

    database = open_database(database_url)
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_a_filled_older_database_is_upgraded(database_url: str) -> None:
    await migrate(database_url, "0001")
    await fill_at_0001(database_url)
    await migrate(database_url)
    database = open_database(database_url)
    async with database.read() as connection:
        supplier = (await connection.execute(select(catalogue_tables.suppliers))).one()
        assert (supplier.name_zh, supplier.response_hours, supplier.on_time_percent) == ("旧瓷厂", 24, 90)
        products = (
            await connection.execute(select(catalogue_tables.products.c.name_en, catalogue_tables.products.c.moq))
        ).all()
        assert [tuple(product) for product in products] == [("Old cup", 12)]
        assert (await connection.execute(select(marketplace_tables.outbox))).all() == []
    await database.close()


async def test_migrating_again_changes_nothing_and_two_at_once_are_safe(database_url: str) -> None:
    await asyncio.gather(migrate(database_url), migrate(database_url))
    await migrate(database_url)
    database = open_database(database_url)
    async with database.read() as connection:
        assert await connection.run_sync(MIGRATIONS.current) == MIGRATIONS.newest
    await database.close()


async def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    await migrate(database_url)
    database = open_database(database_url)
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(NewerDatabase, match=r"revision 9999.*newer"):
        await migrate(database_url)
