"""Stores to which orders and requests files belong, and whether the other side may have them. The marketplace decides
that; the gateway stores the decisions in order to show them on the console, and to tell each sender once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.files.tables import files
from bot.marketplace.tables import file_places
from foundation.clock import system_clock
from foundation.database.statements import insert


@dataclass(frozen=True)
class FilePlace:
    """Says to which order or request (`number`) a file belongs, what it is for there, and whether the
    other side got it."""

    number: str
    use: str
    state: str


async def set_place(
    connection: AsyncConnection, place_id: int, file_id: str, conversation_id: str, place: FilePlace
) -> bool:
    """Records to which order or request a file belongs, and its state. The caller must have locked the conversation.
    Returns whether the state is new."""
    known = select(file_places.c.state).where(file_places.c.id == place_id)
    if (await connection.execute(known)).scalar_one_or_none() == place.state:
        return False
    values = {
        "file_id": file_id,
        "conversation_id": conversation_id,
        "number": place.number,
        "use": place.use,
        "state": place.state,
        "updated_at": system_clock(),
    }
    new = insert(connection, file_places).values(id=place_id, **values)
    await connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=values))
    return True


async def list_places(connection: AsyncConnection, file_ids: Iterable[str]) -> dict[str, list[FilePlace]]:
    """Returns the places of the files by file id, in the order in which they were recorded. Files without a place are
    left out."""
    query = select(file_places).where(file_places.c.file_id.in_(list(file_ids))).order_by(file_places.c.id)
    found: dict[str, list[FilePlace]] = {}
    for row in await connection.execute(query):
        found.setdefault(row.file_id, []).append(FilePlace(row.number, row.use, row.state))
    return found


async def list_places_between(
    connection: AsyncConnection, conversation_id: str, first: int, last: int
) -> dict[str, list[FilePlace]]:
    """Returns the places of the files in the messages from `first` to `last`."""
    here = files.c.conversation_id == conversation_id, files.c.message_id.between(first, last)
    ids = (await connection.execute(select(files.c.id).where(*here))).scalars().all()
    return await list_places(connection, ids) if ids else {}


async def is_held(connection: AsyncConnection, file_id: str) -> bool:
    """Returns whether the file waits for a decision of the staff."""
    held = select(file_places.c.id).where(file_places.c.file_id == file_id, file_places.c.state == "held")
    return (await connection.execute(held.limit(1))).first() is not None


async def count_held(connection: AsyncConnection) -> int:
    """Returns how many files wait for a decision."""
    query = select(func.count()).select_from(file_places).where(file_places.c.state == "held")
    return int((await connection.execute(query)).scalar_one())


async def list_held(connection: AsyncConnection, place_ids: Sequence[int]) -> set[int]:
    """Returns those of the numbers (the marketplace's ids of files) that are recorded here as held."""
    query = select(file_places.c.id).where(file_places.c.id.in_(place_ids), file_places.c.state == "held")
    return set((await connection.execute(query)).scalars()) if place_ids else set()
