"""Reads the news for a client of the web chat: messages and answered frames that the client does not have yet. This
takes one statement on PostgreSQL and three on SQLite."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.messages import list_messages
from bot.conversation.store.progress import DONE, Done, build_done, list_done_since
from bot.conversation.store.tables import messages
from bot.conversation.store.web_sessions import SESSION_NOW, SessionNow, build_session_now, read_session_now
from bot.messages.stored import MessageRow
from bot.staff.store.tables import agents

_SHOWN = ("id", "author", "text", "reply", "internal", "created_at", "files", "edited_at", "agent_id")


@dataclass(frozen=True)
class News:
    """Holds the client's frames that were answered, the messages, and the client's session as it is now. If the session is open
    now, it was open when the messages were written."""

    done: list[Done]
    rows: list[MessageRow]
    session: SessionNow


async def read_news(
    connection: AsyncConnection, token_hash: str, conversation_id: str, done_through: int, last_id: int, limit: int
) -> News:
    """Returns the frames that were answered after the one with the inbound id `done_through`, and up to `limit` messages after
    the one with the id `last_id`."""
    if connection.dialect.name != "postgresql":
        done = await list_done_since(connection, conversation_id, done_through)
        rows = await list_messages(connection, conversation_id, after=last_id, limit=limit)
        # The session is read last, so that one which is open now was open when the messages were written.
        return News(done, rows, await read_session_now(connection, token_hash, conversation_id))
    wanted = {
        "token": token_hash,
        "conversation": conversation_id,
        "after": done_through,
        "last": last_id,
        "most": limit,
    }
    found = (await connection.execute(_build_news(), wanted)).all()
    done = build_done(found[0].done)
    return News(done, [_build_row(row) for row in found if row.m_id is not None], build_session_now(found[0]))


@cache
def _build_news() -> Select[Any]:
    answered = DONE.subquery("answered")
    each = func.jsonb_build_array(
        answered.c.id,
        answered.c.client_id,
        answered.c.position,
        answered.c.handled_at.is_not(None),
        answered.c.understood,
    )
    done = select(func.coalesce(func.jsonb_agg(aggregate_order_by(each, answered.c.id)), literal_column("'[]'::jsonb")))
    shown = (
        select(*(messages.c[name].label(f"m_{name}") for name in _SHOWN), agents.c.name.label("m_author_name"))
        .outerjoin(agents, agents.c.id == messages.c.agent_id)
        .where(
            messages.c.conversation_id == bindparam("conversation"),
            messages.c.id > bindparam("last"),
            messages.c.internal.is_(False),
        )
        .order_by(messages.c.id)
        .limit(bindparam("most"))
        .subquery("shown")
    )
    return (
        SESSION_NOW.add_columns(*shown.c, done.scalar_subquery().cast(JSONB()).label("done"))
        .outerjoin(shown, literal_column("true"))
        .order_by(shown.c.m_id)
    )


def _build_row(row: Any) -> MessageRow:
    values = {name: getattr(row, f"m_{name}") for name in (*_SHOWN, "author_name")}
    return MessageRow(**{**values, "files": values["files"] or ()})
