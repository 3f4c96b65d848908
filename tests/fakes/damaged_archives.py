"""Makes damaged copies of a backup's archive, in all the ways in which an accident, another program or an attacker may
damage one."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

Members = dict[str, bytes]


def members_of(archive: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def damaged(whole: bytes, table: str, url: str) -> Iterator[tuple[str, bytes]]:
    """Yields damaged copies of the archive `whole`, each after the name of its damage. `table` is the name of a table
    that has rows in the archive. For a PostgreSQL database, whose tables take ten times as long to make, only what the
    database itself may have to refuse is damaged: everything else is found in the archive, whatever the database."""
    members = members_of(whole)
    if not url.startswith("postgresql"):
        yield from _damaged_bytes(whole)
        yield from _other_zips(whole, table)
    for name, change in _MANIFESTS.items():
        manifest = change(json.loads(members["manifest.json"]))
        written = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        yield f"manifest: {name}", packed(members | {"manifest.json": written})
    rows = members[f"{table}.jsonl"].splitlines(keepends=True)
    for name, line in _LINES.items():
        yield f"line: {name}", packed(members | {f"{table}.jsonl": line + b"".join(rows)})
    for name, value in _VALUES.items():
        if url.startswith("postgresql") and name not in _REFUSED_BY_POSTGRESQL:
            continue
        yield f"value: {name}", packed(members | {f"{table}.jsonl": _with_value(rows[0], value) + b"".join(rows[1:])})
    yield "a row twice", packed(members | {f"{table}.jsonl": rows[0] + b"".join(rows)})
    yield "no rows that others refer to", packed(members | {f"{table}.jsonl": b""})
    yield "no end of the last line", packed(members | {f"{table}.jsonl": b"".join(rows)[:-1]})


def _damaged_bytes(whole: bytes) -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "text", b"not a zip at all\n" * 100
    for part in (1, 5, 10, 50, 90, 99):
        yield f"truncated to {part} %", whole[: len(whole) * part // 100]
    yield "the end alone", whole[-60:]
    for seed in range(12):
        chance = random.Random(seed)
        flipped = bytearray(whole)
        for _ in range(1 + 8 * (seed % 3)):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        yield f"bits flipped, {seed}", bytes(flipped)
    with zipfile.ZipFile(io.BytesIO(whole)) as file:
        largest = max(file.infolist(), key=lambda entry: entry.compress_size)
    at = largest.header_offset + 30 + len(largest.filename) + largest.compress_size // 2
    yield "bad CRC or stream", whole[:at] + bytes(byte ^ 0xFF for byte in whole[at : at + 8]) + whole[at + 8 :]
    directory = whole.rindex(b"PK\x01\x02")
    yield "encrypted, it says", whole[: directory + 8] + b"\x01" + whole[directory + 9 :]
    yield "a method that nobody knows", whole[: directory + 10] + b"\x63\x00" + whole[directory + 12 :]
    end = whole.rindex(b"PK\x05\x06")
    yield "a directory of four gigabytes", whole[: end + 12] + struct.pack("<I", 0xFFFFFFF0) + whole[end + 16 :]


def _other_zips(whole: bytes, table: str) -> Iterator[tuple[str, bytes]]:
    members = members_of(whole)
    yield "an empty zip", packed({})
    yield "somebody else's zip", packed({"word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"})
    for name in ("../../../etc/cron.d/x", "/etc/passwd", "..\\x", "x\x00y", "more.jsonl", "logs/"):
        yield f"with {name!r}", packed(members | {name: b"x"})
    for name in ("manifest.json", f"{table}.jsonl", min(name for name, content in members.items() if not content)):
        yield f"without {name}", packed({other: content for other, content in members.items() if other != name})
    out = io.BytesIO(whole)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("manifest.json", members["manifest.json"])
    yield "an entry twice", out.getvalue()
    yield "a hundred thousand entries", packed(members | {f"{number}.jsonl": b"" for number in range(1000)})


_MANIFESTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "not JSON": lambda manifest: b"{",
    "not UTF-8": lambda manifest: b"\xff\xfe{}",
    "a list": lambda manifest: [manifest],
    "a number": lambda manifest: 7,
    "nothing": lambda manifest: None,
    "deep": lambda manifest: b"[" * 100_000,
    "another kind": lambda manifest: manifest | {"kind": "other"},
    "kind is a list": lambda manifest: manifest | {"kind": []},
    "no revision": lambda manifest: {name: value for name, value in manifest.items() if name != "revision"},
    "revision is a number": lambda manifest: manifest | {"revision": 4},
    "revision is a list": lambda manifest: manifest | {"revision": ["0001"]},
    "revision is nothing": lambda manifest: manifest | {"revision": None},
    "revision is a command": lambda manifest: manifest | {"revision": "head"},
    "revision is newer": lambda manifest: manifest | {"revision": "9999"},
    "large": lambda manifest: manifest | {"more": "x" * 2_000_000},
}
_LINES: dict[str, bytes] = {
    "not JSON": b"{\n",
    "empty": b"\n",
    "not UTF-8": b"\xff\xfe\n",
    "another shape": b"7\n",
    "a text": b'"x"\n',
    "an empty object": b"{}\n",
    "an empty list": b"[]\n",
    "deep": b"[" * 200_000 + b"\n",
    "a number of 5,000 digits": b"[" + b"9" * 5000 + b"]\n",
    "not a number": b"[NaN]\n",
    "long": b'["' + b"x" * 3_000_000 + b'"]\n',
    "NUL": b"\x00\n",
}
_VALUES: dict[str, Any] = {
    "nothing": None,
    "a list": [],
    "an object": {"$ne": 1},
    "true": True,
    "a huge number": 10**400,
    "a large number": 1 << 70,
    "a fraction": 1.5,
    "half a character": "\ud800",
    "a time that is none": "2026-13-45T00:00:00+00:00",
    "a number that is none": "NaN",
}
_REFUSED_BY_POSTGRESQL = {"nothing", "a list", "a large number", "half a character"}


def _with_value(row: bytes, value: Any) -> bytes:
    """Returns the row of JSON with `value` in the place of its first value."""
    parsed = json.loads(row)
    if isinstance(parsed, dict):
        parsed[next(iter(parsed))] = value
    else:
        parsed[0] = value
    return json.dumps(parsed).encode() + b"\n"


def bomb(whole: bytes, table: str) -> bytes:
    """Returns a small archive whose file for `table` unpacks to a single row of 400 MB."""
    out = io.BytesIO()
    members = members_of(whole)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in members.items():
            if name != f"{table}.jsonl":
                file.writestr(name, content)
        with file.open(f"{table}.jsonl", "w", force_zip64=True) as rows:
            for _ in range(400):
                rows.write(b"x" * 1_000_000)
    return out.getvalue()
