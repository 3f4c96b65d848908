"""Makes what an installation writes readable only for its own account: databases, write-ahead logs,
logs, secrets, archives."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

OTHERS = 0o077
"""The permission bits of the group and of everybody else."""
_BESIDE = ("", "-wal", "-shm", "-journal")
"""The endings of the files that SQLite keeps beside a database; the first is the database's own."""


def write_privately() -> None:
    """Makes everything that this process and its children create from now on unreadable for other
    accounts."""
    os.umask(OTHERS)


def tighten(folder: Path) -> None:
    """Takes away other accounts' access to an installation's folder, and to files that older
    versions left in it.

    Files that belong to another account stay as they are (an orchestrator may have mounted the
    volume), and so does a folder that everybody shares, such as `/tmp`.
    """
    if not folder.is_dir() or folder.stat().st_mode & stat.S_ISVTX:
        return
    _close(folder)
    for within in (folder, folder / "logs", folder / "backups"):
        for file in within.iterdir() if within.is_dir() else ():
            _close(file)


def tighten_databases(urls: Iterable[str]) -> None:
    """Takes away other accounts' access to SQLite's files, wherever they are."""
    for url in urls:
        scheme, _, path = url.partition(":///")
        if scheme.startswith("sqlite") and path:
            for end in _BESIDE:
                _close(Path(path.partition("?")[0] + end))


def _close(path: Path) -> None:
    """Takes away other accounts' access to one file or folder, if it is ours."""
    try:
        found = path.lstat()
        if found.st_uid == os.geteuid() and found.st_mode & OTHERS and not stat.S_ISLNK(found.st_mode):
            path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except OSError:  # the file is gone meanwhile, or the file system is read-only
        return


def read_or_make(path: Path, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Returns the content of a private JSON file (mode 0600) of this installation. If the file does
    not exist, it is made."""
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
