"""The search index on disk: built beside the one in use, never changed in place, replaced as a whole."""

import fcntl
import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import tantivy
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables
from actions.marketplace.catalogue import catalogue_version
from actions.marketplace.documents import SCHEMA

FORMAT = 4  # of the documents: raise it when they change
WRITER_BYTES = 256 * 1024 * 1024
"""What a build keeps of the index in memory before it writes it out, however large the catalogue is."""


async def fingerprint(connection: AsyncConnection, today: date) -> str:
    """Names the index that fits the database today: it changes when the catalogue does or a certificate expires."""
    valid_until = tables.certificates.c.valid_until
    query = select(func.min(valid_until)).where(valid_until >= today)
    next_expiry = (await connection.execute(query)).scalar_one()
    state = f"{FORMAT} {await catalogue_version(connection)} {next_expiry}"
    return hashlib.sha256(state.encode()).hexdigest()[:24]


def open_index(folder: Path, name: str) -> tantivy.Index | None:
    path = folder / name
    return tantivy.Index.open(str(path)) if path.is_dir() else None


@contextmanager
def new_index(folder: Path, name: str) -> Iterator[tantivy.IndexWriter | None]:
    """To write documents into; at the end it takes its place in one step and the indexes before it are deleted (who has one
    open keeps it). None when it is there already. Processes that build at once take turns."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / name).is_dir():
            yield None
            return
        building = folder / f"building-{uuid.uuid4().hex}"
        building.mkdir()
        writer = tantivy.Index(SCHEMA, path=str(building)).writer(WRITER_BYTES, num_threads=1)
        try:
            yield writer
            writer.commit()
            writer.wait_merging_threads()
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        building.rename(folder / name)
        for old in folder.iterdir():
            if old.is_dir() and old.name != name:
                shutil.rmtree(old, ignore_errors=True)
