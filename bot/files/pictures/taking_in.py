"""Takes in pictures of products: checks and encodes them anew as any other file (bot/files/files.py), and stores them
by their names."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.files.files import Files
from bot.files.pictures.offered import Offered, list_files, offer_folder
from bot.files.pictures.store import find_pictures, put_picture
from bot.messages.files import CheckedFile, RefusedFile
from foundation.database.announcing import Database
from foundation.files.picture_names import read_picture_name

Outcome = CheckedFile | RefusedFile
Say = Callable[[str, Mapping[str, Any]], str]
"""A function that returns the text of a name with the values of its placeholders."""


async def check_picture(files: Files, pieces: AsyncIterable[bytes], name: str) -> Outcome:
    """Receives, checks and stores the bytes of a picture. The caller adds its row (`put_picture`). A file that is not a
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
    """Takes in all pictures of a folder and of the folders in it. Links are not followed."""
    return await take_pictures(database, files, offer_folder(folder), say)


async def take_pictures(database: Database, files: Files, offered: Iterable[Offered], say: Say) -> Taken:
    """Takes in pictures, each by its name without a folder. `say` returns the text of the reason of a refusal. Of two
    files with one name the second one is refused."""
    taken, seen = Taken(), set[str]()
    for one in offered:
        name = read_picture_name(one.name)
        problem = one.problem or ("name" if name is None else "doubled" if name in seen else None)
        if name is None or problem is not None:
            taken.refused[one.shown] = say(f"picture.refused.{problem}", {})
            continue
        seen.add(name)
        checked = await check_picture(files, one.read(), one.name)
        if isinstance(checked, RefusedFile):
            taken.refused[one.shown] = say(f"file.refused.{checked.reason}", {**checked.values, "file": checked.name})
            continue
        async with database.begin() as connection:
            is_new = await put_picture(connection, name, checked)
        taken.new, taken.same = taken.new + is_new, taken.same + (not is_new)
    return taken


async def take_ready_made(database: Database, files: Files, folder: Path, width: int, height: int) -> None:
    """Stores the PNG pictures of a folder of this program's own. They all have this width and height and need no check.
    Pictures whose names are stored already stay as they are."""
    found = {path.name: path for path in list_files(folder)}
    async with database.read() as connection:
        known = await find_pictures(connection, found.keys())
    new = {name: path for name, path in found.items() if name not in known}
    if not new:
        return
    with tempfile.TemporaryDirectory() as copies:
        made = await asyncio.to_thread(_copy_all, new, Path(copies), width, height)
        for picture in made.values():
            await files.blobs.put(Path(copies) / picture.sha256, picture.sha256)
    async with database.begin() as connection:
        for name, picture in made.items():
            await put_picture(connection, name, picture)


def _copy_all(paths: Mapping[str, Path], folder: Path, width: int, height: int) -> dict[str, CheckedFile]:
    """Copies PNG pictures into `folder`, each under its SHA-256, and returns the description of each, by name."""
    made = {}
    for name, path in paths.items():
        content = path.read_bytes()
        sha256_of_it = sha256(content).hexdigest()
        (folder / sha256_of_it).write_bytes(content)
        made[name] = CheckedFile(
            sha256_of_it, "photo", "image/png", len(content), path.name, width, height, sha256_of_it
        )
    return made
