"""Receives the bytes of a file within the size limit, has them inspected, and stores them."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
import uuid
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import cast

import structlog
from prometheus_client import Counter, Histogram

from bot.files.blobs import BlobStore, FolderBlobs
from bot.files.inspection.inspector import Inspected, Inspector, ReadText
from bot.files.inspection.unwanted import Unwanted
from bot.files.limits import FileLimits
from bot.files.names import clean_name, show_name
from bot.messages.files import CheckedFile, FileKind, RefusedFile

log = structlog.get_logger()

FILES = Counter(
    "caravan_files_total",
    "Files that were sent to us: kept, or the reason why one was not taken (kind, damaged, macros, pixels, …)",
    ["outcome"],
)
FILE_SECONDS = Histogram(
    "caravan_file_seconds",
    "Receiving and inspecting a file, with the wait for others",
    buckets=(0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
)

FALLBACKS = {"photo": "photo", "pdf": "document", "sheet": "table", "document": "document"}
"""Maps each kind of file to the name for a file whose own name cannot be used."""


class Files:
    """Receives, inspects and stores the bytes of files. The caller adds the database row that says
    whose file it is (`store.py`).

    The bytes are stored before the row, so that a row never lacks its bytes. Bytes that get no row
    are deleted later (`cleaning.py`).
    """

    def __init__(
        self, blobs: BlobStore, incoming: Path, limits: FileLimits, inspector: Inspector | None = None
    ) -> None:
        self.blobs, self.limits = blobs, limits
        self._incoming, self._inspector = incoming, inspector or Inspector()

    async def take_in(self, pieces: AsyncIterable[bytes], name: str) -> CheckedFile | RefusedFile:
        """Receives, inspects and stores a file. Returns the file's description, or a refusal with
        the reason. `name` is the name that the sender gave the file.

        An error that `pieces` raises is passed on, and nothing is stored.
        """
        started = time.perf_counter()
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._incoming / uuid.uuid4().hex
        try:
            await self._receive(pieces, path)
            found = await self._inspector.inspect(path)
            kept = await self._keep(path, found, name)
        except Unwanted as error:
            FILES.labels(error.reason).inc()
            return self.refuse(name, error.reason)
        finally:
            for leftover in (path, path.with_suffix(".made"), path.with_suffix(".preview")):
                leftover.unlink(missing_ok=True)
            FILE_SECONDS.observe(time.perf_counter() - started)
        FILES.labels("kept").inc()
        return kept

    def refuse(self, name: str, reason: str) -> RefusedFile:
        """Returns the refusal of a file. `reason` is the last part of the name of a text
        `file.refused.…`."""
        return self.limits.refuse(show_name(name), reason)

    async def read(self, sha256: str) -> bytes | None:
        """Returns the stored bytes with this SHA-256, or None if there are none."""
        pieces = await self.blobs.open(sha256)
        return None if pieces is None else b"".join([piece async for piece in pieces])

    async def read_text(self, sha256: str, kind: str, media_type: str) -> ReadText:
        """Returns all text in a file, or the reason why it cannot be read. A picture has no text that can be read."""
        if kind == "photo":
            return ReadText(None, "picture")
        pieces = await self.blobs.open(sha256)
        if pieces is None:
            return ReadText(None, "damaged")
        self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._incoming / uuid.uuid4().hex
        try:
            await self._receive(pieces, path)
            return await self._inspector.read_text(path, media_type)
        except Unwanted:
            return ReadText(None, "long")
        finally:
            path.unlink(missing_ok=True)

    async def _receive(self, pieces: AsyncIterable[bytes], path: Path) -> None:
        size = 0
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            async for piece in pieces:
                size += len(piece)
                if size > self.limits.largest:
                    raise Unwanted("too_large")
                file.write(piece)

    async def _keep(self, path: Path, found: Inspected, name: str) -> CheckedFile:
        content = found.made or path
        sha256, size = await asyncio.to_thread(_hash, content)
        await self.blobs.put(content, sha256)
        preview = None
        if found.preview is not None:
            preview, _ = await asyncio.to_thread(_hash, found.preview)
            await self.blobs.put(found.preview, preview)
        return CheckedFile(
            sha256,
            cast(FileKind, found.kind),
            found.media_type,
            size,
            clean_name(name, found.ending, FALLBACKS[found.kind]),
            found.width,
            found.height,
            preview,
        )


def open_files(folder: Path, limits: FileLimits | None = None) -> Files:
    """Returns a `Files` that stores bytes in this folder."""
    blobs = FolderBlobs(folder)
    return Files(blobs, blobs.incoming, limits or FileLimits())


def _hash(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


async def in_pieces(content: bytes) -> AsyncIterator[bytes]:
    """Yields bytes as one piece, for `take_in`."""
    yield content
