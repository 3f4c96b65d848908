"""Messages of a conversation, in visible order, and what has to be delivered of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, Text, bindparam, cast, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from bot.clock import system_clock
from bot.storage.tables import agents, conversations, deliveries, messages

Author = Literal["contact", "bot", "agent", "system"]
PUSH_CHANNELS = frozenset({"telegram"})


@dataclass(frozen=True)
class MessageRow:
    """A stored message: verbatim `text` of contacts and agents, `reply` as data of bot and system."""

    id: int
    author: Author
    author_name: str | None
    text: str | None
    reply: dict[str, Any] | None
    internal: bool
    created_at: dt.datetime


async def add_message(
    connection: AsyncConnection,
    conversation_id: str,
    author: Author,
    *,
    text: str | None = None,
    reply: dict[str, Any] | None = None,
    agent_id: int | None = None,
    internal: bool = False,
) -> int:
    """Stores a message under the conversation's lock, queues its delivery on a push channel, returns its id."""
    now = system_clock()
    locked = (
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(last_message_id=conversations.c.last_message_id + 1, updated_at=now)
        .returning(conversations.c.last_message_id, conversations.c.channel)
    )
    values = {
        "conversation_id": conversation_id,
        "author": author,
        "agent_id": agent_id,
        "internal": internal,
        "text": text,
        "reply": reply,
        "created_at": now,
    }
    if connection.dialect.name == "postgresql":
        message_id, channel = await _add_at_once(connection, locked, values)
    else:
        message_id, channel = (await connection.execute(locked)).one()
        await connection.execute(messages.insert().values(id=message_id, **values))
    if channel in PUSH_CHANNELS and author != "contact" and not internal:
        await connection.execute(
            deliveries.insert().values(
                conversation_id=conversation_id,
                message_id=message_id,
                channel=channel,
                state="queued",
                next_at=now,
                updated_at=now,
            )
        )
    return int(message_id)


async def _add_at_once(connection: AsyncConnection, locked: ReturningUpdate[Any], values: dict[str, Any]) -> Row[Any]:
    """Both in one statement, which SQLite has no word for: a round trip less for every message."""
    numbered = locked.cte("numbered")
    given = {name: bindparam(f"new_{name}", value, messages.c[name].type) for name, value in values.items()}
    added = (
        messages.insert().from_select(["id", *given], select(numbered.c.last_message_id, *given.values())).cte("added")
    )
    return (await connection.execute(select(numbered).add_cte(added))).one()


async def list_messages(
    connection: AsyncConnection,
    conversation_id: str,
    *,
    after: int = 0,
    before: int | None = None,
    limit: int = 200,
    internal: bool = False,
) -> list[MessageRow]:
    """Messages in order: those after an id, or with `before` the last ones below it. Notes for staff only when asked for."""
    query = (
        select(messages, agents.c.name.label("agent_name"))
        .outerjoin(agents, agents.c.id == messages.c.agent_id)
        .where(messages.c.conversation_id == conversation_id, messages.c.id > after)
        .limit(limit)
    )
    if not internal:
        query = query.where(messages.c.internal.is_(False))
    if before is None:
        return [_row(row) for row in await connection.execute(query.order_by(messages.c.id))]
    query = query.where(messages.c.id < before).order_by(messages.c.id.desc())
    return [_row(row) for row in await connection.execute(query)][::-1]


async def access_message(connection: AsyncConnection, conversation_id: str, message_id: int) -> MessageRow:
    query = (
        select(messages, agents.c.name.label("agent_name"))
        .outerjoin(agents, agents.c.id == messages.c.agent_id)
        .where(messages.c.conversation_id == conversation_id, messages.c.id == message_id)
    )
    return _row((await connection.execute(query)).one())


_LOOKED_BACK = 20


async def latest_buttons(connection: AsyncConnection, conversation_id: str) -> list[dict[str, Any]]:
    """The buttons with a token, `{"label": Value, "token"}`, of the latest message that has any, its cards' included."""
    recent = (
        select(messages.c.id, messages.c.reply)
        .where(messages.c.conversation_id == conversation_id, messages.c.reply.is_not(None))
        .order_by(messages.c.id.desc())
        .limit(_LOOKED_BACK)
        .subquery()
    )
    with_tokens = cast(recent.c.reply, Text).contains('"token"')
    query = select(recent.c.reply).where(with_tokens).order_by(recent.c.id.desc()).limit(1)
    reply = (await connection.execute(query)).scalar_one_or_none() or {}
    buttons = [
        *(reply.get("buttons") or ()),
        *(b for card in reply.get("cards") or () for b in card.get("buttons") or ()),
    ]
    return [button for button in buttons if "token" in button]


def _row(row: Row[Any]) -> MessageRow:
    return MessageRow(
        id=row.id,
        author=row.author,
        author_name=row.agent_name,
        text=row.text,
        reply=row.reply,
        internal=row.internal,
        created_at=row.created_at,
    )
