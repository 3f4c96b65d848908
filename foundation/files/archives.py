"""Reads the archive of a backup, which may be damaged or malicious, in small pieces and within
limits.

An archive is a ZIP with `manifest.json` and one file of JSON lines for each table. Every problem
with an archive is raised as `DamagedArchive`.
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
"""The most bytes of a row. The longest real rows, conversations with their state, have about 10 KB."""
LARGEST_MANIFEST = 256 * 1024
LARGEST_PIECE = 1024 * 1024
"""The most bytes that are read at once. The ZIP's directory is read as one piece, and is small in
real backups, which have about 30 entries."""
MOST_ENTRIES = 200
MOST_BYTES = 1 << 40
MOST_ROWS = 2_000_000_000
MOST_GROWTH = 200
"""How many times larger than the archive its unpacked contents may be. Compression shrinks real
rows to about a tenth."""
FREE_GROWTH = 16 * 1024 * 1024
"""Contents up to this size, in bytes, are always accepted, because the similar rows of a small
database may be compressed further."""

_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RecursionError, MemoryError),
)
"""All errors that `zipfile` and `json` raise for bytes that they cannot read, including encrypted
entries and unknown compression methods."""


class DamagedArchive(Exception):
    """The archive is incomplete, or is not a backup. The message is the end of a sentence; the
    caller puts the archive's name before it."""


class _Pieces(io.FileIO):
    """Represents a file that refuses to read more than `LARGEST_PIECE` bytes at once. Without this
    limit, `zipfile` would load the whole directory of a ZIP into memory, whatever size the ZIP
    states."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = LARGEST_PIECE
        if size > LARGEST_PIECE:
            raise zipfile.BadZipFile("too large a piece")
        return super().read(size) or b""


class Archive:
    """Represents an opened archive, as a context manager.

    Raises:
        DamagedArchive: the archive is damaged. Damage may be found when the archive is opened, or
            only when the damaged part is read.
    """

    def __init__(self, path: Path) -> None:
        with _report_damage("cannot be read"):
            self._file = _Pieces(str(path))
        try:
            with _report_damage("is not a backup of Caravan"):
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
        """Returns the content of the archive's `manifest.json`, which must have this `kind`."""
        with _report_damage("is not a backup of Caravan"):
            if self._zip.getinfo("manifest.json").file_size > LARGEST_MANIFEST:
                _raise_damaged("is not a backup of Caravan")
            manifest = _parse(self._zip.read("manifest.json"))
        if not isinstance(manifest, dict) or manifest.get("kind") != kind:
            _raise_damaged("is not a backup of Caravan")
        return manifest

    def read_rows(self, table: str) -> Iterator[Any]:
        """Yields the rows of a table, one after the other.

        The checksum is compared after the last row, so the rows may be trusted only after that.
        """
        name = f"{table}.jsonl"
        if name not in self.names:
            _raise_damaged(f"is damaged: {name} is missing")
        trouble = f"is damaged in {name}"
        with _report_damage(trouble):
            file = self._zip.open(name)
        count = 0
        with file:
            while True:
                with _report_damage(trouble):
                    line = file.readline(LONGEST_LINE + 1)
                    if not line:
                        return
                    count += 1
                    if len(line) > LONGEST_LINE or not line.endswith(b"\n") or count > MOST_ROWS:
                        _raise_damaged(trouble)
                    row = _parse(line)
                yield row

    def copy_stored(self, name: str, target: Path) -> None:
        """Writes the entry with this name, which must be stored without compression, to the file
        `target`."""
        with _report_damage("is not a backup of Caravan"):
            if self._zip.getinfo(name).compress_type != zipfile.ZIP_STORED:
                _raise_damaged("is not a backup of Caravan")
        with _report_damage(f"is damaged in {name}"):
            file = self._zip.open(name)
        with file, target.open("wb") as out:
            while True:
                with _report_damage(f"is damaged in {name}"):
                    piece = file.read(LARGEST_PIECE // 4)
                if not piece:
                    return
                # outside of `_report_damage`, because an error here, such as a full disk, is no
                # damage of the archive
                out.write(piece)

    def _check_directory(self, size: int) -> None:
        entries = self._zip.infolist()
        if len(entries) > MOST_ENTRIES or len(self.names) != len(entries):
            _raise_damaged("is not a backup of Caravan")
        if sum(entry.file_size for entry in entries) > min(MOST_BYTES, FREE_GROWTH + MOST_GROWTH * size):
            _raise_damaged("is damaged: it would grow far beyond what a backup holds")


def _parse(line: bytes) -> Any:
    return json.loads(line.decode("utf-8"), parse_constant=_refuse_constant, parse_float=_parse_finite)


def _parse_finite(number: str) -> float:
    if math.isinf(value := float(number)):
        raise ValueError(number)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _raise_damaged(trouble: str) -> NoReturn:
    raise DamagedArchive(trouble)


@contextmanager
def _report_damage(trouble: str) -> Iterator[None]:
    """Turns errors in the `with` block that mean damage into `DamagedArchive` with this message."""
    try:
        yield
    except _DAMAGE as error:
        reason = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
        raise DamagedArchive(trouble + reason) from error
