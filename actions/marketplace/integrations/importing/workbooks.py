"""Reads the sheets of an Excel workbook (.xlsx) row by row. Memory does not grow with the number of rows: the workbook's
list of texts is kept in a temporary file.

The format is ISO/IEC 29500: a ZIP archive of XML files, which are read with defusedxml.
"""

from __future__ import annotations

import posixpath
import re
import tempfile
import zipfile
from array import array
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from actions.marketplace.integrations.importing.problems import BadFile

MOST_COLUMNS = 500
LONGEST_ROW = 32 * 1024 * 1024
"""The most bytes of XML of one row, of one text, or of a part that lists styles or sheets. Each of these is in memory
as a whole."""
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""The numbers of the built-in cell formats that show dates and times, Chinese ones included."""
_NO_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)
_DATE_LETTER = re.compile(r"[ymdhs年月日]", re.IGNORECASE)
_FIRST_DAY = datetime(1899, 12, 30)
_FIRST_DAY_MAC = datetime(1904, 1, 1)
_DAMAGE = (ParseError, DefusedXmlException, zipfile.BadZipFile, KeyError, ValueError, IndexError, EOFError, OverflowError,
           NotImplementedError, RuntimeError, zipfile.LargeZipFile)  # fmt: skip

Row = tuple[int, list[str]]


class Workbook:
    """Holds an open workbook. `sheets` are the names of its sheets in their order.

    Raises:
        BadFile: the file is not a workbook.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._archive = zipfile.ZipFile(path)
            parts = self._read_relations("xl/workbook.xml")
            self._mac = False
            self._parts: dict[str, str] = {}
            for element in self._elements("xl/workbook.xml"):
                if _local(element) == "workbookPr":
                    self._mac = element.get("date1904", "") in ("1", "true")
                elif _local(element) == "sheet" and element.get("state", "visible") == "visible":
                    self._parts[element.get("name", "")] = parts[_attribute(element, "id")]
            self._dates = self._read_date_styles()
            self._texts = self._read_texts()
        except _DAMAGE as error:
            raise BadFile("broken_workbook", file=path.name) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._texts.close()
        self._archive.close()

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self._parts)

    def rows(self, sheet: str) -> Iterator[Row]:
        """Yields the number of each row of the sheet that is not empty, and its cells as text: dates by ISO 8601, truth
        values as "yes" and "no".

        Raises:
            BadFile: the sheet is damaged.
        """
        number = 0
        try:
            with self._archive.open(self._parts[sheet]) as part:
                bounded = _Bounded(part)
                for _, element in iterparse(bounded, events=("end",), forbid_dtd=True):
                    if _local(element) == "row":
                        number = int(element.get("r") or number + 1)
                        cells = self._read_cells(element)
                        element.clear()
                        bounded.begin()
                        if any(cells):
                            yield number, cells
        except _DAMAGE as error:
            raise BadFile("broken_workbook", file=self._path.name) from error

    def _read_cells(self, row: Any) -> list[str]:
        cells: list[str] = []
        for element in row:
            if _local(element) != "c":
                continue
            place = _column(element.get("r", "")) if element.get("r") else len(cells)
            if place >= MOST_COLUMNS:
                continue
            cells += [""] * (place - len(cells))
            cells.append(self._read_cell(element))
        return cells

    def _read_cell(self, cell: Any) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _texts_below(cell)
        value = next((child.text or "" for child in cell if _local(child) == "v"), "")
        if not value:
            return ""
        if kind == "s":
            return self._texts[int(value)]
        if kind == "b":
            return "yes" if value == "1" else "no"
        if kind != "n":
            return value
        if int(cell.get("s", "0")) in self._dates:
            return self._read_date(float(value))
        return f"{Decimal(repr(float(value))):f}".removesuffix(".0")

    def _read_date(self, days: float) -> str:
        moment = (_FIRST_DAY_MAC if self._mac else _FIRST_DAY) + timedelta(seconds=round(days * 86400))
        return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat()

    def _read_relations(self, part: str) -> dict[str, str]:
        folder, name = posixpath.split(part)
        return {
            element.get("Id", ""): posixpath.normpath(posixpath.join("/" + folder, element.get("Target", "")))[1:]
            for element in self._elements(f"{folder}/_rels/{name}.rels")
            if _local(element) == "Relationship"
        }

    def _read_date_styles(self) -> frozenset[int]:
        """Returns the numbers of the cell styles that show a date."""
        if "xl/styles.xml" not in self._archive.namelist():
            return frozenset()
        own: set[int] = set()
        styles: list[int] = []
        for element in self._elements("xl/styles.xml"):
            if _local(element) == "numFmt" and _shows_date(element.get("formatCode", "")):
                own.add(int(element.get("numFmtId", "0")))
            elif _local(element) == "cellXfs":
                styles = [int(style.get("numFmtId", "0")) for style in element]
        return frozenset(place for place, style in enumerate(styles) if style in _DATE_FORMATS or style in own)

    def _read_texts(self) -> _Texts:
        texts = _Texts()
        if "xl/sharedStrings.xml" in self._archive.namelist():
            with self._archive.open("xl/sharedStrings.xml") as part:
                bounded = _Bounded(part)
                for _, element in iterparse(bounded, events=("end",), forbid_dtd=True):
                    if _local(element) == "si":
                        texts.append(_texts_below(element))
                        element.clear()
                        bounded.begin()
        return texts

    def _elements(self, part: str) -> Iterator[Any]:
        with self._archive.open(part) as file:
            for _, element in iterparse(_Bounded(file), events=("end",), forbid_dtd=True):
                yield element


class _Bounded:
    """Reads a part of an archive. Raises a `ValueError` if more than `LONGEST_ROW` bytes come after the last call of
    `begin`, because an archive of some kilobytes may unpack to gigabytes."""

    def __init__(self, part: IO[bytes]) -> None:
        self._part, self._read = part, 0

    def begin(self) -> None:
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._part.read(size)
        self._read += len(piece)
        if self._read > LONGEST_ROW:
            raise ValueError("too long")
        return piece


class _Texts:
    """Keeps the texts of a workbook in a temporary file."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  closed by `close`
        self._ends = array("Q", [0])
        self._get = lru_cache(maxsize=20_000)(self._read)

    def append(self, text: str) -> None:
        written = text.encode("utf-8", "surrogatepass")
        self._file.write(written)
        self._ends.append(self._ends[-1] + len(written))

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self._ends) - 1:
            raise IndexError(place)
        return self._get(place)

    def _read(self, place: int) -> str:
        self._file.seek(self._ends[place])
        return self._file.read(self._ends[place + 1] - self._ends[place]).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        self._file.close()


def _local(element: Any) -> str:
    """Returns the name of an element without its namespace, which differs between the two forms of the format."""
    return str(element.tag).rpartition("}")[2]


def _attribute(element: Any, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name and "}" in key), "")


def _texts_below(element: Any) -> str:
    """Returns the text of a cell, which may consist of several runs. Readings of characters (rPh) are left out."""
    parts: list[str] = []
    for child in element:
        if _local(child) == "t":
            parts.append(child.text or "")
        elif _local(child) in ("r", "is"):
            parts.append(_texts_below(child))
    return "".join(parts)


def _column(reference: str) -> int:
    """Returns the place of a cell's column: 0 for "A7", 27 for "AB7"."""
    place = 0
    for letter in reference:
        if not letter.isalpha():
            break
        place = place * 26 + ord(letter.upper()) - 64
    return place - 1


def _shows_date(format_code: str) -> bool:
    """Returns True for a cell format of dates or times. Quoted and escaped text in it, colours and languages do not
    count."""
    return bool(_DATE_LETTER.search(_NO_FORMAT.sub("", format_code)))
