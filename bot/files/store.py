"""Stores one row for each file: whose it is, the message to which it belongs, and the SHA-256 of
its bytes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.files.pictures.store import find_kept
from bot.files.tables import files
from bot.messages.files import CheckedFile, FileKind, StoredFile
from foundation.clock import system_clock

Direction = Literal["in", "out"]
State = Literal["received", "held", "refused"]
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class FileRow:
    """Represents the stored row of a file. A file may be read only while its `state` is `received`."""

    id: str
    sha256: str
    preview: str | None
    kind: FileKind
    media_type: str
    bytes: int
    name: str
    width: int | None
    height: int | None
    contact_id: str
    conversation_id: str
    message_id: int | None
    agent_id: int | None
    direction: Direction
    state: State
    created_at: dt.datetime
    shared_by: str | None = None

    @property
    def shown(self) -> StoredFile:
        """Returns the description of the file that a message stores."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "media_type": self.media_type,
            "bytes": self.bytes,
            "width": self.width,
            "height": self.height,
            "has_preview": self.preview is not None,
        }


async def add_file(
    connection: AsyncConnection,
    file: CheckedFile,
    contact_id: str,
    conversation_id: str,
    direction: Direction,
    *,
    message_id: int | None = None,
    agent_id: int | None = None,
    state: State = "received",
    file_id: str | None = None,
    shared_by: str | None = None,
) -> FileRow:
    """Adds the row of a file whose bytes are stored already. A file without a message is deleted
    after a day. The id is random unless `file_id` is given."""
    values = {
        "id": file_id or uuid.uuid4().hex,
        "sha256": file.sha256,
        "preview": file.preview,
        "kind": file.kind,
        "media_type": file.media_type,
        "bytes": file.bytes,
        "name": file.name,
        "width": file.width,
        "height": file.height,
        "contact_id": contact_id,
        "conversation_id": conversation_id,
        "message_id": message_id,
        "agent_id": agent_id,
        "direction": direction,
        "state": state,
        "created_at": system_clock(),
        "shared_by": shared_by,
    }
    await connection.execute(files.insert().values(values))
    return FileRow(**values)  # type: ignore[arg-type]


async def share_file(
    connection: AsyncConnection,
    file: FileRow,
    contact_id: str,
    conversation_id: str,
    *,
    message_id: int | None = None,
    state: State = "received",
) -> FileRow:
    """Adds a row for the same bytes in another conversation, so that its contact can read the file.
    The row is erased with its own conversation, and with the person who sent the file."""
    checked = CheckedFile(
        file.sha256, file.kind, file.media_type, file.bytes, file.name, file.width, file.height, file.preview
    )
    return await add_file(
        connection,
        checked,
        contact_id,
        conversation_id,
        "out",
        message_id=message_id,
        state=state,
        shared_by=file.shared_by or file.contact_id,
    )


async def find_file(connection: AsyncConnection, file_id: str) -> FileRow | None:
    row = (await connection.execute(select(files).where(files.c.id == file_id))).one_or_none()
    return None if row is None else _build_row(row)


async def list_files(connection: AsyncConnection, conversation_id: str, ids: Sequence[str]) -> list[FileRow]:
    """Returns the files with these ids that belong to the conversation and may be read, in the
    order of `ids`."""
    query = select(files).where(
        files.c.id.in_(ids), files.c.conversation_id == conversation_id, files.c.state == "received"
    )
    found = {row.id: _build_row(row) for row in await connection.execute(query)}
    return [found[each] for each in dict.fromkeys(ids) if each in found]


async def take_uploads(
    connection: AsyncConnection, conversation_id: str, message_id: int, ids: Sequence[str]
) -> list[FileRow]:
    """Assigns files that the contact uploaded to a message, and returns them in the order of `ids`.
    Files of other conversations, of the staff, or in another message are left out. The caller must
    have locked the conversation."""
    waiting = (
        update(files)
        .where(
            files.c.id.in_(ids),
            files.c.conversation_id == conversation_id,
            files.c.message_id.is_(None),
            files.c.state == "received",
            files.c.direction == "in",
        )
        .values(message_id=message_id)
        .returning(files)
    )
    found = {row.id: _build_row(row) for row in (await connection.execute(waiting)).all()} if ids else {}
    return [found[each] for each in dict.fromkeys(ids) if each in found]


async def list_uploads(
    connection: AsyncConnection, conversation_id: str, ids: Sequence[str], agent_id: int
) -> list[FileRow]:
    """Returns the files with these ids that the agent uploaded for the conversation and that belong
    to no message yet, in the order of `ids`."""
    query = select(files).where(
        files.c.id.in_(ids),
        files.c.conversation_id == conversation_id,
        files.c.agent_id == agent_id,
        files.c.message_id.is_(None),
        files.c.state == "received",
    )
    found = {row.id: _build_row(row) for row in await connection.execute(query)} if ids else {}
    return [found[each] for each in dict.fromkeys(ids) if each in found]


async def put_into_message(connection: AsyncConnection, ids: Sequence[str], message_id: int) -> None:
    """Assigns files that belong to no message yet to this message."""
    if ids:
        waiting = (files.c.id.in_(ids), files.c.message_id.is_(None))
        await connection.execute(update(files).where(*waiting).values(message_id=message_id))


async def read_states(connection: AsyncConnection, conversation_id: str, ids: Sequence[str]) -> dict[str, State]:
    """Returns the states of the files with these ids in the conversation, by id."""
    query = select(files.c.id, files.c.state).where(files.c.id.in_(ids), files.c.conversation_id == conversation_id)
    return {row.id: row.state for row in await connection.execute(query)}


async def set_state(connection: AsyncConnection, file_id: str, state: State) -> bool:
    """Changes the state of a file that is held for a decision of the staff. Returns False if the
    file is no longer in the state `held`."""
    held = update(files).where(files.c.id == file_id, files.c.state == "held").values(state=state)
    return bool((await connection.execute(held)).rowcount)


async def delete_upload(connection: AsyncConnection, conversation_id: str, file_id: str, direction: Direction) -> bool:
    """Deletes the row of a file that the contact (`in`) or the staff (`out`) uploaded and that
    belongs to no message. Returns whether there was such a file."""
    waiting = (
        files.c.id == file_id,
        files.c.conversation_id == conversation_id,
        files.c.direction == direction,
        files.c.message_id.is_(None),
    )
    return bool((await connection.execute(delete(files).where(*waiting))).rowcount)


async def count_sent(connection: AsyncConnection, contact_id: str, account: str | None) -> tuple[int, int]:
    """Returns how many bytes the contact, and all contacts of the account together, have sent
    within the last 24 hours. If `account` is None, the second number is 0."""
    sent = select(func.coalesce(func.sum(files.c.bytes), 0)).where(
        files.c.direction == "in", files.c.created_at > system_clock() - DAY
    )
    by_contact = (await connection.execute(sent.where(files.c.contact_id == contact_id))).scalar_one()
    if account is None:
        return int(by_contact), 0
    colleagues = select(contacts.c.id).where(contacts.c.account == account)
    by_account = (await connection.execute(sent.where(files.c.contact_id.in_(colleagues)))).scalar_one()
    return int(by_contact), int(by_account)


async def find_unused(connection: AsyncConnection, hashes: Sequence[str]) -> set[str]:
    """Returns those of the SHA-256 hashes to which neither a file nor a picture of the catalogue refers."""
    used = await find_kept(connection, hashes)
    for column in (files.c.sha256, files.c.preview):
        query = select(column).where(column.in_(hashes)).distinct()
        used |= set((await connection.execute(query)).scalars())
    return set(hashes) - used


async def list_missing(connection: AsyncConnection, kept: Iterable[str]) -> list[str]:
    """Returns the ids of files whose bytes, or whose preview's bytes, are not among the stored
    hashes `kept`."""
    there = set(kept)
    rows = await connection.execute(select(files.c.id, files.c.sha256, files.c.preview).order_by(files.c.id))
    return [row.id for row in rows if row.sha256 not in there or (row.preview and row.preview not in there)]


async def list_of_contacts(connection: AsyncConnection, contact_ids: Sequence[str]) -> list[FileRow]:
    """Returns every file that these contacts sent or got, the oldest first."""
    query = select(files).where(files.c.contact_id.in_(contact_ids)).order_by(files.c.created_at, files.c.id)
    return [_build_row(row) for row in await connection.execute(query)]


async def list_hashes(connection: AsyncConnection, contact_ids: Sequence[str]) -> list[str]:
    """Returns the SHA-256 hashes of the files of these contacts, and of their previews."""
    rows = await list_of_contacts(connection, contact_ids)
    return sorted({each for row in rows for each in (row.sha256, row.preview) if each})


async def forget_files(
    connection: AsyncConnection, before: dt.datetime, uploads_before: dt.datetime, limit: int
) -> int:
    """Deletes the rows of up to `limit` files: those from before `before`, and those from before
    `uploads_before` that belong to no message. Returns how many were deleted."""
    old = or_(files.c.created_at < before, files.c.message_id.is_(None) & (files.c.created_at < uploads_before))
    ids = list((await connection.execute(select(files.c.id).where(old).limit(limit))).scalars())
    if ids:
        await connection.execute(delete(files).where(files.c.id.in_(ids)))
    return len(ids)


def _build_row(row: Row[Any]) -> FileRow:
    return FileRow(**row._mapping)
