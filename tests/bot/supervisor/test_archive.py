"""`make backup`, `make restore`, `make demo-reset`: both databases in one archive, on SQLite, on PostgreSQL and from one to the other."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from bot.contacts.store import ensure_contact
from bot.contacts.tables import contacts
from bot.database.backup import CannotRestore
from bot.database.engine import open_database
from bot.database.migrations import migrate
from bot.files.files import in_pieces, open_files
from bot.messages.files import CheckedFile
from bot.serving.settings.settings import Settings
from bot.supervisor.archive import read_backup, reset_demo, write_backup
from tests.fakes.files import good
from tests.fakes.postgres import PostgresServer, run_apart


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the folder of an installation whose demo was reset, to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    run_apart(lambda: reset_demo(settings_in(folder), folder))
    return folder


@pytest.fixture
def demo(filled: Path, tmp_path: Path) -> Settings:
    """Returns the settings of an installation with the demo's data."""
    shutil.copy(filled / "marketplace.db", tmp_path)
    return settings_in(tmp_path)


def settings_in(folder: Path) -> Settings:
    return settings(f"sqlite:///{folder}/gateway.db", f"sqlite:///{folder}/marketplace.db", folder)


def settings(gateway: str, marketplace: str, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        demo=True,
        database_url=gateway,
        marketplace_database_url=marketplace,
        files_folder=folder / ("files" if gateway.startswith("sqlite") else "other-files"),
    )


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
    tmp_path: Path, demo: Settings, postgres: PostgresServer
) -> None:
    small = demo
    urls = [postgres.create(), postgres.create()]
    large = settings(*urls, tmp_path)
    await one_contact(small, "42")
    before = await counts(small)
    files, other_files = (open_files(each.files_folder) for each in (small, large))
    sent = await files.take_in(in_pieces(good.pdf()), "offer.pdf")
    assert isinstance(sent, CheckedFile)
    assert before[0] == 1
    assert before[1] > 10
    await write_backup(small, tmp_path / "all.zip")
    assert (tmp_path / "all.zip").stat().st_mode & 0o077 == 0
    await read_backup(large, tmp_path / "all.zip", tmp_path)
    assert await counts(large) == before
    assert await other_files.read(sent.sha256) == good.pdf()
    await one_contact(large, "43")
    await write_backup(large, tmp_path / "back.zip")
    await read_backup(small, tmp_path / "back.zip", tmp_path)
    assert await counts(small) == (2, before[1])
    for url in urls:
        postgres.drop(url)


async def test_resetting_the_demo_forgets_conversations_and_restores_its_data(tmp_path: Path, demo: Settings) -> None:
    orders = await counts_of_orders(demo)
    await one_contact(demo, "42")
    files = open_files(demo.files_folder)
    sent = await files.take_in(in_pieces(good.pdf()), "offer.pdf")
    assert isinstance(sent, CheckedFile)
    await reset_demo(demo, tmp_path)
    await one_contact(demo, "7")
    assert await counts(demo) == (1, orders)
    assert await files.read(sent.sha256) is None


async def test_an_archive_of_a_version_without_files_is_restored(tmp_path: Path, demo: Settings) -> None:
    await one_contact(demo, "42")
    await write_backup(demo, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as new, zipfile.ZipFile(tmp_path / "old.zip", "w") as old:
        assert set(new.namelist()) == {"gateway.zip", "marketplace.zip", "files.tar"}
        for name in ("gateway.zip", "marketplace.zip"):
            old.writestr(name, new.read(name))
    await read_backup(demo, tmp_path / "old.zip", tmp_path)
    assert (await counts(demo))[0] == 1


async def test_an_archive_with_damaged_files_changes_nothing(tmp_path: Path, demo: Settings) -> None:
    await write_backup(demo, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as good_one, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad_one:
        for name in good_one.namelist():
            bad_one.writestr(name, b"no tar" if name == "files.tar" else good_one.read(name))
    await one_contact(demo, "42")
    with pytest.raises(CannotRestore, match=r"damaged in files\.tar"):
        await read_backup(demo, tmp_path / "bad.zip", tmp_path)
    assert (await counts(demo))[0] == 1


async def counts_of_orders(of: Settings) -> int:
    marketplace = open_database(of.marketplace_database_url)
    async with marketplace.read() as connection:
        orders = int((await connection.execute(text("SELECT count(*) FROM orders"))).scalar_one())
    await marketplace.close()
    return orders
