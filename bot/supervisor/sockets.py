"""Finds a place for Valkey's socket that nobody else can have prepared."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from bot.errors import CaravanError
from bot.secrets import fingerprint
from bot.settings import ROOT, VAR

LONGEST = 100
"""A Unix socket's path has room for some more characters than these, and for no more than 107."""


class UnsafeFolder(CaravanError):
    """The folder that the socket would stand in is open to somebody else; the message is one line for the person who started it."""


def valkey_socket() -> Path:
    """In the installation's folder, or in the runtime folder when that path is too long for a Unix socket.

    Raises:
        UnsafeFolder: somebody else made that folder, or may write into it: whoever does could answer in Valkey's place.
    """
    path = VAR / "valkey.sock"
    if len(str(path)) < LONGEST:
        return path
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"caravan-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    require_own(folder)
    return folder / f"{fingerprint(str(ROOT))[:16]}.sock"


def require_own(folder: Path) -> None:
    """Raises UnsafeFolder unless the folder is a folder of this account that nobody else may enter."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise UnsafeFolder(
            f"{folder} belongs to somebody else or is open to others: remove it, or set XDG_RUNTIME_DIR or REDIS_URL"
        )
