"""Checks Excel and Word documents. Such documents are ZIP archives; the check reads the archive's
directory and unpacks only the list of the document's parts."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path

from bot.files.inspection.unwanted import Unwanted

MOST_PARTS = 3000
MOST_BYTES = 256 * 1024 * 1024
MOST_GROWTH = 200
FREE_GROWTH = 8 * 1024 * 1024
"""A document may unpack to at most `MOST_BYTES`, and to at most `MOST_GROWTH` times its own size
plus `FREE_GROWTH` bytes. Real price lists grow about tenfold."""
LARGEST_LIST = 1024 * 1024
_LIST = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument."
_KINDS = (
    (
        "xl/workbook.xml",
        _MAIN + "spreadsheetml.sheet.main+xml",
        ("sheet", _MAIN + "spreadsheetml.sheet", ".xlsx"),
    ),
    (
        "word/document.xml",
        _MAIN + "wordprocessingml.document.main+xml",
        ("document", _MAIN + "wordprocessingml.document", ".docx"),
    ),
)
_RUNS = re.compile(
    r"vbaproject|vbadata|(?:^|/)macrosheets?/|(?:^|/)activex|(?:^|/)dialogsheets/|\.(?:bin|exe|dll|js|vbs|scr|bat|cmd|ps1|jar)$",
    re.IGNORECASE,
)
"""The names of parts with macros or programs, which are refused. Binary parts with printer settings
(`_HARMLESS`) are accepted."""
_HARMLESS = re.compile(r"(?:^|/)printerSettings/[^/]*\.bin$", re.IGNORECASE)
_END = struct.Struct("<4s4H2LH")
"""The layout of the last record of a ZIP archive. The last three fields of the record are the size
and the offset of the directory, and the length of a comment."""
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ValueError, KeyError, IndexError, OverflowError),
)


def check_office(path: Path) -> tuple[str, str, str]:
    """Returns the kind, the media type and the file name ending of an Excel or Word document
    without macros.

    Raises:
        Unwanted: the file is refused, with the reason `kind` (another ZIP archive), `macros`,
            `locked` (with a password) or `damaged`.
    """
    try:
        check_borders(path)
        with zipfile.ZipFile(path) as archive:
            return _check_parts(archive, path.stat().st_size)
    except DAMAGE as error:
        raise Unwanted("damaged") from error


def check_borders(path: Path) -> int:
    """Checks that the file begins with the ZIP archive's first part and ends with its directory, so
    that no other data is hidden before or after the archive. Returns how many bytes the directory has.

    Raises:
        Unwanted: there is other data before or after the archive.
    """
    with path.open("rb") as file:
        begins = file.read(4)
        at = file.seek(-_END.size, 2)
        signature, *_, size, offset, comment = _END.unpack(file.read())
    if begins != b"PK\x03\x04" or signature != b"PK\x05\x06" or comment or offset + size != at:
        raise Unwanted("damaged")
    return int(size)


def _check_parts(archive: zipfile.ZipFile, size: int) -> tuple[str, str, str]:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) != len(names):
        raise Unwanted("damaged")
    grown = sum(part.file_size for part in parts)
    if grown > MOST_BYTES or grown > FREE_GROWTH + MOST_GROWTH * size:
        raise Unwanted("damaged")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise Unwanted("damaged")
    if _LIST not in names:
        raise Unwanted("kind")
    if any(part.flag_bits & 1 for part in parts):
        raise Unwanted("locked")
    listed = _read_list(archive)
    if "macroenabled" in listed.lower() or any(_RUNS.search(n) and not _HARMLESS.search(n) for n in names):
        raise Unwanted("macros")
    for main, content_type, kind in _KINDS:
        if main in names and content_type in listed:
            return kind
    raise Unwanted("kind")


def _read_list(archive: zipfile.ZipFile) -> str:
    with archive.open(_LIST) as file:
        content = file.read(LARGEST_LIST + 1)
    if len(content) > LARGEST_LIST:
        raise Unwanted("damaged")
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", errors="replace")
