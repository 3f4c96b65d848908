"""Deletes bytes that no file has any more: what was sent and never stored, and what was erased or
kept for long enough."""

from __future__ import annotations

import time
from collections.abc import Sequence

import structlog

from bot.files.blobs import BlobStore
from bot.files.store import find_unused
from bot.jobs.periodic import Job
from bot.jobs.shared_lease import SharedLease
from foundation.database.announcing import Database

log = structlog.get_logger()

EVERY_SECONDS = 600.0
ORPHAN_SECONDS = 3600.0
"""Bytes without a row stay for so long: their row may be about to be written."""
JUST_PUT_SECONDS = 60.0
BATCH = 500


async def delete_unused(database: Database, blobs: BlobStore, older_than: float = ORPHAN_SECONDS) -> int:
    """Deletes bytes that no row names and that were put more than so many seconds ago. Returns how
    many there were."""
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
    """Deletes the bytes of files that were just erased, unless another file has the same. Returns
    how many there were. Those put within the last minute may be about to get another row, so they
    are left to `delete_unused`."""
    before = time.time() - JUST_PUT_SECONDS
    deleted = 0
    for start in range(0, len(hashes), BATCH):
        async with database.read() as connection:
            unused = await find_unused(connection, hashes[start : start + BATCH])
        for sha256 in unused:
            deleted += await blobs.delete(sha256, before)
    return deleted


def cleaning_job(database: Database, blobs: BlobStore, lease: SharedLease) -> Job:
    """Declares the deletion. Of several gateways the one that gets the lease does it."""

    async def clean() -> None:
        await delete_unused(database, blobs)

    return Job("files", EVERY_SECONDS, clean, first_after=60.0, lease=lease)
