"""The passwords of the demo's staff. The supervisor reads them too; this module imports no web
framework and no database, so that the supervisor starts fast."""

from __future__ import annotations

import secrets
from pathlib import Path

from foundation.files.private_files import read_or_make

STAFF = ("alice", "liwei", "meilin", "admin")


def demo_passwords(path: Path) -> dict[str, str]:
    """Returns the passwords of the demo's staff by username. The passwords are read from the file
    `path`. If the file does not exist, random passwords are made and written to it."""
    return read_or_make(path, lambda: {name: secrets.token_urlsafe(9) for name in STAFF})
