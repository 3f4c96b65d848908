"""Makes files of every kind that Caravan accepts."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import Any

from PIL import Image

CSV = "品名,数量,单价\n茶具,500,3.20\n杯子,1200,0.85\n".encode()
CSV_OF_CHINESE_EXCEL = "品名,数量\n茶具,500\n杯子,1200\n".encode("gb18030")
_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
_OVERRIDE = '<Override PartName="/{}" ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/>'


def picture(width: int = 64, height: int = 48, picture_format: str = "JPEG", **options: Any) -> bytes:
    """Returns a picture whose corners have different colours, so that a test notices if the picture was turned."""
    drawn = Image.new("RGB", (width, height), "white")
    drawn.paste("red", (0, 0, width // 2, height // 2))
    drawn.paste("blue", (width // 2, height // 2, width, height))
    file = io.BytesIO()
    drawn.save(file, picture_format, **options)
    return file.getvalue()


def pdf(words: str = "Packing list", *, after: bytes = b"") -> bytes:
    body = f"BT /F1 12 Tf 50 700 Td ({words}) Tj ET"
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
        % (len(body), body.encode())
        + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
        + after
    )


def scanned_pdf() -> bytes:
    """Returns a PDF whose page is a picture."""
    file = io.BytesIO()
    Image.new("RGB", (200, 120), "white").save(file, "PDF")
    return file.getvalue() if file.getvalue().endswith(b"\n") else file.getvalue() + b"\n"


_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
_WORDS = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def workbook(*rows: tuple[str | int, ...], parts: dict[str, bytes] | None = None) -> bytes:
    """Returns an Excel document with a sheet of these rows."""

    def cell(value: str | int) -> str:
        return f"<c><v>{value}</v></c>" if isinstance(value, int) else f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    return office(
        "xlsx", {"xl/worksheets/sheet1.xml": _SHEET.format(lines).encode(), **(parts or {})}, main="<workbook/>"
    )


def letter(*paragraphs: str, parts: dict[str, bytes] | None = None) -> bytes:
    """Returns a Word document of these paragraphs, each in two pieces as Word often writes them."""

    def piece(words: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'

    lines = "".join(f"<w:p>{piece(words[:7])}{piece(words[7:])}</w:p>" for words in paragraphs)
    return office("docx", parts, main=_WORDS.format(lines))


def office(
    kind: str,
    parts: dict[str, bytes] | None = None,
    *,
    main: str = "<document>" + "tea set 500; " * 20 + "</document>",
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Returns an Office document; `kind` is xlsx or docx, `main` its main part. `parts` (contents by their paths)
    are added to the document."""
    path, name = {"xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"), "docx": ("word/document.xml", "wordprocessingml.document")}[kind]  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", _TYPES.format(_OVERRIDE.format(path, name)))
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr(path, main)
        for part, content in (parts or {}).items():
            archive.writestr(part, content)
    return file.getvalue()


HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAA"
    "AAAERAAAEAAQAAAAABegABAAAAAAAAAC8AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAA"
    "AAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkA"
    "AAAwAAAwAeoCCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAA"
    "QAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgQIDBAAAADdtZGF0AAAAKygBrxmA93yFN//4oYf+a1r/r8S9rP23S9etP3/ZxD"
    "2Q/PIQBzPq/038n4A="
)
"""A photo of 64 × 64 pixels as iPhones save it. The photo was made with the encoder of libheif, which Caravan does not
install."""
