"""Backups take the files along, and give back what they took and nothing else."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from bot.files.archive import read_blobs, write_blobs
from bot.files.blobs import FolderBlobs
from bot.files.files import in_pieces, open_files
from bot.messages.files import CheckedFile
from foundation.files.archives import DamagedArchive
from tests.fakes.files import good


async def fill(folder: Path) -> set[str]:
    files, hashes = open_files(folder), set()
    for name, content in {"a.pdf": good.pdf(), "b.jpg": good.picture(300, 200), "c.csv": good.CSV}.items():
        taken = await files.take_in(in_pieces(content), name)
        assert isinstance(taken, CheckedFile)
        hashes |= {each for each in (taken.sha256, taken.preview) if each}
    return hashes


async def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    hashes = await fill(tmp_path / "one")
    one, two = FolderBlobs(tmp_path / "one"), FolderBlobs(tmp_path / "two")
    assert await write_blobs(one, tmp_path / "files.tar") == 4
    assert await read_blobs(two, tmp_path / "files.tar") == 4
    assert {blob.sha256 for blob in await two.list_all()} == hashes
    for sha256 in hashes:
        assert one.find_path(sha256).read_bytes() == two.find_path(sha256).read_bytes()
        assert two.find_path(sha256).stat().st_mode & 0o077 == 0
    assert await read_blobs(two, tmp_path / "files.tar") == 4, "again, beside what is there"
    assert not list(two.incoming.glob("*"))


def entry(name: str, content: bytes, kind: bytes = tarfile.REGTYPE) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size, info.type, info.linkname = len(content), kind, "/etc/passwd"
        archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"no archive",
        entry("../../etc/passwd", b"x"),
        entry("0" * 64, b"not what its name says"),
        entry("0" * 64, b"", tarfile.SYMTYPE),
        entry("0" * 64, b"", tarfile.DIRTYPE),
        entry("0" * 64, b"x" * 5000)[:2000],
    ],
)
async def test_a_damaged_archive_leaves_nothing_behind(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "files.tar").write_bytes(content)
    blobs = FolderBlobs(tmp_path / "files")
    with pytest.raises(DamagedArchive):
        await read_blobs(blobs, tmp_path / "files.tar")
    assert await blobs.list_all() == []
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file() and path.name != ".lock"] == []
