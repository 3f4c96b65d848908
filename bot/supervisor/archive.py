"""Writes and reads one archive with both databases and the files. The part of the marketplace is
written and read by its own command in the package `actions`, because `bot` and `actions` never
import each other."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.database.backup import CannotRestore, backup, restoring
from bot.database.engine import open_database
from bot.files.archive import read_blobs, write_blobs
from bot.files.blobs import FolderBlobs
from bot.serving.settings.places import ROOT, VAR, DatabaseSettings
from bot.serving.settings.settings import Settings
from bot.supervisor.environments import build_outer_environment
from bot.supervisor.processes import die_with
from bot.supervisor.run import CannotStart, hold_lock
from foundation.errors import CaravanError
from foundation.files.archives import Archive, DamagedArchive

PARTS = ("gateway.zip", "marketplace.zip")
FILES = "files.tar"
"""The name of the entry with the files in a backup archive. Archives of older versions have no such
entry."""


def backup_folder(var: Path = VAR) -> Path:
    folder = var / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def choose_path() -> Path:
    return backup_folder() / f"caravan-{time.strftime('%Y%m%d-%H%M%S')}.zip"


async def write_backup(settings: DatabaseSettings, path: Path) -> None:
    """Writes both databases and the files to one archive, also while Caravan is running. Each
    database is copied as it is at one moment. The files are copied after the gateway's database, so
    that all files that it names are included."""
    with tempfile.TemporaryDirectory(prefix="caravan-") as name:
        folder = Path(name)
        database = open_database(settings.database_url)
        try:
            await backup(database, folder / PARTS[0])
        finally:
            await database.close()
        await write_blobs(FolderBlobs(settings.files_folder), folder / FILES)
        await _run_marketplace(settings, "backup", folder / PARTS[1])
        _pack(folder, path)


async def read_backup(settings: DatabaseSettings, path: Path, var: Path = VAR) -> Path:
    """Replaces both databases by those of the archive, or neither. Caravan must be stopped. Returns
    the path of a backup of the previous state, in the installation's folder `var`.

    Each database is loaded and checked in one transaction, and both are committed only when both
    are complete. If the commit of the second database fails after that of the first, the first
    database is restored from the backup of the previous state.

    Raises:
        CannotRestore: the archive cannot be restored. Nothing was changed.
        CannotStart: Caravan is running, or the previous state cannot be backed up. Nothing was
            changed.
    """
    with hold_lock(var), tempfile.TemporaryDirectory(prefix="caravan-") as name:
        folder = Path(name)
        _unpack(path, folder)
        kept = await _keep_what_is_there(settings, var)
        try:
            await _replace_both(settings, folder, kept)
        except (CaravanError, CannotStart) as error:
            kept.unlink()
            raise type(error)(
                str(error).replace(str(folder), str(path))
            ) from error  # names the archive instead of the temporary folder
    return kept


async def _replace_both(settings: DatabaseSettings, folder: Path, kept: Path) -> None:
    await _put_files(settings, folder / FILES)
    async with hold_restore(settings, folder / PARTS[1]) as marketplace:
        database = open_database(settings.database_url)
        try:
            async with restoring(database, folder / PARTS[0]):
                await marketplace.commit()
        except BaseException:
            if marketplace.is_committed:
                await _put_back(settings, kept)
            raise
        finally:
            await database.close()


async def _put_files(settings: DatabaseSettings, path: Path) -> None:
    """Adds the files of the archive to those that are stored. The files are added before the
    databases are replaced, because files that no row names do no harm and are deleted later.

    Raises:
        CannotRestore: the files in the archive are damaged.
    """
    if await asyncio.to_thread(path.exists):
        try:
            await read_blobs(FolderBlobs(settings.files_folder), path)
        except DamagedArchive as error:
            raise CannotRestore(f"{path.parent} {error}") from error


async def _keep_what_is_there(settings: DatabaseSettings, var: Path) -> Path:
    kept = backup_folder(var) / f"before-restore-{time.strftime('%Y%m%d-%H%M%S')}.zip"
    try:
        await write_backup(settings, kept)
    except (CaravanError, CannotStart) as error:
        raise CannotStart(
            f"what is there now cannot be kept ({error}); nothing was changed, move it away first"
        ) from error
    return kept


async def _put_back(settings: DatabaseSettings, kept: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="caravan-") as name:
        _unpack(kept, Path(name))
        await _run_marketplace(settings, "restore", Path(name) / PARTS[1])


async def reset_demo(settings: Settings, var: Path = VAR) -> None:
    """Restores the marketplace's demo data, and deletes all conversations and files. `var` is the
    installation's folder."""
    with hold_lock(var):
        await _run_marketplace(settings, "reset")
        _forget_conversations(settings)
        shutil.rmtree(settings.files_folder, ignore_errors=True)


def _forget_conversations(settings: Settings) -> None:
    if settings.database_url.startswith("sqlite:///"):
        base = settings.database_url.removeprefix("sqlite:///")
        for suffix in ("", "-wal", "-shm"):
            Path(base + suffix).unlink(missing_ok=True)


async def _run_marketplace(settings: DatabaseSettings, *arguments: str | Path) -> None:
    process = await _start_marketplace(settings, *arguments)
    _, errors = await process.communicate()
    if process.returncode:
        raise CannotStart(_last_line(errors))


async def _start_marketplace(settings: DatabaseSettings, *arguments: str | Path) -> asyncio.subprocess.Process:
    environment = build_outer_environment() | {"MARKETPLACE_DATABASE_URL": settings.marketplace_database_url}
    if isinstance(settings, Settings) and settings.demo_now:
        environment["DEMO_NOW"] = settings.demo_now.isoformat()
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "actions.marketplace.commands.databases", *map(str, arguments)),
        env=environment, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, preexec_fn=die_with(os.getpid()),
    )  # fmt: skip


class HeldRestore:
    """Represents a restore of the marketplace's database whose archive is loaded and checked, but
    which is not committed yet. The marketplace's own command does this work and waits. The restore
    takes effect when `commit` is called."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.is_committed = False

    async def commit(self) -> None:
        """Commits the restore of the marketplace's database.

        Raises:
            CannotStart: the commit failed.
        """
        _, errors = await self._process.communicate(b"commit\n")
        if self._process.returncode:
            raise CannotStart(_last_line(errors))
        self.is_committed = True


@asynccontextmanager
async def hold_restore(settings: DatabaseSettings, path: Path) -> AsyncIterator[HeldRestore]:
    """Starts the restore of the marketplace's database, and waits until the archive is loaded and
    checked. If the restore is not committed by the end of the `with` block, it is rolled back.

    Raises:
        CannotStart: the marketplace's part of the archive cannot be restored.
    """
    process = await _start_marketplace(settings, "restore", "--hold", path)
    assert process.stdout is not None
    try:
        if (await process.stdout.readline()).strip() != b"ready":
            _, errors = await process.communicate()
            raise CannotStart(_last_line(errors))
        yield HeldRestore(process)
    finally:
        if process.returncode is None:
            await process.communicate()  # closing its input makes the command roll back


def _last_line(errors: bytes) -> str:
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "the marketplace's command ended without a word"


def _pack(folder: Path, path: Path) -> None:
    partial = path.with_name(path.name + ".partial")
    with zipfile.ZipFile(
        os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"), "w"
    ) as archive:
        for part in (*PARTS, FILES):
            archive.write(folder / part, part)
    partial.replace(path)


def _unpack(path: Path, folder: Path) -> None:
    try:
        with Archive(path) as archive:
            if archive.names - {FILES} != set(PARTS):
                raise DamagedArchive("is not a backup of Caravan")
            for part in sorted(archive.names):
                archive.copy_stored(part, folder / part)
    except DamagedArchive as error:
        raise CannotRestore(f"{path} {error}") from error
