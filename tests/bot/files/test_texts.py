"""The text of a file as the check reads it: everything that is written, or nothing at all."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from bot.files.blobs import FolderBlobs
from bot.files.files import Files, in_pieces
from bot.files.inspection.texts import LONGEST
from bot.files.limits import FileLimits
from bot.messages.files import CheckedFile
from tests.fakes.files import good

LINK = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="x" Target="https://pay.example.com/now" TargetMode="External"/></Relationships>'
)
COMMENT = b"<comments><commentList><comment><text><t>write to me </t><t>elsewhere</t></text></comment></commentList></comments>"
READABLE = {
    "a table": ("list.csv", good.CSV, ["\u8336\u5177,500,3.20"]),
    "a table by Chinese Excel": ("list.csv", good.CSV_OF_CHINESE_EXCEL, ["\u8336\u5177,500"]),
    "a workbook": ("list.xlsx", good.workbook(("Tea set", 500), ("Account", 6222021234567890)), ["Tea set 500", "Account 6222021234567890"]),
    "a note on a cell": ("list.xlsx", good.workbook(("Tea", 5), parts={"xl/comments1.xml": COMMENT}), ["write to me elsewhere"]),
    "a link of a cell": ("list.xlsx", good.workbook(("Tea", 5), parts={"xl/worksheets/_rels/sheet1.xml.rels": LINK}), ["https://pay.example.com/now"]),
    "a letter": ("report.docx", good.letter("Inspection of lot 5", "All is well"), ["Inspection of lot 5", "All is well"]),
    "the head of a letter": ("report.docx", good.letter("x", parts={"word/header1.xml": b"<hdr><p><t>our bank</t></p></hdr>"}), ["our bank"]),
    "a PDF": ("paper.pdf", good.pdf("Packing list for ORD-100555"), ["Packing list for ORD-100555"]),
}  # fmt: skip
UNREADABLE = {
    "a photo": ("photo.jpg", good.picture(), "picture"),
    "a scan": ("scan.pdf", good.scanned_pdf(), "picture"),
    "a PDF with a picture beside its text": ("paper.pdf", good.pdf("words").replace(b"endobj\ntrailer", b"endobj\n5 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/Length 0>>stream\n\nendstream endobj\ntrailer"), "picture"),
    "a PDF that brings a file": ("paper.pdf", good.pdf("words").replace(b"/Type/Catalog", b"/Type/Catalog/Names<</EmbeddedFiles<<>>>>"), "parts"),
    "a PDF in letters that nobody knows": ("paper.pdf", good.pdf("words").replace(b"/Subtype/Type1/BaseFont/Helvetica", b"/Subtype/Type0/BaseFont/X/Encoding/Identity-H"), "picture"),
    "a workbook with a picture": ("list.xlsx", good.workbook(("a", 1), parts={"xl/media/image1.png": b"x"}), "picture"),
    "a letter with another file in it": ("report.docx", good.letter("x", parts={"word/embeddings/sheet.xlsx": b"x"}), "parts"),
    "a letter that is no XML": ("report.docx", good.letter("x", parts={"word/footer1.xml": b"<p>"}), "damaged"),
    "a letter with entities": ("report.docx", good.letter("x", parts={"word/footer1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><p>&b;</p>'}), "damaged"),
    "an empty workbook": ("list.xlsx", good.workbook(), "picture"),
    "a long table": ("list.csv", b"goods,price\n" + b"tea set of nine,3.20\n" * (LONGEST // 20), "long"),
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> Files:
    blobs = FolderBlobs(tmp_path / "files")
    return Files(blobs, blobs.incoming, FileLimits())


async def keep(files: Files, name: str, content: bytes) -> CheckedFile:
    checked = await files.take_in(in_pieces(content), name)
    assert isinstance(checked, CheckedFile), checked.reason
    return checked


@pytest.mark.parametrize("what", READABLE)
async def test_everything_that_is_written_is_read(files: Files, what: str) -> None:
    name, content, lines = READABLE[what]
    kept = await keep(files, name, content)
    read = await files.read_text(kept.sha256, kept.kind, kept.media_type)
    assert read.unreadable is None
    assert set(lines) <= set((read.text or "").splitlines())
    assert not list(files._incoming.glob("*")), "nothing is left behind"


@pytest.mark.parametrize("what", UNREADABLE)
async def test_a_file_of_which_a_part_cannot_be_read_is_not_read_at_all(files: Files, what: str) -> None:
    name, content, reason = UNREADABLE[what]
    kept = await keep(files, name, content)
    read = await files.read_text(kept.sha256, kept.kind, kept.media_type)
    assert (read.text, read.unreadable) == (None, reason)


async def test_a_document_that_bursts_costs_its_process_alone(files: Files) -> None:
    """Within what is taken in, a part may still grow to hundreds of megabytes of objects."""
    wide = b"<p>" + b"<t>a</t>" * 1_000_000 + b"</p>"
    file = BytesIO(good.letter("x"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/footer1.xml", wide)
    kept = await keep(files, "wide.docx", file.getvalue())
    read = await files.read_text(kept.sha256, kept.kind, kept.media_type)
    assert read.text is None
    assert read.unreadable in ("damaged", "long")


async def test_bytes_that_are_gone_are_not_read(files: Files) -> None:
    assert (await files.read_text("0" * 64, "pdf", "application/pdf")).unreadable == "damaged"
