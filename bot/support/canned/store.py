"""Stores the replies that agents have prepared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import agents
from bot.support.store.tables import canned_replies


@dataclass(frozen=True)
class CannedReply:
    """Describes a prepared reply: what agents type after the slash, its text by language, and who
    changed it last and when."""

    id: int
    shortcut: str
    texts: Mapping[str, str]
    agent_name: str | None
    updated_at: dt.datetime


async def find_canned(connection: AsyncConnection) -> list[CannedReply]:
    """Returns all prepared replies, by their shortcuts."""
    query = (
        select(
            canned_replies.c.id,
            canned_replies.c.shortcut,
            canned_replies.c.texts,
            agents.c.name,
            canned_replies.c.updated_at,
        )
        .outerjoin(agents, agents.c.id == canned_replies.c.agent_id)
        .order_by(canned_replies.c.shortcut)
    )
    return [CannedReply(*row) for row in await connection.execute(query)]


async def add_canned(
    connection: AsyncConnection, shortcut: str, texts: Mapping[str, str], agent_id: int | None, now: dt.datetime
) -> None:
    values = {"shortcut": shortcut, "texts": dict(texts), "agent_id": agent_id, "updated_at": now}
    await connection.execute(canned_replies.insert().values(**values))


async def set_canned(
    connection: AsyncConnection,
    reply_id: int,
    shortcut: str,
    texts: Mapping[str, str],
    agent_id: int,
    now: dt.datetime,
) -> None:
    values = {"shortcut": shortcut, "texts": dict(texts), "agent_id": agent_id, "updated_at": now}
    await connection.execute(update(canned_replies).where(canned_replies.c.id == reply_id).values(**values))


async def delete_canned(connection: AsyncConnection, reply_id: int) -> None:
    await connection.execute(delete(canned_replies).where(canned_replies.c.id == reply_id))
