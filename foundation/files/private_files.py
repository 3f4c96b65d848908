"""Makes the files of an installation (databases, logs, secrets, backups) readable only for the
operating system account that runs it."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

OTHERS = 0o077
"""The file permission bits of the group and of all other accounts."""
_BESIDE = ("", "-wal", "-shm", "-journal")
"""The suffixes of the files of a SQLite database: the database itself, its write-ahead log, and so
on."""


def write_privately() -> None:
    """Makes the files that this process and its children create from now on unreadable for other
    accounts."""
    os.umask(OTHERS)


def tighten(folder: Path) -> None:
    """Removes the access of other accounts to an installation's folder and the files in it, which
    older versions may have created with wider permissions.

    Files that belong to another account are not changed (an orchestrator may have mounted the
    volume), and neither is a shared folder such as `/tmp`.
    """
    if not folder.is_dir() or folder.stat().st_mode & stat.S_ISVTX:
        return
    _close(folder)
    for within in (folder, folder / "logs", folder / "backups"):
        for file in within.iterdir() if within.is_dir() else ():
            _close(file)


def tighten_databases(urls: Iterable[str]) -> None:
    """Removes the access of other accounts to the files of the SQLite databases among these URLs."""
    for url in urls:
        scheme, _, path = url.partition(":///")
        if scheme.startswith("sqlite") and path:
            for end in _BESIDE:
                _close(Path(path.partition("?")[0] + end))


def _close(path: Path) -> None:
    """Removes the access of other accounts to one file or folder, if it belongs to this account."""
    try:
        found = path.lstat()
        if found.st_uid == os.geteuid() and found.st_mode & OTHERS and not stat.S_ISLNK(found.st_mode):
            path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except OSError:  # the file has been deleted meanwhile, or the file system is read-only
        return


def read_or_make(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Returns the content of a JSON file that only this account may read (mode 0600). If the file
    does not exist, writes the result of `make` to it."""
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text("utf-8"))
        return kept
    path.parent.mkdir(parents=True, exist_ok=True)
    made = make()
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(made, file, indent=1)
    temporary.replace(path)
    return made
