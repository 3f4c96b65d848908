"""Deletes stored bytes that no database row names any more: uploads that failed before their row
was written, and files that were erased or reached the end of their retention period."""

from __future__ import annotations

import time
from collections.abc import Sequence

import structlog

from bot.files.blobs import BlobStore
from bot.files.store import find_unused
from foundation.database.announcing import Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

log = structlog.get_logger()

EVERY_SECONDS = 600.0
ORPHAN_SECONDS = 3600.0
"""How old bytes without a row must be before they are deleted, because their row may be about to be
written."""
JUST_PUT_SECONDS = 60.0
BATCH = 500


async def delete_unused(database: Database, blobs: BlobStore, older_than: float = ORPHAN_SECONDS) -> int:
    """Deletes bytes that no row names and that were stored more than `older_than` seconds ago.
    Returns how many files were deleted."""
    before = time.time() - older_than
    old = [blob.sha256 for blob in await blobs.list_all() if blob.kept_at < before]
    deleted = 0
    for start in range(0, len(old), BATCH):
        some = old[start : start + BATCH]
        async with database.read() as connection:
            unused = await find_unused(connection, some)
        for sha256 in unused:
            deleted += await blobs.delete(sha256, before)
    await blobs.drop_abandoned(before)
    if deleted:
        log.info("unused files deleted", count=deleted)
    return deleted


async def delete_erased(database: Database, blobs: BlobStore, hashes: Sequence[str]) -> int:
    """Deletes the bytes of files whose rows were just erased, unless another row names the same
    bytes. Returns how many files were deleted. Bytes that were stored within the last minute are
    left to `delete_unused`, because another upload may be about to write its row."""
    before = time.time() - JUST_PUT_SECONDS
    deleted = 0
    for start in range(0, len(hashes), BATCH):
        async with database.read() as connection:
            unused = await find_unused(connection, hashes[start : start + BATCH])
        for sha256 in unused:
            deleted += await blobs.delete(sha256, before)
    return deleted


def cleaning_job(database: Database, blobs: BlobStore, lease: SharedLease) -> Job:
    """Returns the periodic job that deletes unused bytes. `lease` is a lock that lets one of
    several gateways run it."""

    async def clean() -> None:
        await delete_unused(database, blobs)

    return Job("files", EVERY_SECONDS, clean, first_after=60.0, lease=lease)
