"""Makes files of every kind that is taken."""

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
    """Returns a picture whose corners differ, so that a turned one is seen."""
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
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\n"
        % (len(body), body.encode())
        + b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
        + after
    )


def office(kind: str, parts: dict[str, bytes] | None = None, *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Returns a document: `kind` is xlsx or docx. `parts` are added to it."""
    main, name = {"xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"), "docx": ("word/document.xml", "wordprocessingml.document")}[kind]  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", _TYPES.format(_OVERRIDE.format(main, name)))
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr(main, "<document>" + "tea set 500; " * 20 + "</document>")
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
"""A photo as iPhones save it, of 64 × 64 pixels, by libheif's encoder (which the product does not have)."""
