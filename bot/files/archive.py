"""Writes the bytes of all files to one archive and reads them back: a tar with an entry for each,
named by its SHA-256.

A tar is read from its beginning to its end, so an archive that claims to hold millions of entries
costs nothing before they come.
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
from foundation.archives import DamagedArchive

LARGEST = 64 * 1024 * 1024
"""No file has more bytes, whatever the settings of the installation were."""
_NAME = re.compile(r"[0-9a-f]{64}")


async def write_blobs(blobs: FolderBlobs, path: Path) -> int:
    """Writes everything that is kept, and returns how many entries there are. Bytes that are deleted
    meanwhile are left out."""
    kept = sorted(blob.sha256 for blob in await blobs.list_all())
    return await asyncio.to_thread(_write, blobs, kept, path)


async def read_blobs(blobs: FolderBlobs, path: Path) -> int:
    """Keeps everything that the archive holds, beside what is kept already. Returns how many entries
    there were.

    Raises:
        DamagedArchive: an entry is not what its name says. What came before it is kept; without a
            row it is deleted later.
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
    """Writes an entry to a file, if it is what its name says."""
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
