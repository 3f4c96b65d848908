"""Stores the tokens of buttons with the meaning of each button."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import buttons


async def add_buttons(connection: AsyncConnection, rows: list[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(buttons.insert(), rows)


async def take_button(
    connection: AsyncConnection, conversation_id: str, token: str, now: dt.datetime
) -> Row[Any] | None:
    """Returns the button with this token and marks it as used. Returns None when the button is
    unknown, belongs to another conversation, has expired, or can be used only once and was."""
    usable = (
        update(buttons)
        .where(
            buttons.c.token == token,
            buttons.c.conversation_id == conversation_id,
            buttons.c.expires_at > now,
            or_(buttons.c.single_use.is_(False), buttons.c.used_at.is_(None)),
        )
        .values(used_at=now)
        .returning(buttons)
    )
    return (await connection.execute(usable)).one_or_none()


async def list_meant(connection: AsyncConnection, conversation_id: str, tokens: Sequence[str], name: str) -> list[Any]:
    """Returns the values with this name that the buttons with these tokens carry, in the order of the tokens and each
    once."""
    query = select(buttons.c.token, buttons.c.entities).where(
        buttons.c.conversation_id == conversation_id, buttons.c.token.in_(tokens)
    )
    carried = {row.token: row.entities.get(name) for row in await connection.execute(query)}
    return list(dict.fromkeys(carried[token] for token in tokens if carried.get(token) is not None))
