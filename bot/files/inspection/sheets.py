"""Checks tables in plain text (CSV): text that can be read, in columns, and without formulas that a
spreadsheet program would run."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from bot.files.inspection.unwanted import Unwanted

ENCODINGS = ("utf-8-sig", "gb18030")
"""In these encodings tables are saved, the latter by Excel in China."""
SEPARATORS = (",", ";", "\t")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MARKUP = re.compile(
    r"\s*(?:<[!?/a-zA-Z]|%!|#!|\{\\rtf)|.{0,4096}<(?:script|svg|html|iframe)\b", re.IGNORECASE | re.DOTALL
)
_RUNS = re.compile(r"[\"'\s]*[=@+\-][^,;\t\n]*[(|!]")
"""Matches a cell that is a formula with a call in it: of a function, another sheet, or a program."""
LOOKED_AT = 50


def decode_text(content: bytes) -> str:
    """Returns the text of a table.

    Raises:
        Unwanted: it is not text.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break
        return text
    raise Unwanted("kind")


def check_csv(path: Path) -> None:
    """Checks that the file is a table in plain text.

    Raises:
        Unwanted: `kind` if it is something else, `macros` if it has formulas.
    """
    text = decode_text(path.read_bytes())
    if _MARKUP.match(text) or not _has_columns(text):
        raise Unwanted("kind")
    if any(_RUNS.match(cell) for line in text.splitlines() for cell in re.split(r"[,;\t]", line)):
        raise Unwanted("macros")


def _has_columns(text: str) -> bool:
    """Returns whether the first lines have two or more columns, and mostly the same number."""
    lines = [line for line in text.splitlines() if line.strip()][:LOOKED_AT]
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=0)
        if usual >= 2 and widths.count(usual) * 10 >= len(widths) * 6:
            return True
    return False
