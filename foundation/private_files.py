"""Keeps what an installation writes to the account that runs it: databases, write-ahead logs, logs, secrets, archives."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

OTHERS = 0o077
_BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by the end of its name."""


def write_privately() -> None:
    """From now on what this process and its children create is readable by nobody else."""
    os.umask(OTHERS)


def tighten(folder: Path) -> None:
    """Takes an installation's folder, and what older versions left in it for everybody to read, from the others of this machine.

    What belongs to somebody else stays as it is (a volume that an orchestrator mounted), and so does a folder that all share (`/tmp`).
    """
    if not folder.is_dir() or folder.stat().st_mode & stat.S_ISVTX:
        return
    _close(folder)
    for within in (folder, folder / "logs", folder / "backups"):
        for file in within.iterdir() if within.is_dir() else ():
            _close(file)


def tighten_databases(urls: Iterable[str]) -> None:
    """Does the same for SQLite's files, wherever they lie."""
    for url in urls:
        scheme, _, path = url.partition(":///")
        if scheme.startswith("sqlite") and path:
            for end in _BESIDE:
                _close(Path(path.partition("?")[0] + end))


def _close(path: Path) -> None:
    try:
        found = path.lstat()
        if found.st_uid == os.geteuid() and found.st_mode & OTHERS and not stat.S_ISLNK(found.st_mode):
            path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except OSError:  # it went away meanwhile, or lies on what cannot be written
        return
