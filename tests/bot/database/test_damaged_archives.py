"""Whatever a damaged archive holds: one clear line, exit status 2, and both databases as they were."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.database.backup import CannotRestore, backup, restore
from bot.database.engine import open_database
from bot.serving.settings.places import DatabaseSettings
from bot.supervisor import archive
from bot.supervisor.archive import read_backup, write_backup
from bot.supervisor.environments import build_outer_environment
from bot.supervisor.run import CannotStart
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable
from tests.fakes.damaged_archives import bomb, damaged, members_of, packed
from tests.fakes.gateway.backups import contents, fill

ROOT = Path(__file__).resolve().parents[3]
HARMLESS = {"bits flipped"}
"""A bit that says nothing (of a date, say) may be another: then the archive is restored as it was written."""


@pytest.mark.timeout(900)
async def test_every_damage_is_one_line_and_changes_nothing(database_url: str, tmp_path: Path) -> None:
    database = await fill(database_url)
    await backup(database, tmp_path / "whole.zip")
    before = await contents(database)
    file = tmp_path / "damaged.zip"
    tried = 0
    for name, content in damaged((tmp_path / "whole.zip").read_bytes(), "conversations", database_url):
        file.write_bytes(content)
        said = await refusal(database, file, name)
        if said is None:
            assert name.partition(",")[0] in HARMLESS, f"{name}: taken"
        else:
            assert len(said.splitlines()) == 1, name
            assert said.startswith(str(file)), name
        assert await contents(database) == before, name
        tried += 1
    assert tried > (70 if database.is_sqlite else 6)
    await database.close()


async def refusal(database: Database, file: Path, name: str) -> str | None:
    try:
        await restore(database, file)
    except CannotRestore as error:
        return str(error)
    except Exception as error:
        raise AssertionError(f"{name}: {error!r}") from error
    return None


async def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/x.db")
    for path in (tmp_path, tmp_path / "absent.zip"):
        with pytest.raises(CannotRestore, match="cannot be read"):
            await restore(database, path)
    await database.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with the demo's data, to be copied."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    assert commanded(folder, "demo-reset").returncode == 0
    return folder


@pytest.fixture
def var(demo: Path, tmp_path: Path) -> Path:
    var = tmp_path / "var"
    shutil.copytree(demo, var)
    return var


def settings_in(var: Path) -> DatabaseSettings:
    return DatabaseSettings(
        _env_file=None,
        database_url=f"sqlite:///{var}/caravan.db",
        marketplace_database_url=f"sqlite:///{var}/marketplace.db",
        files_folder=var / "files",
    )


def commanded(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    told = {
        **build_outer_environment(),
        "DEMO": "1",
        "CARAVAN_VAR": str(var),
        "MARKETPLACE_DATABASE_URL": f"sqlite:///{var}/marketplace.db",
    }
    return subprocess.run([sys.executable, "-m", "bot.supervisor", *words], cwd=ROOT, env=told, capture_output=True, text=True, check=False)  # fmt: skip


async def everything(var: Path) -> list[object]:
    """All rows of both databases."""
    import sqlite3

    found: list[object] = []
    for name in ("caravan.db", "marketplace.db"):
        with sqlite3.connect(var / name) as connection:
            found.append([line for line in connection.iterdump() if "INSERT" in line])
    return found


@pytest.mark.timeout(900)
async def test_a_part_that_is_refused_leaves_both_as_they_were(tmp_path: Path, var: Path) -> None:
    """The gateway's part is damaged late, after everything else was found whole: the marketplace is not replaced either."""
    whole = tmp_path / "whole.zip"
    assert commanded(var, "restore", str(whole)).returncode == 2
    database = await fill(f"sqlite:///{var}/caravan.db")
    await database.close()
    assert commanded(var, "backup", str(whole)).returncode == 0
    changed_since(var)
    before = await everything(var)
    parts = members_of(whole.read_bytes())
    late = members_of(parts["gateway.zip"])
    late["messages.jsonl"] += b'{"conversation_id": "x"}\n'
    orders = members_of(parts["marketplace.zip"])
    orders["orders.jsonl"] += b"[1]\n"
    refused = {
        "the gateway's": packed({**parts, "gateway.zip": packed(late)}, zipfile.ZIP_STORED),
        "the marketplace's": packed({**parts, "marketplace.zip": packed(orders)}, zipfile.ZIP_STORED),
        "one part alone": packed({"gateway.zip": parts["gateway.zip"]}, zipfile.ZIP_STORED),
        "the other way round": packed({"gateway.zip": parts["marketplace.zip"], "marketplace.zip": parts["gateway.zip"]}, zipfile.ZIP_STORED),
        "parts that grow": packed(parts),
        "truncated": whole.read_bytes()[:-500],
    }  # fmt: skip
    for name, content in refused.items():
        (tmp_path / "refused.zip").write_bytes(content)
        with pytest.raises((CannotRestore, CannotStart)) as refusing:
            await read_backup(settings_in(var), tmp_path / "refused.zip", var)
        assert len(str(refusing.value).splitlines()) == 1, name
        assert "refused.zip" in str(refusing.value), name
        assert await everything(var) == before, name
    (tmp_path / "refused.zip").write_bytes(refused["the gateway's"])
    done = commanded(var, "restore", str(tmp_path / "refused.zip"))
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1), done.stderr
    assert done.stderr.startswith("caravan: ")
    assert "refused.zip" in done.stderr
    assert await everything(var) == before
    assert list((var / "backups").glob("before-restore-*")) == []
    done = commanded(var, "restore", str(whole))
    assert done.returncode == 0, done.stderr
    assert await everything(var) != before
    (kept,) = (var / "backups").glob("before-restore-*")
    assert str(kept) in done.stdout
    assert kept.stat().st_mode & 0o077 == 0


def changed_since(var: Path) -> None:
    import sqlite3

    with sqlite3.connect(var / "marketplace.db") as connection:
        connection.execute("UPDATE suppliers SET name_en = 'Changed since'")


async def test_a_second_part_that_does_not_come_to_count_puts_the_first_back(
    tmp_path: Path, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_in(var)
    await write_backup(settings, tmp_path / "whole.zip")
    changed_since(var)
    before = await everything(var)

    @asynccontextmanager
    async def away_at_the_end(_database: Database, _path: Path) -> AsyncIterator[int]:
        yield 0
        raise DatabaseUnavailable("the line was cut")

    monkeypatch.setattr(archive, "restoring", away_at_the_end)
    with pytest.raises((DatabaseUnavailable, CannotStart), match="the line was cut"):
        await read_backup(settings, tmp_path / "whole.zip", var)
    after = await everything(var)
    assert without_identity(after[1]) == without_identity(before[1])
    monkeypatch.undo()


def without_identity(lines: object) -> list[str]:
    """A restore renews the catalogue's identity, so that no older index is taken for its own."""
    assert isinstance(lines, list)
    return sorted(line for line in lines if '"catalogue"' not in line and "alembic_version" not in line)


def test_an_archive_made_to_hurt_takes_no_memory(tmp_path: Path) -> None:
    """791 KB took 1.3 GB. Each in a process of its own, whose address space is bounded well below what it would grow to."""
    code = """
import asyncio, resource, sys
from pathlib import Path
from bot.database.backup import CannotRestore, backup, restore
from bot.database.engine import open_database
from bot.database.migrations import migrate
async def main():
    database = open_database(sys.argv[1])
    if sys.argv[3] == "backup":
        await migrate(database)
        await backup(database, Path(sys.argv[2]))
    else:
        begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            await restore(database, Path(sys.argv[2]))
        except CannotRestore as error:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begun, error)
    await database.close()
asyncio.run(main())
"""

    def ran(file: Path, what: str) -> str:
        told = {**build_outer_environment(), "PATH": os.environ["PATH"]}
        command = [sys.executable, "-c", code, f"sqlite:///{tmp_path}/x.db", str(file), what]
        return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=True).stdout

    whole = tmp_path / "whole.zip"
    ran(whole, "backup")
    hurting = {"bomb": bomb(whole.read_bytes(), "contacts")}
    line = json.dumps({"id": "x" * 900_000}).encode() + b"\n"
    hurting["long lines"] = packed(members_of(whole.read_bytes()) | {"contacts.jsonl": line * 100})
    wide = io.BytesIO()
    with zipfile.ZipFile(wide, "w") as file:
        for number in range(60_000):
            file.writestr(f"{number:0100}", b"")
    hurting["a wide directory"] = wide.getvalue()
    for name, content in hurting.items():
        (tmp_path / "hurting.zip").write_bytes(content)
        grown, _, said = ran(tmp_path / "hurting.zip", "restore").partition(" ")
        assert "hurting.zip is" in said, name
        assert int(grown) < 60_000, f"{name}: {grown} KB more"
