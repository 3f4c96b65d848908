"""A backup holds everything, and a restore gives it back: on either database, and from one to the other."""

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from actions.marketplace import ArchiveError, Marketplace
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.commands.archive import backup, restore
from actions.marketplace.commands.cli import app
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.schema import tables as schema_tables
from actions.marketplace.schema.migrations import migrate
from actions.marketplace.trades.orders import tables as orders_tables
from tests.fakes.actions.marketplace import KEY, WISH, clock, fill_at_0001
from tests.fakes.damaged_archives import damaged
from tests.fakes.databases import rows_in


async def contents(url: str) -> dict[str, list[Any]]:
    """Every row of every table but the catalogue's identity, which a restore renews."""
    database = open_database(url)
    found = {}
    async with database.read() as connection:
        for table in schema_tables.metadata.sorted_tables:
            if table is not catalogue_tables.catalogue:
                rows = await connection.execute(select(table))
                found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    await database.close()
    return found


def rewritten(path: Path, **changes: Any) -> Path:
    """The archive with another manifest."""
    changed = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "manifest.json":
                data = json.dumps(json.loads(data) | changes).encode()
            target.writestr(name, data)
    return changed


async def test_a_restore_gives_everything_back(filled: tuple[str, Path], tmp_path: Path) -> None:
    url, index = filled
    before = await contents(url)
    await backup(url, tmp_path / "market.zip")
    market = await Marketplace.open(url, index, clock)
    await market.rfqs.create_rfq("nordmarkt", WISH, KEY)
    async with market.database.begin() as connection:
        await connection.execute(orders_tables.payments.delete())
    await market.close()
    await restore(url, tmp_path / "market.zip")
    assert await contents(url) == before
    assert [name for name in os.listdir(tmp_path) if name.startswith(".market")] == []


async def test_an_archive_goes_into_a_fresh_database_of_either_kind(
    database_url: str, filled: tuple[str, Path], tmp_path: Path
) -> None:
    url, _ = filled
    await backup(url, tmp_path / "market.zip")
    await restore(database_url, tmp_path / "market.zip")
    assert await contents(database_url) == await contents(url)
    market = await Marketplace.open(database_url, tmp_path / "fresh-index", clock)
    assert (await market.search.find_listings(SearchRequest("花椒"))).total > 5
    assert (await market.orders.access_order("nordmarkt", "ORD-100234")).state == "shipped"
    assert (await market.rfqs.create_rfq("nordmarkt", WISH, KEY)).number == "RFQ-10041"
    await market.close()


async def test_an_older_archive_is_migrated(database_url: str, tmp_path: Path) -> None:
    await migrate(database_url, "0001")
    await fill_at_0001(database_url)
    await backup(database_url, tmp_path / "old.zip")
    await migrate(database_url)
    await restore(database_url, tmp_path / "old.zip")
    suppliers = (await contents(database_url))["suppliers"]
    assert [(row[1], row[-3:]) for row in suppliers] == [("old", (24, 90, False))]


async def test_a_newer_archive_is_refused_and_nothing_changes(filled: tuple[str, Path], tmp_path: Path) -> None:
    url, _ = filled
    before = await contents(url)
    await backup(url, tmp_path / "market.zip")
    newer = rewritten(tmp_path / "market.zip", revision="9999")
    with pytest.raises(ArchiveError, match=r"newer version of Caravan \(revision 9999\)"):
        await restore(url, newer)
    assert await contents(url) == before


async def test_a_damaged_archive_changes_nothing(filled: tuple[str, Path], tmp_path: Path) -> None:
    url, _ = filled
    before = await contents(url)
    await backup(url, tmp_path / "market.zip")
    with zipfile.ZipFile(tmp_path / "market.zip") as archive:
        manifest = json.loads(archive.read("manifest.json"))
    manifest["tables"]["orders"] = {"no_such_column": "plain"}
    with pytest.raises(ArchiveError, match="damaged"):
        await restore(url, rewritten(tmp_path / "market.zip", tables=manifest["tables"]))
    assert await contents(url) == before


@pytest.mark.parametrize("content", [b"", b"no zip at all"])
async def test_what_is_no_archive_is_refused(database_url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.zip").write_bytes(content)
    with pytest.raises(ArchiveError, match=r"cannot be read|is not a backup"):
        await restore(database_url, tmp_path / "broken.zip")


@pytest.mark.timeout(900)
async def test_every_damage_is_one_line_and_changes_nothing(database_url: str, tmp_path: Path) -> None:
    await migrate(database_url)
    database = open_database(database_url)
    async with database.begin() as connection:
        own = {"code": "CN-ZJ", "name_en": "Zhejiang", "name_zh": "浙江", "aliases": "", "area": "east"}
        await connection.execute(catalogue_tables.provinces.insert().values(**own))
        city = {"id": 1, "province_code": "CN-ZJ", "name_en": "Yiwu", "name_zh": "义乌"}
        await connection.execute(catalogue_tables.cities.insert().values(**city))
    await database.close()
    await backup(database_url, tmp_path / "whole.zip")
    before, whole = await rows_in(database_url), await contents(database_url)
    file = tmp_path / "damaged.zip"
    for name, content in damaged((tmp_path / "whole.zip").read_bytes(), "provinces", database_url):
        file.write_bytes(content)
        try:
            await restore(database_url, file)
        except ArchiveError as error:
            said = str(error)
        except Exception as error:
            raise AssertionError(f"{name}: {error!r}") from error
        else:
            said = f"{file}" if name.startswith("bits flipped") else "taken"
        assert said.startswith(str(file)), f"{name}: {said}"
        assert len(said.splitlines()) == 1, name
        if said == f"{file}":  # it says the same all the same, but the catalogue has a new identity
            assert await contents(database_url) == whole, name
            before = await rows_in(database_url)
        assert await rows_in(database_url) == before, name


def test_the_commands_say_in_one_line_what_is_wrong(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["restore", str(tmp_path / "absent.zip"), "--database-url", f"sqlite:///{tmp_path}/market.db"]
    )
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
    assert "absent.zip cannot be read" in result.output


def test_the_commands_from_nothing_to_a_restored_demo(tmp_path: Path) -> None:
    options = ["--database-url", f"sqlite:///{tmp_path}/market.db"]
    for command in (
        ["migrate"],
        ["seed"],
        ["seed"],
        ["backup", str(tmp_path / "m.zip")],
        ["restore", str(tmp_path / "m.zip")],
    ):
        result = CliRunner().invoke(app, [*command, *options])
        assert result.exit_code == 0, result.output
    assert CliRunner().invoke(app, ["seed", *options]).output.startswith("There is data already")
