"""Offers pictures that are to be taken in, from a folder, from an archive (ZIP) that may be damaged or malicious, and from
a form."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from bot.files.blobs import PIECE
from bot.files.inspection.office import DAMAGE, check_borders
from bot.files.inspection.unwanted import Unwanted

MOST_PARTS = 2_000
LARGEST_DIRECTORY = 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024
"""The most bytes to which an archive may unpack."""
_UTF_8 = 0x800
_LOCKED = 0x1


@dataclass(frozen=True)
class Offered:
    """Describes a file that is offered as a picture: its name as it is shown to people, its name without a folder, and
    how its bytes are read. If the bytes cannot be read, `problem` is the last part of the name of a text
    `picture.refused.…`."""

    shown: str
    name: str
    read: Callable[[], AsyncIterable[bytes]]
    problem: str | None = None


def offer_folder(folder: Path) -> Iterator[Offered]:
    """Yields the files of a folder and of the folders in it."""
    for path in list_files(folder):
        problem = "link" if path.is_symlink() else None
        yield Offered(str(path.relative_to(folder)), path.name, lambda path=path: _read_path(path), problem)  # type: ignore[misc]


def list_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if not path.name.startswith(".") and (path.is_symlink() or path.is_file()):
            yield path


@contextmanager
def offering_archive(path: Path) -> Iterator[list[Offered]]:
    """Opens an archive, and offers the files in it while the `with` block runs. Files that operating systems add of
    their own, such as hidden files, are left out.

    Raises:
        Unwanted: the archive is damaged, holds too much, or is locked by a password.
    """
    try:
        if check_borders(path) > LARGEST_DIRECTORY:
            raise Unwanted("damaged")
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise Unwanted("damaged")
            if any(part.flag_bits & _LOCKED for part in parts):
                raise Unwanted("locked")
            yield [one for part in parts if (one := _offer_part(archive, part)) is not None]
    except DAMAGE as error:
        raise Unwanted("damaged") from error


def _offer_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Offered | None:
    shown = _read_name(part)
    path = PurePosixPath(shown.replace("\\", "/"))
    if part.is_dir() or any(one.startswith((".", "__MACOSX")) for one in path.parts):
        return None
    return Offered(shown, path.name, lambda: _read_file(lambda: archive.open(part)))


def _read_name(part: zipfile.ZipInfo) -> str:
    """Returns the name of a part. Chinese Windows writes names in its own encoding without saying so."""
    if part.flag_bits & _UTF_8:
        return part.filename
    written = part.filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


async def _read_path(path: Path) -> AsyncIterator[bytes]:
    async for piece in _read_file(lambda: path.open("rb")):
        yield piece


async def _read_file(open_file: Callable[[], IO[bytes]]) -> AsyncIterator[bytes]:
    try:
        with open_file() as file:
            while piece := await asyncio.to_thread(file.read, PIECE):
                yield piece
    except DAMAGE as error:
        raise Unwanted("damaged") from error
