"""Keeps uploads: the tables that an admin uploaded on the console, the work that is to be done with them, and the
outcome for their rows."""

from __future__ import annotations

import base64
import binascii
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.errors import NotFound
from actions.marketplace.integrations.importing.kinds import KINDS
from actions.marketplace.integrations.importing.problems import BadFile
from actions.marketplace.integrations.importing.refusals import storable
from actions.marketplace.integrations.importing.sources import LINES, TABLES, WORKBOOKS
from actions.marketplace.integrations.uploading.tables import upload_pieces, upload_problems, uploads
from foundation.clock import Clock
from foundation.database.statements import insert

MEGABYTE = 1024 * 1024
LARGEST = 64 * MEGABYTE
"""The most bytes of an upload. Larger files are imported by the command."""
MOST_FILES = 10
MOST_WAITING = 20
"""The most uploads whose files are kept at a time."""
PIECE = MEGABYTE
WAITING = ("to_look", "to_apply")
"""The states of uploads that wait to be worked on."""
LONGEST_NAME = 120
MOST_LISTED = 30
MOST_PROBLEMS = 5_000
"""The most refused rows that are kept of one upload. All are counted."""
STAYS = timedelta(days=7)
"""How long the files of an upload are kept if nobody decides about it."""
REMEMBERED = timedelta(days=90)
"""How long the result of an upload is kept."""
_uploads, _pieces, _problems = uploads.c, upload_pieces.c, upload_problems.c
Written = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewFile:
    """Describes a file of an upload before its bytes come."""

    name: str
    bytes: int


class Uploads:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def begin(self, files: Sequence[NewFile], kind: str | None, by: str) -> str:
        """Begins an upload of these files, whose bytes follow (`add_piece`), and returns its id.

        Raises:
            BadFile: an upload cannot hold these files.
        """
        check_files(files)
        if kind is not None and kind not in KINDS:
            raise BadFile("unknown_kind", file=files[0].name, kinds=", ".join(KINDS))
        now, upload_id = self._clock(), uuid.uuid4().hex
        async with self._database.begin() as connection:
            await forget_old(connection, now - STAYS, now - REMEMBERED)
            kept = select(func.count(func.distinct(_pieces.upload_id)))
            if (await connection.execute(kept)).scalar_one() >= MOST_WAITING:
                raise BadFile("too_many_uploads", most=MOST_WAITING)
            await connection.execute(
                uploads.insert().values(
                    id=upload_id,
                    state="coming",
                    by=by,
                    kind=kind,
                    files=[{"name": one.name, "bytes": one.bytes} for one in files],
                    tables=[],
                    beside_demo=False,
                    tries=0,
                    created_at=now,
                    changed_at=now,
                )
            )
        return upload_id

    async def add_piece(self, upload_id: str, file: int, place: int, content: str) -> None:
        """Stores a piece of a file, as base64; each piece of a file except the last has `PIECE` bytes. A piece that is
        sent again changes nothing.

        Raises:
            NotFound: no upload with this id is being received, or it has no such file.
        """
        try:
            size = len(base64.b64decode(content, validate=True))
        except (binascii.Error, ValueError):
            raise NotFound(upload_id) from None
        async with self._database.begin() as connection:
            row = await _find(connection, upload_id)
            files = row["files"] if row["state"] == "coming" else []
            if file >= len(files) or size != min(PIECE, files[file]["bytes"] - place * PIECE):
                raise NotFound(upload_id)
            piece = {"upload_id": upload_id, "file": file, "place": place, "bytes": size, "content": content}
            await connection.execute(insert(connection, upload_pieces).values(piece).on_conflict_do_nothing())

    async def complete(self, upload_id: str) -> None:
        """Has the upload looked at, once all of its bytes are there.

        Raises:
            NotFound: there is no such upload, or some of its bytes are missing.
        """
        async with self._database.begin() as connection:
            row = await _find(connection, upload_id)
            come = select(func.coalesce(func.sum(_pieces.bytes), 0)).where(_pieces.upload_id == upload_id)
            if (await connection.execute(come)).scalar_one() != sum(one["bytes"] for one in row["files"]):
                raise NotFound(upload_id)
            await self._move(connection, upload_id, "coming", "to_look")

    async def list_newest(self) -> list[Written]:
        newest = select(uploads).where(_uploads.state != "coming").order_by(_uploads.created_at.desc())
        async with self._database.read() as connection:
            rows = (await connection.execute(newest.limit(MOST_LISTED))).all()
        return [_write(dict(row._mapping)) for row in rows]

    async def access(self, upload_id: str, problems: int) -> Written:
        """Returns the upload with at most `problems` of its refused rows.

        Raises:
            NotFound: there is no such upload.
        """
        async with self._database.read() as connection:
            row = await _find(connection, upload_id)
            listed = select(upload_problems).where(_problems.upload_id == upload_id).order_by(_problems.id)
            found = (await connection.execute(listed.limit(problems))).all()
        kept = [
            {name: value for name, value in one._mapping.items() if name not in ("id", "upload_id")} for one in found
        ]
        return _write(row) | {"problems": kept}

    async def apply(self, upload_id: str) -> bool:
        """Has the upload imported as it was when it was looked at. Returns whether this call started the import; a
        second call changes nothing.

        Raises:
            NotFound: there is no such upload.
        """
        async with self._database.begin() as connection:
            row = await _find(connection, upload_id)
            tables = [one | {"done": 0.0} for one in row["tables"]]
            return await self._move(connection, upload_id, "looked", "to_apply", tables=tables)

    async def give_up(self, upload_id: str) -> bool:
        """Deletes the upload and its files, unless it is being imported. Returns whether it is gone.

        Raises:
            NotFound: there is no such upload.
        """
        async with self._database.begin() as connection:
            row = await _find(connection, upload_id)
            if row["state"] == "to_apply":
                return False
            await _delete(connection, [upload_id])
            return True

    async def _move(self, connection: AsyncConnection, upload_id: str, before: str, state: str, **more: Any) -> bool:
        moved = update(uploads).where(_uploads.id == upload_id, _uploads.state == before)
        values = {"state": state, "tries": 0, "changed_at": self._clock(), **more}
        return (await connection.execute(moved.values(values))).rowcount == 1


async def is_waiting(database: Database) -> bool:
    """Returns whether an upload waits to be looked at, or to be imported."""
    async with database.read() as connection:
        waiting = select(_uploads.id).where(_uploads.state.in_(WAITING)).limit(1)
        return (await connection.execute(waiting)).first() is not None


def check_files(files: Sequence[NewFile]) -> None:
    """Checks the names and the sizes of the files of an upload.

    Raises:
        BadFile: an upload cannot hold these files.
    """
    if not files:
        raise BadFile("no_tables", kinds=", ".join(KINDS))
    if len(files) > MOST_FILES or sum(one.bytes for one in files) > LARGEST:
        raise BadFile("too_large_upload", most=MOST_FILES, megabytes=LARGEST // MEGABYTE)
    for place, one in enumerate(files):
        if not is_plain_name(one.name):
            raise BadFile("bad_file_name", file=storable(one.name)[:LONGEST_NAME])
        if PurePath(one.name).suffix.lower() not in TABLES | WORKBOOKS | LINES:
            raise BadFile("unknown_ending", file=one.name)
        if not one.bytes:
            raise BadFile("empty_file", file=one.name)
        if one.name.casefold() in {other.name.casefold() for other in files[:place]}:
            raise BadFile("doubled_file", file=one.name)


def is_plain_name(name: str) -> bool:
    """Returns whether the name is a short name of a file, without folders and control characters."""
    return (
        0 < len(name.encode("utf-8", "replace")) <= 2 * LONGEST_NAME
        and len(name) <= LONGEST_NAME
        and PurePath(name).name == name
        and "\\" not in name
        and not name.startswith(".")
        and name.isprintable()
        and storable(name) == name
    )


async def forget_files(connection: AsyncConnection, upload_id: str) -> None:
    await connection.execute(delete(upload_pieces).where(_pieces.upload_id == upload_id))


async def forget_old(connection: AsyncConnection, decided_before: Any, before: Any) -> None:
    """Deletes the uploads for which nobody has decided since `decided_before`, and all that were made before
    `before`."""
    undecided = select(_uploads.id).where(
        _uploads.state.in_(("coming", "to_look", "looked")), _uploads.changed_at < decided_before
    )
    old = select(_uploads.id).where(_uploads.created_at < before, _uploads.state != "to_apply")
    ids = {row.id for query in (undecided, old) for row in await connection.execute(query)}
    await _delete(connection, sorted(ids))


async def _delete(connection: AsyncConnection, ids: Sequence[str]) -> None:
    if ids:
        await connection.execute(delete(upload_pieces).where(_pieces.upload_id.in_(ids)))
        await connection.execute(delete(upload_problems).where(_problems.upload_id.in_(ids)))
        await connection.execute(delete(uploads).where(_uploads.id.in_(ids)))


async def _find(connection: AsyncConnection, upload_id: str) -> Written:
    row = (await connection.execute(select(uploads).where(_uploads.id == upload_id))).first()
    if row is None:
        raise NotFound(upload_id)
    return dict(row._mapping)


def _write(row: Written) -> Written:
    """Returns the upload for JSON."""
    times = {name: row[name].isoformat() for name in ("created_at", "changed_at")}
    return {name: value for name, value in row.items() if name != "tries"} | times
