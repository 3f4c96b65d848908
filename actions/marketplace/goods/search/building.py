"""Builds the search index. For a large catalogue, several processes each build a part of it."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

import numpy as np

from actions.marketplace.base.database.engine import Database, open_database
from actions.marketplace.goods.meaning import neighbours
from actions.marketplace.goods.meaning.encoder import SIZE, encoder
from actions.marketplace.goods.meaning.terms import Terms
from actions.marketplace.goods.search.index import find_indexes, fingerprint, join, new_index
from actions.marketplace.goods.search.indexing import Share, terms_path, write_share

Progress = Callable[[int, int], None]
"""A function that is called during a build with the number of products written so far and the number of all products.
If it raises an exception, the build ends."""
MOST_PROCESSES = 4
"""The most processes that build at once, however many cores there are. Each takes memory and a
database connection (docs/decisions/0017-search-index.md)."""
_HEARD_AFTER = 512
CHANGED = 3  # the exit status of a process that finds that the catalogue has changed


@dataclass(frozen=True)
class Worth:
    """Holds from how many products, and from how many texts to encode, a process of its own is worth it. With fewer, it
    takes longer to start than it saves."""

    products: int = 50_000
    texts: int = 8_000


DEFAULT_WORTH = Worth()


class BuildFailed(Exception):
    """A process died while it wrote a part of the index."""


class _Counted:
    """Adds up the products that are written to all parts of the index, and reports the progress."""

    def __init__(self, total: int, progress: Progress) -> None:
        self._total, self._progress = total, progress
        self._done = 0

    def more(self, written: int) -> None:
        self._done += written
        self._progress(self._done, self._total)


async def build_index(
    database: Database, folder: Path, today: date, progress: Progress, worth: Worth = DEFAULT_WORTH
) -> str:
    """Builds the index of the catalogue as it is now, unless it exists, and returns its name. If the catalogue changes
    during the build, no index of that name exists afterwards. `worth` says when several processes build it.

    Raises:
        BuildFailed: a process died. Errors of the database and of `progress` pass through. The folder is then unchanged.
    """
    async with database.snapshot() as connection:
        name = await fingerprint(connection, today)
        with new_index(folder, name) as building:
            if building is None:
                return name
            whole = await Share.whole(connection)
            shares = whole.divided(max(1, min(cores(), MOST_PROCESSES, whole.of // worth.products)))
            paths = [building / f"part-{number}" for number in range(len(shares))]
            counted = _Counted(whole.of, progress)
            if len(shares) == 1:
                await write_share(connection, whole, paths[0], today, counted.more)
            else:
                jobs = [
                    (_write_apart, (database.url, name, today, share, path))
                    for share, path in zip(shares, paths, strict=True)
                ]
                if not _run_apart(jobs, counted):
                    return name
            _write_meanings(folder, building, paths, counted, worth)
            join(paths, building)
    return name


def _write_meanings(folder: Path, building: Path, parts: Sequence[Path], counted: _Counted, worth: Worth) -> None:
    """Writes the terms (names of goods) of all parts of the index, with their vectors. Vectors that an earlier index
    holds are copied from there."""
    files = [terms_path(part) for part in parts]
    terms = Terms.joined(files).most_frequent()
    known = neighbours.known_vectors(find_indexes(folder))
    fresh = [term.text for term in terms if term.text not in known]
    known |= zip(fresh, _encode(folder, building, fresh, counted, worth), strict=True)
    vectors = np.array([known[term.text] for term in terms], np.int8).reshape(-1, SIZE)
    neighbours.build(building, terms, vectors)
    for file in files:
        file.unlink()


def _encode(folder: Path, building: Path, texts: Sequence[str], counted: _Counted, worth: Worth) -> Any:
    """Returns the vectors of the texts. Several processes compute them if there are many."""
    parts = max(1, min(cores(), MOST_PROCESSES, len(texts) // worth.texts))
    if parts == 1:
        return neighbours.encode(encoder(folder), texts)
    paths = [building / f"vectors-{number}.npy" for number in range(parts)]
    jobs = [(_encode_apart, (folder, list(texts[number::parts]), path)) for number, path in enumerate(paths)]
    _run_apart(jobs, counted)
    vectors = np.empty((len(texts), SIZE), np.int8)
    for number, path in enumerate(paths):
        vectors[number::parts] = np.load(path)
        path.unlink()
    return vectors


def _run_apart(jobs: Sequence[tuple[Callable[..., None], tuple[Any, ...]]], counted: _Counted) -> bool:
    """Runs each job in a process of its own. Returns False if one of them finds that the catalogue has changed
    meanwhile."""
    context = get_context("spawn")  # a fork would copy the locks of this process's threads as they are at that moment
    running: dict[Connection, SpawnProcess] = {}
    try:
        for target, arguments in jobs:
            told, tells = context.Pipe(duplex=False)
            process = context.Process(target=target, args=(tells, *arguments), daemon=True)
            process.start()
            tells.close()
            running[told] = process
        while running:
            ready = wait(list(running), timeout=1)
            for told in [one for one in running if one in ready]:
                if (written := _heard(told)) is not None:
                    counted.more(written)
                    continue
                process = running.pop(told)
                process.join()
                if process.exitcode == CHANGED:
                    return False
                if process.exitcode:
                    raise BuildFailed(f"a process that wrote a part of the index ended with {process.exitcode}")
            counted.more(0)
    finally:
        for process in running.values():
            process.kill()
            process.join()
    return True


def _heard(told: Connection) -> int | None:
    try:
        return int(told.recv())
    except EOFError:
        return None


def _write_apart(tells: Connection, url: str, name: str, today: date, share: Share, path: Path) -> None:
    """Writes one share of the products to a part of the index. Runs in a process of its own, which ends when the parent
    process no longer receives its progress."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group, and the parent ends this process
    sys.exit(asyncio.run(_write(tells, url, name, today, share, path)))


async def _write(tells: Connection, url: str, name: str, today: date, share: Share, path: Path) -> int:
    database = open_database(url)
    try:
        async with database.snapshot() as connection:
            if await fingerprint(connection, today) != name:
                return CHANGED
            await write_share(connection, share, path, today, tells.send)
    finally:
        await database.close()
    return 0


def _encode_apart(tells: Connection, folder: Path, texts: Sequence[str], path: Path) -> None:
    """Writes the vectors of the texts into a file. Runs in a process of its own, which ends when the parent process no
    longer receives its reports."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    vectors = []
    for start in range(0, len(texts), _HEARD_AFTER):
        vectors.append(neighbours.encode(encoder(folder), texts[start : start + _HEARD_AFTER]))
        tells.send(0)
    np.save(path, np.concatenate(vectors))


def cores() -> int:
    """Returns how many processor cores this process may use, if the system tells (Linux), else how many the machine
    has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
