"""Reads the text of a file, so that files between companies can be checked. Only the process that inspects files
imports this module.

If a file contains something that a person can see but this module cannot read (a picture in a document, a scanned page,
a password), the whole file counts as unreadable, because a text with gaps proves nothing.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from bot.files.inspection.sheets import decode_text

LONGEST = 60_000
"""The most characters that are read. A file with more is left to a person."""
MOST_PAGES = 60
LARGEST_PART = 24 * 1024 * 1024
"""The most bytes that a part of a document may have when it is unpacked."""


class Unreadable(Exception):
    """The text cannot be read, or not all of it. `reason` is a name below `console.unreadable.` in
    locales/terms/console.yml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Written:
    """Collects the lines of a text, up to `LONGEST` characters."""

    lines: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, line: str) -> None:
        """Adds a line.

        Raises:
            Unreadable: `long`, if the text has too many characters now.
        """
        if not line.strip():
            return
        self.length += len(line) + 1
        if self.length > LONGEST:
            raise Unreadable("long")
        self.lines.append(line)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read_text(path: Path, media_type: str) -> str:
    """Returns all text in the file. Each row of a table becomes a line. Notes, names of sheets and addresses of links
    are included.

    Raises:
        Unreadable: `picture`, `locked`, `parts` (it holds something besides text), `long`, or `damaged`.
    """
    readers = {"application/pdf": _read_pdf, "text/csv": _read_csv}
    written = Written()
    try:
        readers.get(media_type, _read_office)(path, written)
    except Unreadable:
        raise
    except Exception as error:  # parsers raise errors of many kinds for bytes that they cannot read
        raise Unreadable("damaged") from error
    if not written.lines:
        raise Unreadable("picture")
    return written.text


def _read_csv(path: Path, written: Written) -> None:
    for line in decode_text(path.read_bytes()).splitlines():
        written.add(line)


# Excel and Word

_TEXTLESS = re.compile(
    r"(?:^|/)(?:printerSettings/[^/]*\.bin|docProps/(?:thumbnail\.\w+|app\.xml)|\[Content_Types\]\.xml)$"
    r"|/theme/|^word/(?:styles|stylesWithEffects|fontTable|settings|webSettings)\.xml$",
    re.IGNORECASE,
)
"""Matches the names of parts without words that a reader of the document sees."""
_MARKUP = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PICTURE = re.compile(r"(?:^|/)media/", re.IGNORECASE)
_LINES = frozenset(
    {"p", "si", "row", "comment", "tr", "author", "title", "subject", "description", "keywords", "category"}
)
"""Elements whose text is a line of its own."""
_DATES = frozenset({"created", "modified", "lastPrinted"})
_SHOWN = frozenset({"formatCode", "descr", "title", "tooltip", "location", "prompt", "error", "string"})
"""Attributes that a reader of the document sees."""
_NAMED = frozenset({"sheet", "definedName", "tableColumn", "lvlText", "docVar"})
"""Elements whose attributes (a name or a value) a reader of the document sees."""
_LONG_NUMBER = re.compile(r"\d(?:\.\d{1,17})?[eE]\+\d{1,2}")
_SPACES = frozenset({"tab", "br", "cr"})


def _read_office(path: Path, written: Written) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir() and not _TEXTLESS.search(part.filename)]
        strange = [part.filename for part in parts if not _MARKUP.search(part.filename)]
        if strange:
            raise Unreadable("picture" if all(map(_PICTURE.search, strange)) else "parts")
        if any(part.file_size > LARGEST_PART for part in parts):
            raise Unreadable("long")
        shared = _read_shared(archive)
        for part in parts:
            with archive.open(part) as file:
                is_sheet = _SHEET.fullmatch(part.filename)
                for line in _read_sheet(file, shared) if is_sheet else _read_markup(file):
                    written.add(line)


def _read_shared(archive: zipfile.ZipFile) -> list[str]:
    """Returns the texts of a workbook that its cells refer to by number."""
    name = next((one for one in archive.namelist() if one.lower() == "xl/sharedstrings.xml"), None)
    if name is None:
        return []
    with archive.open(name) as file:
        return [_join_texts(element) for element in _walk(file) if _tag(element) == "si"]


def _read_sheet(file: IO[bytes], shared: list[str]) -> Iterator[str]:
    """Yields the rows of a sheet, and the other text in it."""
    row: list[str] = []
    for element in _walk(file):
        match _tag(element):
            case "c":
                row.append(_read_cell(element, shared))
            case "row":
                yield " ".join(filter(None, row))
                row = []
                element.clear()
            case "v" | "t" | "is" | "r" | "f":
                pass  # `_read_cell` reads these parts of a cell
            case _:
                yield element.text or ""
                yield from _list_attributes(element)


def _read_cell(element: Any, shared: list[str]) -> str:
    value = _join_texts(element)
    if element.get("t") == "s" and value.isdecimal():
        value = shared[int(value)] if int(value) < len(shared) else ""
    formulas = [one.text or "" for one in element.iter() if _tag(one) == "f"]
    return " ".join([value, *(words for formula in formulas for words in re.findall(r'"([^"]{3,})"', formula))])


def _join_texts(element: Any) -> str:
    """Returns the words or the number in an element. A long number is returned with all of its digits."""
    value = "".join(one.text or "" for one in element.iter() if _tag(one) in ("v", "t")).strip()
    return f"{float(value):.0f}" if _LONG_NUMBER.fullmatch(value) else value


def _read_markup(file: IO[bytes]) -> Iterator[str]:
    """Yields the lines of a part, and words in its attributes."""
    current = ""
    for element in _walk(file):
        tag = _tag(element)
        if tag not in _DATES:
            current += " " if tag in _SPACES else element.text or ""
        yield from _list_attributes(element)
        if tag in _LINES:
            yield current
            current = ""
            element.clear()
    yield current


def _list_attributes(element: Any) -> list[str]:
    given = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
    values = [value for key, value in given.items() if key in _SHOWN]
    if _tag(element) in _NAMED:
        values += [given[key] for key in ("name", "val") if key in given]
    if given.get("TargetMode") == "External":
        values.append(given.get("Target", ""))
    return values


def _walk(file: IO[bytes]) -> Iterator[Any]:
    from defusedxml.ElementTree import iterparse

    for _, element in iterparse(file, events=("end",), forbid_dtd=True):
        yield element


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


# PDF

_OTHER_PARTS = frozenset(
    {"/EmbeddedFiles", "/EmbeddedFile", "/JavaScript", "/XFA", "/RichMedia", "/Launch", "/3D", "/Movie", "/Sound"}
)
_DESCRIBED = ("/Title", "/Subject", "/Keywords", "/Author")
_INLINE_PICTURE = re.compile(rb"(?:^|\s)BI\s.{0,400}?\sID\s", re.DOTALL)


def _read_pdf(path: Path, written: Written) -> None:
    from pypdf import PdfReader

    reader = PdfReader(path)
    if reader.is_encrypted:
        raise Unreadable("locked")
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable("long")
    _check_objects(reader)
    for page in reader.pages:
        for line in page.extract_text().splitlines():
            written.add(line)
        contents = page.get_contents()
        if contents is not None and _INLINE_PICTURE.search(contents.get_data()):
            raise Unreadable("picture")
        _read_notes(page, written)
    described: Any = reader.metadata or {}
    for said in (*(described.get(name) for name in _DESCRIBED), *reader.get_form_text_fields().values()):
        written.add(str(said or ""))


def _check_objects(reader: Any) -> None:
    """Looks through every object of the file, whether a page uses it or not.

    Raises:
        Unreadable: the file has a picture, or a font without a table of its letters (`picture`), or parts that are not
            text (`parts`).
    """
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    for number in sorted(numbers):
        for found in _list_dictionaries(reader.get_object(number)):
            kinds = {str(found.get(key)) for key in ("/Subtype", "/S", "/Type")}
            if "/Image" in kinds or "/Type3" in kinds or ("/Type0" in kinds and "/ToUnicode" not in found):
                raise Unreadable("picture")
            if kinds & _OTHER_PARTS or _OTHER_PARTS & found.keys():
                raise Unreadable("parts")


def _list_dictionaries(found: Any) -> Iterator[Any]:
    """Yields the dictionary `found`, or those in the list `found`, and all dictionaries inside them. Objects that they
    only refer to are not included."""
    if isinstance(found, dict):
        yield found
        found = found.values()
    elif not isinstance(found, list):
        return
    for inner in list(found):
        if isinstance(inner, dict | list):
            yield from _list_dictionaries(inner)


def _read_notes(page: Any, written: Written) -> None:
    """Adds the text of the notes and links on a page, and the addresses of the links."""
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        action = note.get("/A")
        target = action.get_object().get("/URI") if action is not None else None
        for said in (note.get("/Contents"), note.get("/T"), note.get("/V"), target):
            written.add("" if said is None else str(said.get_object()))
