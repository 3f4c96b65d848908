"""Writes the stored bytes of all files to one tar archive and reads them back. Each entry is named
by the SHA-256 of its content.

The archive is read as a stream, entry by entry, so a manipulated archive cannot make the reader use
much memory.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import tarfile
import uuid
from pathlib import Path
from typing import IO

from bot.files.blobs import PIECE, FolderBlobs
from foundation.files.archives import DamagedArchive

LARGEST = 64 * 1024 * 1024
"""The largest entry that is accepted from an archive, in bytes."""
_NAME = re.compile(r"[0-9a-f]{64}")


async def write_blobs(blobs: FolderBlobs, path: Path) -> int:
    """Writes all stored files to an archive, and returns the number of entries. Files that are
    deleted meanwhile are left out."""
    kept = sorted(blob.sha256 for blob in await blobs.list_all())
    return await asyncio.to_thread(_write, blobs, kept, path)


async def read_blobs(blobs: FolderBlobs, path: Path) -> int:
    """Stores all files of an archive, in addition to those that are stored already. Returns the
    number of entries.

    Raises:
        DamagedArchive: the archive cannot be read, or the content of an entry does not match its
            name. The entries before the damaged one are stored; those without a database row are
            deleted later.
    """
    count = 0
    blobs.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = blobs.incoming / uuid.uuid4().hex
    try:
        with tarfile.open(path, "r|") as archive:
            while (entry := await asyncio.to_thread(archive.next)) is not None:
                await asyncio.to_thread(_unpack, archive, entry, target)
                await blobs.put(target, entry.name)
                count += 1
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise DamagedArchive("is damaged in files.tar") from error
    finally:
        target.unlink(missing_ok=True)
    return count


def _write(blobs: FolderBlobs, kept: list[str], path: Path) -> int:
    count = 0
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for sha256 in kept:
            try:
                file = blobs.find_path(sha256).open("rb")
            except FileNotFoundError:
                continue
            with file:
                entry = tarfile.TarInfo(sha256)
                entry.size, entry.mode = file.seek(0, 2), 0o600
                file.seek(0)
                archive.addfile(entry, file)
                count += 1
    return count


def _unpack(archive: tarfile.TarFile, entry: tarfile.TarInfo, target: Path) -> None:
    """Writes the content of an entry to the file `target`.

    Raises:
        DamagedArchive: the content does not match the entry's name, or the entry is not a normal file.
    """
    source = archive.extractfile(entry) if entry.isreg() else None
    if source is None or not _NAME.fullmatch(entry.name) or entry.size > LARGEST:
        raise DamagedArchive("is damaged in files.tar")
    digest = hashlib.sha256()
    with source, target.open("wb") as out:
        while piece := _read_some(source):
            digest.update(piece)
            out.write(piece)
    if digest.hexdigest() != entry.name:
        raise DamagedArchive("is damaged in files.tar")


def _read_some(source: IO[bytes]) -> bytes:
    return source.read(PIECE)
