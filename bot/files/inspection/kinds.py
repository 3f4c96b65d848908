"""Recognises what a file is by its content. Its name and what the sender says about it count for
nothing.

The first bytes are compared by the library `filetype`; what a kind must hold beyond them is checked
here and in `office.py` and `sheets.py`. This module runs in the process that inspects files
(`inspecting.py`), so it imports nothing of the gateway.
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
"""Maps each media type of a picture to the one format as which it may be decoded."""
_ZIP = frozenset(
    {
        "application/zip",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
_PDF_END = 2048
"""A PDF ends with `%%EOF`, after which at most a few line ends or zeros may stand."""


@dataclass(frozen=True)
class Recognised:
    """Says what a file is: its kind, media type and ending, and the format of a picture."""

    kind: str
    media_type: str
    ending: str
    picture: str | None = None


def recognise(path: Path) -> Recognised:
    """Returns what the file is.

    Raises:
        Unwanted: `empty`, `kind`, `damaged`, `macros` or `locked`.
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
        # Excel and Word wrap a document with a password, and all documents before 2007, in this form.
        raise Unwanted("old_office")
    if found is None:
        check_csv(path)
        return Recognised("sheet", "text/csv", ".csv")
    raise Unwanted("kind")


def _check_pdf(path: Path) -> None:
    """Checks that the file is a whole PDF from its first byte to its last, and nothing else besides.

    Raises:
        Unwanted: it begins or ends with something else.
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
