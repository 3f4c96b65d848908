"""Tells UTF-8 from GB18030, the two encodings in which Chinese companies write tables, and refuses other encodings."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from actions.marketplace.integrations.importing.problems import BadFile

PIECE = 1024 * 1024
LOOKED_AT = 20_000
"""How many characters beyond ASCII are examined to tell Chinese text from another encoding."""
LEAST_COMMON = 0.7
"""The least share of the examined characters that must be everyday Chinese ones. If a Western text or one in Big5 is
read as GB18030, hardly any of them are."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Looked:
    """Says in which encoding a file is written, and has a hash of its content."""

    encoding: str
    sha256: str
    size: int


def look_at(path: Path) -> Looked:
    """Reads the file once, in pieces.

    Raises:
        BadFile: there is no such file, it is empty, or it is in another encoding.
    """
    digest, size, start = hashlib.sha256(), 0, b""
    with open_bytes(path) as file:
        while piece := file.read(PIECE):
            start = start or piece[:4]
            digest.update(piece)
            size += len(piece)
    if not size:
        raise BadFile("empty_file", file=path.name)
    marked = next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None)
    wrong = _find_wrong_byte(path, marked or "utf-8")
    if wrong is None:
        return Looked(marked or "utf-8", digest.hexdigest(), size)
    if marked is None and _is_chinese(path):
        return Looked("gb18030", digest.hexdigest(), size)
    raise BadFile("wrong_encoding", file=path.name, byte=wrong + 1)


def hash_file(path: Path) -> Looked:
    """Returns the hash of a binary file."""
    digest, size = hashlib.sha256(), 0
    with open_bytes(path) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    if not size:
        raise BadFile("empty_file", file=path.name)
    return Looked("", digest.hexdigest(), size)


def open_bytes(path: Path):  # type: ignore[no-untyped-def]  # the type of an open file has no public name
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise BadFile("no_file", file=str(path)) from None
    except OSError as error:
        raise BadFile("unreadable_file", file=str(path), reason=error.strerror or str(error)) from None


def _find_wrong_byte(path: Path, encoding: str) -> int | None:
    """Returns the offset of the first byte that is not valid in the encoding, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with open_bytes(path) as file:
        while True:
            piece = file.read(PIECE)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                return done - pending + error.start
            if not piece:
                return None
            done += len(piece)


def _is_chinese(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("gb18030")()
    common = other = 0
    with open_bytes(path) as file:
        while True:
            piece = file.read(PIECE)
            try:
                decoded = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError:
                return False
            if common + other < LOOKED_AT:
                beyond = [character for character in decoded if character > "\x7f"][:LOOKED_AT]
                everyday = sum(map(_is_everyday, beyond))
                common, other = common + everyday, other + len(beyond) - everyday
            if not piece:
                return common >= LEAST_COMMON * (common + other)


def _is_everyday(character: str) -> bool:
    """Returns True for the 3,755 most frequent Chinese characters and for Chinese punctuation, by their rows in GB 2312."""
    try:
        first = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xB0 <= first <= 0xD7 or first in (0xA1, 0xA3)
