"""Stores the bytes of files under the SHA-256 of their content, so that equal files are stored once."""

from __future__ import annotations

import asyncio
import fcntl
import os
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

PIECE = 256 * 1024
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Blob:
    """Describes the stored bytes of a file. `kept_at` is when the bytes were last stored, in
    seconds since the epoch."""

    sha256: str
    kept_at: float


class BlobStore(Protocol):
    """Defines the interface of a store of bytes by their SHA-256. `FolderBlobs` implements the
    interface with a folder."""

    async def put(self, source: Path, sha256: str) -> None:
        """Moves the bytes of a file into the store. The bytes appear in the store completely or not
        at all, and survive a crash. Bytes that are stored already get a new time of storage."""

    async def open(self, sha256: str) -> AsyncIterator[bytes] | None:
        """Returns the bytes in pieces, or None if they are not stored."""

    async def delete(self, sha256: str, before: float) -> bool:
        """Deletes the bytes, unless they were stored again since `before` (seconds since the
        epoch). Returns whether the bytes are deleted."""

    async def list_all(self) -> list[Blob]:
        """Returns a description of everything in the store."""

    async def drop_abandoned(self, before: float) -> int:
        """Deletes partly received files from before `before` (seconds since the epoch), which a
        killed gateway leaves behind. Returns the number of deleted files."""


class FolderBlobs:
    """Stores bytes in files `<folder>/<first two digits>/<sha256>`, readable only for this
    operating system account.

    A file is moved to its place once it is completely on the disk. A lock file in the folder keeps
    `delete` from removing bytes that another process is storing at that moment.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def incoming(self) -> Path:
        """Returns the folder for files that are being received. The folder is on the same disk as
        the store, so that moving a file into the store is atomic."""
        return self._folder / "incoming"

    async def put(self, source: Path, sha256: str) -> None:
        await asyncio.to_thread(self._put, source, self.find_path(sha256))

    async def open(self, sha256: str) -> AsyncIterator[bytes] | None:
        try:
            file = await asyncio.to_thread(self.find_path(sha256).open, "rb")
        except FileNotFoundError:
            return None

        async def read() -> AsyncIterator[bytes]:
            with file:
                while piece := await asyncio.to_thread(file.read, PIECE):
                    yield piece

        return read()

    async def delete(self, sha256: str, before: float) -> bool:
        return await asyncio.to_thread(self._delete, self.find_path(sha256), before)

    async def list_all(self) -> list[Blob]:
        return await asyncio.to_thread(self._list)

    async def drop_abandoned(self, before: float) -> int:
        return await asyncio.to_thread(self._drop_abandoned, before)

    def find_path(self, sha256: str) -> Path:
        """Returns the path at which the bytes with this SHA-256 are, or would be, stored.

        Raises:
            ValueError: the text is not a SHA-256.
        """
        if not _NAME.fullmatch(sha256):
            raise ValueError("not a SHA-256")
        return self._folder / sha256[:2] / sha256

    def _put(self, source: Path, target: Path) -> None:
        with source.open("rb") as file:
            os.fsync(file.fileno())
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.chmod(0o600)
        now = time.time()
        os.utime(source, (now, now))
        with self._locked():
            source.replace(target)
        _sync_folder(target.parent)
        _sync_folder(self._folder)

    def _delete(self, path: Path, before: float) -> bool:
        with self._locked():
            try:
                if path.stat().st_mtime >= before:
                    return False
                path.unlink()
            except FileNotFoundError:
                pass
        return True

    def _list(self) -> list[Blob]:
        found = []
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if _NAME.fullmatch(path.name):
                try:
                    found.append(Blob(path.name, path.stat().st_mtime))
                except FileNotFoundError:
                    continue
        return found

    def _drop_abandoned(self, before: float) -> int:
        dropped = 0
        for path in self.incoming.glob("*"):
            try:
                if path.stat().st_mtime < before:
                    path.unlink()
                    dropped += 1
            except FileNotFoundError:
                continue
        return dropped

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _sync_folder(folder: Path) -> None:
    """Forces the folder's list of names to the disk, so that a new file survives a crash."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
