"""Stores what is known of each file: whose it is, in which message, and which bytes are its own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.files.tables import files
from bot.messages.files import CheckedFile, FileKind, StoredFile
from foundation.clock import system_clock

Direction = Literal["in", "out"]
State = Literal["received", "held", "refused"]
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class FileRow:
    """Describes a file as it is stored. Only one whose `state` is `received` may be read."""

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

    @property
    def shown(self) -> StoredFile:
        """Returns the file as a message holds it."""
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
) -> FileRow:
    """Adds the row of a file whose bytes are kept. Without a message it waits for one for a day. Its
    id is random unless the caller has one."""
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
    """Adds a row for the same bytes in another conversation, for somebody else to read. Each row has
    its own readers, and is erased with its own conversation."""
    checked = CheckedFile(
        file.sha256, file.kind, file.media_type, file.bytes, file.name, file.width, file.height, file.preview
    )
    return await add_file(connection, checked, contact_id, conversation_id, "out", message_id=message_id, state=state)


async def find_file(connection: AsyncConnection, file_id: str) -> FileRow | None:
    row = (await connection.execute(select(files).where(files.c.id == file_id))).one_or_none()
    return None if row is None else _build_row(row)


async def list_files(connection: AsyncConnection, conversation_id: str, ids: Sequence[str]) -> list[FileRow]:
    """Returns those of the files that belong to the conversation and may be read, in the order of
    `ids`."""
    query = select(files).where(
        files.c.id.in_(ids), files.c.conversation_id == conversation_id, files.c.state == "received"
    )
    found = {row.id: _build_row(row) for row in await connection.execute(query)}
    return [found[each] for each in dict.fromkeys(ids) if each in found]


async def take_uploads(
    connection: AsyncConnection, conversation_id: str, message_id: int, ids: Sequence[str]
) -> list[FileRow]:
    """Puts files that the contact uploaded into a message, under the conversation's lock. Returns
    them in the order of `ids`. Files of another conversation or of the staff, and files that are in
    a message already, are left out."""
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
    """Returns those of the files that the agent uploaded for the conversation and that are in no
    message yet, in the order of `ids`."""
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
    """Notes the message of files that were added before it."""
    if ids:
        waiting = (files.c.id.in_(ids), files.c.message_id.is_(None))
        await connection.execute(update(files).where(*waiting).values(message_id=message_id))


async def read_states(connection: AsyncConnection, conversation_id: str, ids: Sequence[str]) -> dict[str, State]:
    """Returns the state of each of the files that the conversation holds."""
    query = select(files.c.id, files.c.state).where(files.c.id.in_(ids), files.c.conversation_id == conversation_id)
    return {row.id: row.state for row in await connection.execute(query)}


async def set_state(connection: AsyncConnection, file_id: str, state: State) -> bool:
    """Changes the state of a held file. Returns False if it is not held any more."""
    held = update(files).where(files.c.id == file_id, files.c.state == "held").values(state=state)
    return bool((await connection.execute(held)).rowcount)


async def delete_upload(connection: AsyncConnection, conversation_id: str, file_id: str, direction: Direction) -> bool:
    """Deletes a file that the contact ("in") or staff ("out") uploaded and that is in no message.
    Returns whether there was one."""
    waiting = (
        files.c.id == file_id,
        files.c.conversation_id == conversation_id,
        files.c.direction == direction,
        files.c.message_id.is_(None),
    )
    return bool((await connection.execute(delete(files).where(*waiting))).rowcount)


async def count_sent(connection: AsyncConnection, contact_id: str, account: str | None) -> tuple[int, int]:
    """Returns how many bytes the contact, and all contacts of the account together, have sent within
    the last 24 hours. The second number is 0 without an account."""
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
    """Returns those of the SHA-256 that no row names."""
    used: set[str] = set()
    for column in (files.c.sha256, files.c.preview):
        query = select(column).where(column.in_(hashes)).distinct()
        used |= set((await connection.execute(query)).scalars())
    return set(hashes) - used


async def list_missing(connection: AsyncConnection, kept: Iterable[str]) -> list[str]:
    """Returns the ids of files whose bytes are not among those kept."""
    there = set(kept)
    rows = await connection.execute(select(files.c.id, files.c.sha256, files.c.preview).order_by(files.c.id))
    return [row.id for row in rows if row.sha256 not in there or (row.preview and row.preview not in there)]


async def list_of_contacts(connection: AsyncConnection, contact_ids: Sequence[str]) -> list[FileRow]:
    """Returns every file that these contacts sent or got, the oldest first."""
    query = select(files).where(files.c.contact_id.in_(contact_ids)).order_by(files.c.created_at, files.c.id)
    return [_build_row(row) for row in await connection.execute(query)]


async def list_hashes(connection: AsyncConnection, contact_ids: Sequence[str]) -> list[str]:
    """Returns the SHA-256 of all bytes that these contacts' files have."""
    rows = await list_of_contacts(connection, contact_ids)
    return sorted({each for row in rows for each in (row.sha256, row.preview) if each})


async def forget_files(
    connection: AsyncConnection, before: dt.datetime, uploads_before: dt.datetime, limit: int
) -> int:
    """Deletes the rows of files from before a moment, and of uploads that no message took."""
    old = or_(files.c.created_at < before, files.c.message_id.is_(None) & (files.c.created_at < uploads_before))
    ids = list((await connection.execute(select(files.c.id).where(old).limit(limit))).scalars())
    if ids:
        await connection.execute(delete(files).where(files.c.id.in_(ids)))
    return len(ids)


def _build_row(row: Row[Any]) -> FileRow:
    return FileRow(**row._mapping)
