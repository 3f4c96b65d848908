"""Takes in pictures of products: checked and written new as any file is (bot/files/files.py), and kept by their names."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.files.blobs import PIECE
from bot.files.files import Files
from bot.files.pictures.store import find_pictures, put_picture
from bot.messages.files import CheckedFile, RefusedFile
from foundation.database.announcing import Database
from foundation.picture_names import read_picture_name

Outcome = CheckedFile | RefusedFile
Say = Callable[[str, Mapping[str, Any]], str]
"""A function that returns the text of a name with the values of its placeholders."""


async def check_picture(files: Files, pieces: AsyncIterable[bytes], name: str) -> Outcome:
    """Receives, checks and stores the bytes of a picture. The caller adds its row (`put_picture`). Whatever is no
    picture is refused."""
    taken = await files.take_in(pieces, name)
    if isinstance(taken, CheckedFile) and taken.kind != "photo":
        return files.refuse(name, "no_picture")
    return taken


@dataclass
class Taken:
    """Counts what became of the files of a folder. `refused` are the reasons by the names of the files."""

    new: int = 0
    same: int = 0
    refused: dict[str, str] = field(default_factory=dict)


async def take_folder(database: Database, files: Files, folder: Path, say: Say) -> Taken:
    """Takes in all pictures of a folder and of the folders in it, each by its name without the folder. `say` gives the
    reasons of refusals.

    Links are not followed, and of two files with one name the second one is refused.
    """
    taken, seen = Taken(), set[str]()
    for path in _list_files(folder):
        shown = str(path.relative_to(folder))
        name = read_picture_name(path.name)
        if name is None or path.is_symlink():
            taken.refused[shown] = "no picture's name" if name is None else "a link, which is not followed"
            continue
        if name in seen:
            taken.refused[shown] = "a file of this name was there before"
            continue
        seen.add(name)
        checked = await check_picture(files, _read_pieces(path), path.name)
        if isinstance(checked, RefusedFile):
            taken.refused[shown] = say(f"file.refused.{checked.reason}", {**checked.values, "file": checked.name})
            continue
        async with database.begin() as connection:
            is_new = await put_picture(connection, name, checked)
        taken.new, taken.same = taken.new + is_new, taken.same + (not is_new)
    return taken


async def take_ready_made(database: Database, files: Files, folder: Path, width: int, height: int) -> None:
    """Keeps the PNG pictures of a folder of this program's own, which are of one size and need no check. Those whose
    names are known stay as they are."""
    found = {path.name: path for path in _list_files(folder)}
    async with database.read() as connection:
        known = await find_pictures(connection, found.keys())
    for name in found.keys() - known.keys():
        made = await _copy(files, found[name], width, height)
        async with database.begin() as connection:
            await put_picture(connection, name, made)


async def _copy(files: Files, path: Path, width: int, height: int) -> CheckedFile:
    content = await asyncio.to_thread(path.read_bytes)
    name = sha256(content).hexdigest()
    with tempfile.TemporaryDirectory() as folder:
        copied = shutil.copy(path, folder)
        await files.blobs.put(Path(copied), name)
    return CheckedFile(name, "photo", "image/png", len(content), path.name, width, height, name)


def _list_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if not path.name.startswith(".") and (path.is_symlink() or path.is_file()):
            yield path


async def _read_pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
