"""Chooses a folder for Valkey's socket into which no other account can write."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from bot.settings import ROOT, VAR
from foundation.errors import CaravanError
from foundation.secrets import fingerprint

LONGEST = 100
"""The path of our Unix socket may have at most so many characters. The system allows 107."""


class UnsafeFolder(CaravanError):
    """The folder for the socket is open to other users. The message is one line for the person who
    started Caravan."""


def choose_valkey_socket() -> Path:
    """Returns the path of the socket: in the installation's folder, or in the runtime folder when
    that path is too long for a Unix socket.

    Raises:
        UnsafeFolder: somebody else made the folder or may write into it, and could therefore answer
            in place of Valkey.
    """
    path = VAR / "valkey.sock"
    if len(str(path)) < LONGEST:
        return path
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"caravan-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    require_own(folder)
    return folder / f"{fingerprint(str(ROOT))[:16]}.sock"


def require_own(folder: Path) -> None:
    """Checks that the folder belongs to this account and that nobody else may enter it.

    Raises:
        UnsafeFolder: it does not, or others may.
    """
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise UnsafeFolder(
            f"{folder} belongs to somebody else or is open to others: remove it, or set XDG_RUNTIME_DIR or REDIS_URL"
        )
