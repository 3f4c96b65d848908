"""`make backup`, `make restore`, `make demo-reset`: both databases in one archive, on SQLite, on PostgreSQL and from one to the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.contacts.store import ensure_contact
from bot.contacts.tables import contacts
from bot.database.engine import open_database
from bot.schema.migrations import migrate
from bot.settings import Settings
from bot.supervisor import archive, run
from bot.supervisor.archive import read_backup, reset_demo, write_backup
from tests.fakes.postgres import PostgresServer


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "VAR", tmp_path / "var")
    monkeypatch.setattr(archive, "VAR", tmp_path / "var")


def settings(gateway: str, marketplace: str) -> Settings:
    return Settings(_env_file=None, demo=True, database_url=gateway, marketplace_database_url=marketplace)


async def counts(of: Settings) -> tuple[int, int]:
    """Contacts of the gateway, orders of the marketplace."""
    gateway, marketplace = open_database(of.database_url), open_database(of.marketplace_database_url)
    async with gateway.read() as connection:
        people = (await connection.execute(select(func.count()).select_from(contacts))).scalar_one()
    async with marketplace.read() as connection:
        orders = (await connection.execute(text("SELECT count(*) FROM orders"))).scalar_one()
    await gateway.close()
    await marketplace.close()
    return people, orders


async def one_contact(of: Settings, key: str) -> None:
    database = open_database(of.database_url)
    await migrate(database)
    async with database.begin() as connection:
        await ensure_contact(connection, "telegram", key, "zh")
    await database.close()


async def test_both_databases_travel_from_sqlite_to_postgresql_and_back(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    small = settings(f"sqlite:///{tmp_path}/gateway.db", f"sqlite:///{tmp_path}/marketplace.db")
    urls = [postgres.create(), postgres.create()]
    large = settings(*urls)
    await reset_demo(small)
    await one_contact(small, "42")
    before = await counts(small)
    assert before[0] == 1
    assert before[1] > 10
    await write_backup(small, tmp_path / "all.zip")
    assert (tmp_path / "all.zip").stat().st_mode & 0o077 == 0
    await read_backup(large, tmp_path / "all.zip")
    assert await counts(large) == before
    await one_contact(large, "43")
    await write_backup(large, tmp_path / "back.zip")
    await read_backup(small, tmp_path / "back.zip")
    assert await counts(small) == (2, before[1])
    for url in urls:
        postgres.drop(url)


async def test_resetting_the_demo_forgets_conversations_and_restores_its_data(tmp_path: Path) -> None:
    demo = settings(f"sqlite:///{tmp_path}/gateway.db", f"sqlite:///{tmp_path}/marketplace.db")
    await reset_demo(demo)
    orders = await counts_of_orders(demo)
    await one_contact(demo, "42")
    await reset_demo(demo)
    await one_contact(demo, "7")
    assert await counts(demo) == (1, orders)


async def counts_of_orders(of: Settings) -> int:
    marketplace = open_database(of.marketplace_database_url)
    async with marketplace.read() as connection:
        orders = int((await connection.execute(text("SELECT count(*) FROM orders"))).scalar_one())
    await marketplace.close()
    return orders
