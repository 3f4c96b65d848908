"""One archive with both databases. The marketplace's part is written and read by its own command: the two never import each other."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from bot.settings import ROOT, VAR, Settings
from bot.storage.backup import CannotRestore, backup, restore
from bot.storage.database import Database
from bot.supervisor.run import CannotStart, only_one

PARTS = ("gateway.zip", "marketplace.zip")


def default_path() -> Path:
    folder = VAR / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"caravan-{time.strftime('%Y%m%d-%H%M%S')}.zip"


async def write_backup(settings: Settings, path: Path) -> None:
    """Works beside a running Caravan: each database is copied as it is at one moment."""
    with tempfile.TemporaryDirectory(prefix="caravan-") as name:
        folder = Path(name)
        database = Database(settings.database_url)
        try:
            await backup(database, folder / PARTS[0])
        finally:
            await database.close()
        await _marketplace(settings, "backup", folder / PARTS[1])
        _pack(folder, path)


async def read_backup(settings: Settings, path: Path) -> None:
    """Needs Caravan to be stopped."""
    with only_one(), tempfile.TemporaryDirectory(prefix="caravan-") as name:
        folder = Path(name)
        _unpack(path, folder)
        await _marketplace(settings, "restore", folder / PARTS[1])
        database = Database(settings.database_url)
        try:
            await restore(database, folder / PARTS[0])
        finally:
            await database.close()


async def reset_demo(settings: Settings) -> None:
    """Fresh demo data, and no conversations."""
    with only_one():
        await _marketplace(settings, "reset")
        _forget_conversations(settings)


def _forget_conversations(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite:///"):
        base = settings.database_url.removeprefix("sqlite:///")
        for suffix in ("", "-wal", "-shm"):
            Path(base + suffix).unlink(missing_ok=True)


async def _marketplace(settings: Settings, *arguments: str | Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MARKETPLACE_DATABASE_URL": settings.marketplace_database_url,
        **({"DEMO_NOW": settings.demo_now.isoformat()} if settings.demo_now else {}),
    }
    command = (sys.executable, "-m", "actions.marketplace.cli", *map(str, arguments))
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await process.communicate()
    if process.returncode:
        raise CannotStart(errors.decode(errors="replace").strip().splitlines()[-1])


def _pack(folder: Path, path: Path) -> None:
    partial = path.with_name(path.name + ".partial")
    with zipfile.ZipFile(
        os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"), "w"
    ) as archive:
        for part in PARTS:
            archive.write(folder / part, part)
    partial.replace(path)


def _unpack(path: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            for part in PARTS:
                (folder / part).write_bytes(archive.read(part))
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise CannotRestore(f"{path} is not a backup of Caravan") from error
