"""Recognises the type of a file by its content. The name of the file and the type that the sender
states are ignored.

The library `filetype` compares the first bytes; the rest of the content is checked here and in
`office.py` and `sheets.py`. This module runs in the process that inspects files (`inspecting.py`),
so it imports nothing of the gateway.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import filetype

from bot.files.inspection.office import check_office
from bot.files.inspection.sheets import check_csv
from bot.files.inspection.unwanted import Unwanted

PICTURES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/gif": "GIF",
    "image/heic": "HEIF",
    "image/heif": "HEIF",
}
"""Maps each media type of a picture to the only format in which the imaging library may decode it."""
_ZIP = frozenset(
    {
        "application/zip",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
_PDF_END = 2048
"""How many bytes at the end of a PDF are searched for the end mark `%%EOF`. Only line ends, spaces
and zeros may follow the end mark."""


@dataclass(frozen=True)
class Recognised:
    """Describes a recognised file: its kind, media type and file name ending, and for a picture the
    format in which to decode it."""

    kind: str
    media_type: str
    ending: str
    picture: str | None = None


def recognise(path: Path) -> Recognised:
    """Returns what the file at this path is.

    Raises:
        Unwanted: the file is refused, with the reason `empty`, `kind` (no accepted type),
            `damaged`, `macros`, `locked` (with a password) or `old_office`.
    """
    with path.open("rb") as file:
        head = file.read(8192)
    if not head:
        raise Unwanted("empty")
    found = filetype.guess(head)
    media_type = found.mime if found is not None else ""
    if media_type in PICTURES:
        return Recognised("photo", media_type, ".jpg", PICTURES[media_type])
    if media_type == "application/pdf":
        _check_pdf(path)
        return Recognised("pdf", "application/pdf", ".pdf")
    if media_type in _ZIP:
        return Recognised(*check_office(path))
    if head.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        # These bytes begin Office documents before 2007, and newer ones with a password.
        raise Unwanted("old_office")
    if found is None:
        check_csv(path)
        return Recognised("sheet", "text/csv", ".csv")
    raise Unwanted("kind")


def _check_pdf(path: Path) -> None:
    """Checks that the file is a complete PDF from its first byte to its last.

    Raises:
        Unwanted: the file does not begin or end as a PDF does.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if not file.read(8).startswith(b"%PDF-"):
            raise Unwanted("damaged")
        file.seek(max(0, size - _PDF_END))
        tail = file.read()
    _, found, rest = tail.rpartition(b"%%EOF")
    if not found or rest.strip(b"\r\n\t \0"):
        raise Unwanted("damaged")
