"""Keeps the search index on disk. An index is never changed. A new one is built beside it and then
replaces it as a whole."""

import fcntl
import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import tantivy
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.catalogue.version import catalogue_version
from actions.marketplace.goods.meaning.encoder import VERSION
from actions.marketplace.goods.search.documents import SCHEMA

FORMAT = 9  # the version of the documents' form; raise it when that changes
WRITER_BYTES = 128 * 1024 * 1024
"""The most bytes of the index that a building process keeps in memory before it writes them to the
disk."""
BUILDING = "building-"
LIST_OF_SEGMENTS = "meta.json"  # Tantivy's name for this file


async def fingerprint(connection: AsyncConnection, today: date) -> str:
    """Returns the name of the index that belongs to the present content of the database. The name
    changes when the catalogue changes or a certificate expires."""
    valid_until = tables.certificates.c.valid_until
    query = select(func.min(valid_until)).where(valid_until >= today)
    next_expiry = (await connection.execute(query)).scalar_one()
    state = f"{FORMAT} {VERSION} {await catalogue_version(connection)} {next_expiry}"
    return hashlib.sha256(state.encode()).hexdigest()[:24]


def find_indexes(folder: Path) -> list[Path]:
    """Returns the folders of all complete indexes."""
    return [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(BUILDING)]


def open_index(folder: Path, name: str) -> tantivy.Index | None:
    path = folder / name
    return tantivy.Index.open(str(path)) if path.is_dir() else None


@contextmanager
def new_index(folder: Path, name: str) -> Iterator[Path | None]:
    """Yields a folder in which to build an index, or None when the index exists already. If an
    index was built, the folder gets its final name at the end of the block, and older indexes are
    deleted. A process that has an older index open can still read it. If several processes build at
    the same time, they take turns."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (folder / name).is_dir():
            yield None
            return
        building = folder / f"{BUILDING}{uuid.uuid4().hex}"
        building.mkdir()
        try:
            yield building
            if not (building / LIST_OF_SEGMENTS).exists():
                return
            building.rename(folder / name)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        for old in folder.iterdir():
            if old.is_dir() and old.name != name:
                shutil.rmtree(old, ignore_errors=True)


def new_writer(path: Path) -> tantivy.IndexWriter:
    """Returns a writer of an index in the new folder `path`. The index is complete when the
    writer's `with` block ends."""
    path.mkdir()
    return tantivy.Index(SCHEMA, path=str(path)).writer(WRITER_BYTES, num_threads=1)


def join(parts: Sequence[Path], whole: Path) -> None:
    """Joins several indexes to one in the folder `whole`, by moving their files. An index consists
    of segments, whose files have unique names, and a list of them. Documents that are equally
    relevant to a search come in the order of the parts."""
    lists = [json.loads((part / LIST_OF_SEGMENTS).read_text(encoding="utf-8")) for part in parts]
    for part in parts:
        for file in part.glob("[!.]*"):
            if file.name != LIST_OF_SEGMENTS:
                file.rename(whole / file.name)
        shutil.rmtree(part)
    segments = [segment for listed in lists for segment in listed["segments"]]
    (whole / LIST_OF_SEGMENTS).write_text(json.dumps(lists[0] | {"segments": segments}), encoding="utf-8")
