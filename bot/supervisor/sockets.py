"""Chooses the path of Valkey's Unix socket, in a folder into which no other user account can write."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from bot.serving.settings.places import ROOT, VAR
from foundation.errors import CaravanError
from foundation.secrets import fingerprint

LONGEST = 100
"""The longest path that is used for the Unix socket. Linux allows 107 bytes for the path of a Unix
socket."""


class UnsafeFolder(CaravanError):
    """The folder for the socket is open to other user accounts. The message is one line of text for
    the operator."""


def choose_valkey_socket(var: Path = VAR) -> Path:
    """Returns the path of the socket: in the installation's folder `var` or, if that path is too long for
    a Unix socket, in the user's runtime folder.

    Raises:
        UnsafeFolder: another user owns the folder or may write into it, and could therefore answer
            in place of Valkey.
    """
    path = var / "valkey.sock"
    if len(str(path)) < LONGEST:
        return path
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"caravan-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    require_own(folder)
    return folder / f"{fingerprint(str(ROOT))[:16]}.sock"


def require_own(folder: Path) -> None:
    """Checks that the folder belongs to this user account and that no other account may enter it.

    Raises:
        UnsafeFolder: the folder belongs to another account, or others may enter it.
    """
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise UnsafeFolder(
            f"{folder} belongs to somebody else or is open to others: remove it, or set XDG_RUNTIME_DIR or REDIS_URL"
        )
