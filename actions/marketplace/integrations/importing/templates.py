"""Writes templates: tables with headings and examples, which people fill in."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from actions.marketplace.integrations.importing.columns import Kind
from actions.marketplace.integrations.importing.kinds import KINDS, find_kind
from actions.marketplace.integrations.importing.problems import BadFile
from foundation.languages import Language


def write_template(path: Path, language: Language) -> Kind:
    """Writes a template of the kind that the file's name names: a table (.csv or .xlsx) with its headings in the
    language, or JSON Lines (.jsonl).

    Raises:
        BadFile: the name says no kind or has another ending, or the file exists already.
    """
    kind = find_kind(path.stem)
    if kind is None:
        raise BadFile("unknown_kind", file=path.name, kinds=", ".join(KINDS))
    make = _MADE.get(path.suffix.lower())
    if make is None:
        raise BadFile("no_template", file=path.name)
    if path.exists():
        raise BadFile("exists", file=str(path))
    path.write_bytes(make(kind, language))
    return kind


def _examples(kind: Kind) -> list[dict[str, str]]:
    rows = [{column.name: column.examples[place] for column in kind.columns} for place in (0, 1)]
    return [row for row in rows if row[kind.id_column]]


def _rows(kind: Kind, language: Language) -> list[list[str]]:
    headings = [column.name if language == "en" else column.zh for column in kind.columns]
    return [headings, *(list(row.values()) for row in _examples(kind))]


def make_table(kind: Kind, language: Language) -> bytes:
    """Returns the template as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(_rows(kind, language))
    return text.getvalue().encode("utf-8-sig")


def make_workbook(kind: Kind, language: Language) -> bytes:
    sheet = kind.name if language == "en" else kind.zh
    rows = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row) + "</row>"
        for row in _rows(kind, language)
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in _PARTS.items():
            archive.writestr(name, f"{_XML}{part.format(sheet=escape(sheet), rows=rows)}")
    return made.getvalue()


def _make_lines(kind: Kind, language: Language) -> bytes:
    rows = [{name: cell for name, cell in row.items() if cell} for row in _examples(kind)]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


_MADE: Mapping[str, Callable[[Kind, Language], bytes]] = {
    ".csv": make_table,
    ".xlsx": make_workbook,
    ".jsonl": _make_lines,
}
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS: Mapping[str, str] = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{{rows}}</sheetData></worksheet>',
}
"""The parts of a workbook with one sheet (ISO/IEC 29500), with gaps for the name of the sheet and its rows."""
