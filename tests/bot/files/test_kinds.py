"""What a file is, is said by its content; a picture is made new. In the process that inspects files, as in production."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.files.blobs import FolderBlobs
from bot.files.files import Files, in_pieces
from bot.files.limits import FileLimits
from bot.messages.files import CheckedFile
from tests.fakes.files import good

GOOD = {
    "photo.jpg": (good.picture(), "photo", "image/jpeg", "photo.jpg"),
    "screen.png": (good.picture(picture_format="PNG"), "photo", "image/png", "screen.png"),
    "shop.webp": (good.picture(picture_format="WEBP"), "photo", "image/jpeg", "shop.jpg"),
    "moving.gif": (good.picture(picture_format="GIF"), "photo", "image/png", "moving.png"),
    "IMG_0001.HEIC": (good.HEIC, "photo", "image/jpeg", "IMG_0001.jpg"),
    "offer.pdf": (good.pdf(), "pdf", "application/pdf", "offer.pdf"),
    "list.xlsx": (good.office("xlsx"), "sheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "list.xlsx"),
    "合同.docx": (good.office("docx"), "document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "合同.docx"),
    "清单.csv": (good.CSV, "sheet", "text/csv", "清单.csv"),
    "excel.csv": (good.CSV_OF_CHINESE_EXCEL, "sheet", "text/csv", "excel.csv"),
    "tabs.txt": (b"a\tb\n1\t2\n3\t4\n", "sheet", "text/csv", "tabs.csv"),
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> Files:
    blobs = FolderBlobs(tmp_path / "files")
    return Files(blobs, blobs.incoming, FileLimits())


@pytest.mark.parametrize("name", GOOD)
async def test_each_kind_is_taken_for_what_it_is(files: Files, name: str) -> None:
    content, kind, media_type, called = GOOD[name]
    for given in (name, "nothing.exe"):  # the name counts for nothing
        taken = await files.take_in(in_pieces(content), given)
        assert isinstance(taken, CheckedFile)
        assert (taken.kind, taken.media_type) == (kind, media_type)
    taken = await files.take_in(in_pieces(content), name)
    assert isinstance(taken, CheckedFile)
    assert taken.name == called
    kept = await files.read(taken.sha256)
    assert kept is not None
    assert len(kept) == taken.bytes
    if kind == "photo":
        assert taken.preview is not None
        preview = await files.read(taken.preview)
        assert preview is not None
        assert Image.open(io.BytesIO(preview)).format == "JPEG"
    else:
        assert kept == content, "what is no picture is kept as it is"
        assert taken.preview is None


async def test_a_picture_keeps_its_pixels_and_nothing_else(files: Files) -> None:
    """Where it was taken, with which camera, and what was hidden behind it, is gone; it stands upright."""
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    exif[0x010F] = "Camera of Anna"
    exif[0x8825] = {1: "N", 2: (53.0, 33.0, 0.0)}
    secret = b"a second file behind the picture"
    content = good.picture(64, 48, exif=exif, comment=b"Anna's kitchen") + secret
    taken = await files.take_in(in_pieces(content), "x.jpg")
    assert isinstance(taken, CheckedFile)
    kept = await files.read(taken.sha256)
    assert kept is not None
    remade = Image.open(io.BytesIO(kept))
    assert remade.size == (taken.width, taken.height) == (48, 64)
    assert dict(remade.getexif()) == {}
    assert not any(word in kept for word in (secret, b"Anna", b"Camera"))
    red, *_ = remade.getpixel((40, 5)), None  # turned by a quarter, the red corner is at the right
    assert isinstance(red, tuple)
    assert red[0] > 200
    assert red[2] < 90


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\offer.pdf", "offer.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ("a\x00b\nc.pdf", "ab c.pdf"),
        ("  .. ", "document.pdf"),
        ("", "document.pdf"),
        ("Offer No. 12", "Offer No. 12.pdf"),
        ("报价单 2026.11.PDF", "报价单 2026.11.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
async def test_a_name_is_neither_a_path_nor_a_disguise(files: Files, given: str, shown: str) -> None:
    taken = await files.take_in(in_pieces(good.pdf()), given)
    assert isinstance(taken, CheckedFile)
    assert taken.name == shown
