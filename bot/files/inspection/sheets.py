"""Checks CSV files: they must be readable text in columns, without formulas that a spreadsheet
program would run."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from bot.files.inspection.unwanted import Unwanted

ENCODINGS = ("utf-8-sig", "gb18030")
"""The encodings in which CSV files are saved. Excel in China uses the second encoding."""
SEPARATORS = (",", ";", "\t")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_MARKUP = re.compile(
    r"\s*(?:<[!?/a-zA-Z]|%!|#!|\{\\rtf)|.{0,4096}<(?:script|svg|html|iframe)\b", re.IGNORECASE | re.DOTALL
)
_RUNS = re.compile(r"[\"'\s]*[=@+\-][^,;\t\n]*[(|!]")
"""Matches a cell with a formula that calls a function or a program, or refers to another sheet."""
LOOKED_AT = 50


def decode_text(content: bytes) -> str:
    """Returns the content of a CSV file as text.

    Raises:
        Unwanted: the content is not text.
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
    """Checks that the file is a CSV file without dangerous formulas.

    Raises:
        Unwanted: the file is not a table (`kind`), or has such formulas (`macros`).
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
