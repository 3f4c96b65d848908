"""Reads a backup's archive that may be damaged, somebody else's, or made to hurt: a piece at a time, and within limits.

An archive is a ZIP: `manifest.json`, and one file of JSON lines for each table. Whatever is wrong with it is one `DamagedArchive`.
"""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

LONGEST_LINE = 1024 * 1024
"""Bytes of a row. The longest of ours, a conversation with its state, has some 10 KB."""
LARGEST_MANIFEST = 256 * 1024
LARGEST_PIECE = 1024 * 1024
"""What is read at once, the ZIP's directory included: an archive of ours has some 30 entries, not a million."""
MOST_ENTRIES = 200
MOST_BYTES = 1 << 40
MOST_ROWS = 2_000_000_000
MOST_GROWTH = 200
"""How many times larger than the archive its contents may be. Rows have ids of their own, so they shrink to a tenth, not to a thousandth."""
FREE_GROWTH = 16 * 1024 * 1024
"""Below it nobody counts: a small database is all alike."""

_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError, MemoryError),
)
"""All that `zipfile` and `json` raise for bytes that they cannot make sense of: a password asked for, a method that is not there, and so on."""


class DamagedArchive(Exception):
    """The archive is not what a backup writes, or not whole; the message is the end of a sentence that begins with its name."""


class _Pieces(io.FileIO):
    """A file that is read in pieces: `zipfile` would take the whole directory of a ZIP into memory, however large it says that is."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = LARGEST_PIECE
        if size > LARGEST_PIECE:
            raise zipfile.BadZipFile("too large a piece")
        return super().read(size) or b""


class Archive:
    """An open archive, as a context manager.

    Raises:
        DamagedArchive: from the beginning, or as soon as what is wrong is come to.
    """

    def __init__(self, path: Path) -> None:
        with _telling("cannot be read"):
            self._file = _Pieces(str(path))
        try:
            with _telling("is not a backup of Caravan"):
                self._zip = zipfile.ZipFile(self._file)
            self._check_directory(path.stat().st_size)
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._file.close()

    @property
    def names(self) -> set[str]:
        return set(self._zip.namelist())

    def read_manifest(self, kind: str) -> dict[str, Any]:
        """What the archive says of itself; it must say that it is of this `kind`."""
        with _telling("is not a backup of Caravan"):
            if self._zip.getinfo("manifest.json").file_size > LARGEST_MANIFEST:
                _damaged("is not a backup of Caravan")
            manifest = _parse(self._zip.read("manifest.json"))
        if not isinstance(manifest, dict) or manifest.get("kind") != kind:
            _damaged("is not a backup of Caravan")
        return manifest

    def read_rows(self, table: str) -> Iterator[Any]:
        """The rows of a table, one after the other; at their end it is certain that they are those that were written."""
        name = f"{table}.jsonl"
        if name not in self.names:
            _damaged(f"is damaged: {name} is missing")
        trouble = f"is damaged in {name}"
        with _telling(trouble):
            file = self._zip.open(name)
        count = 0
        with file:
            while True:
                with _telling(trouble):
                    line = file.readline(LONGEST_LINE + 1)
                    if not line:
                        return
                    count += 1
                    if len(line) > LONGEST_LINE or not line.endswith(b"\n") or count > MOST_ROWS:
                        _damaged(trouble)
                    row = _parse(line)
                yield row

    def copy_stored(self, name: str, target: Path) -> None:
        """Writes a part that is an archive itself, and was put in as it is, to a file."""
        with _telling("is not a backup of Caravan"):
            if self._zip.getinfo(name).compress_type != zipfile.ZIP_STORED:
                _damaged("is not a backup of Caravan")
        with _telling(f"is damaged in {name}"):
            file = self._zip.open(name)
        with file, target.open("wb") as out:
            while True:
                with _telling(f"is damaged in {name}"):
                    piece = file.read(LARGEST_PIECE // 4)
                if not piece:
                    return
                out.write(piece)  # what goes wrong here (a full disk) is not the archive's fault

    def _check_directory(self, size: int) -> None:
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES or len(self.names) != len(entries):
            _damaged("is not a backup of Caravan")
        if sum(entry.file_size for entry in entries) > min(MOST_BYTES, FREE_GROWTH + MOST_GROWTH * size):
            _damaged("is damaged: it would grow far beyond what a backup holds")


def _parse(line: bytes) -> Any:
    return json.loads(line.decode("utf-8"), parse_constant=_refuse, parse_float=_finite)


def _finite(number: str) -> float:
    if math.isinf(value := float(number)):
        raise ValueError(number)
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _damaged(trouble: str) -> NoReturn:
    raise DamagedArchive(trouble)


@contextmanager
def _telling(trouble: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        reason = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
        raise DamagedArchive(trouble + reason) from error
