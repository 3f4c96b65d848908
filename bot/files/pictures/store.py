"""Stores one row for each picture of the catalogue: its name, and the SHA-256 of its bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.files.pictures.tables import pictures
from bot.messages.files import CheckedFile, StoredPicture
from foundation.clock import system_clock


async def put_picture(connection: AsyncConnection, name: str, picture: CheckedFile) -> bool:
    """Stores the row of a picture whose bytes are stored already. The row replaces that of an earlier picture with this
    name. Returns whether the picture is new or differs from the earlier one."""
    values = {
        "sha256": picture.sha256,
        "preview": picture.preview or picture.sha256,
        "media_type": picture.media_type,
        "bytes": picture.bytes,
        "width": picture.width,
        "height": picture.height,
        "named_at": system_clock(),
    }
    locked = select(pictures.c.sha256).where(pictures.c.name == name).with_for_update()
    before = (await connection.execute(locked)).scalar_one_or_none()
    if before is None:
        await connection.execute(pictures.insert().values(name=name, **values))
    else:
        await connection.execute(update(pictures).where(pictures.c.name == name).values(values))
    return before != picture.sha256


async def find_pictures(connection: AsyncConnection, names: Collection[str]) -> Mapping[str, StoredPicture]:
    """Returns the stored pictures with these names, by name."""
    if not names:
        return {}
    found = await connection.execute(select(pictures).where(pictures.c.name.in_(names)))
    return {
        row.name: {
            "sha256": row.sha256,
            "preview": row.preview,
            "media_type": row.media_type,
            "bytes": row.bytes,
            "width": row.width,
            "height": row.height,
        }
        for row in found
    }


async def find_media_type(connection: AsyncConnection, sha256: str) -> str | None:
    """Returns the media type of the bytes with this SHA-256, or None if no picture of the catalogue has them."""
    whole = select(pictures.c.media_type).where(pictures.c.sha256 == sha256).limit(1)
    if found := (await connection.execute(whole)).scalar_one_or_none():
        return str(found)
    small = select(pictures.c.name).where(pictures.c.preview == sha256).limit(1)
    return None if (await connection.execute(small)).first() is None else "image/jpeg"


async def list_names(connection: AsyncConnection, before: dt.datetime, limit: int) -> Sequence[str]:
    """Returns the names of up to `limit` pictures that no product is known to have named since `before`."""
    old = select(pictures.c.name).where(pictures.c.named_at < before).order_by(pictures.c.named_at).limit(limit)
    return (await connection.execute(old)).scalars().all()


async def mark_named(connection: AsyncConnection, names: Collection[str]) -> None:
    """Notes that products name these pictures now."""
    await connection.execute(update(pictures).where(pictures.c.name.in_(names)).values(named_at=system_clock()))


async def forget_pictures(connection: AsyncConnection, names: Collection[str], before: dt.datetime) -> int:
    """Deletes the rows of those of these pictures that have neither been stored nor been named by a product since
    `before`. Returns the number of deleted rows. The next cleaning (bot/files/cleaning.py) deletes their bytes."""
    old = delete(pictures).where(pictures.c.name.in_(names), pictures.c.named_at < before)
    return (await connection.execute(old)).rowcount


async def find_kept(connection: AsyncConnection, hashes: Sequence[str]) -> set[str]:
    """Returns those of the SHA-256 hashes that belong to a stored picture or to its preview."""
    query = select(pictures.c.sha256, pictures.c.preview).where(
        or_(pictures.c.sha256.in_(hashes), pictures.c.preview.in_(hashes))
    )
    return {each for row in await connection.execute(query) for each in row}
