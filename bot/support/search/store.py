"""Stores the words of messages, and finds messages by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, delete, func, literal_column, select, text
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, messages
from bot.messages.stored import MessageRow
from bot.staff.store.agents import Agent
from bot.staff.store.tables import agents
from bot.support.search.tables import WORDS_VECTOR, message_index, message_words
from bot.support.search.words import Wanted, list_wanted, list_words
from bot.support.store.lines import visible_to
from foundation.database.statements import insert

MOST_MESSAGES = 500


@dataclass(frozen=True)
class FoundMessage:
    """Describes a message that was found, with its conversation's contact. `place` is the number after
    which the next page of a search begins."""

    place: int
    conversation_id: str
    contact_id: str
    contact_name: str | None
    account: str | None
    message: MessageRow


@dataclass(frozen=True)
class Unread:
    """Describes a conversation with messages whose words are not stored yet: those after the message with the id
    `through`."""

    conversation_id: str
    through: int


async def list_unread(connection: AsyncConnection, since: dt.datetime | None, limit: int = 200) -> list[Unread]:
    """Returns conversations with messages whose words are not stored yet. If `since` is given, only conversations that
    changed after it are returned."""
    through = func.coalesce(message_index.c.through, 0)
    query = (
        select(conversations.c.id, through)
        .outerjoin(message_index, message_index.c.conversation_id == conversations.c.id)
        .where(conversations.c.last_message_id > through)
        .limit(limit)
    )
    if since is not None:
        query = query.where(conversations.c.updated_at > since)
    return [Unread(*row) for row in await connection.execute(query)]


async def keep_words(connection: AsyncConnection, unread: Unread) -> int:
    """Stores the words of the next messages of a conversation. Returns the id of the last of them. No lock is needed,
    because messages become visible in the order of their ids."""
    query = (
        select(messages.c.id, messages.c.text, messages.c.reply)
        .where(messages.c.conversation_id == unread.conversation_id, messages.c.id > unread.through)
        .order_by(messages.c.id)
        .limit(MOST_MESSAGES)
    )
    rows = (await connection.execute(query)).all()
    words = {row.id: " ".join(list_words(row.text or " ".join(_list_codes(row.reply)))) for row in rows}
    new = [
        {"conversation_id": unread.conversation_id, "message_id": message_id, "words": each}
        for message_id, each in words.items()
        if each
    ]
    if new:
        await connection.execute(insert(connection, message_words).on_conflict_do_nothing(), new)
    through = rows[-1].id if rows else unread.through
    values = {"conversation_id": unread.conversation_id, "through": through}
    done = insert(connection, message_index).values(**values)
    await connection.execute(done.on_conflict_do_update(index_elements=["conversation_id"], set_={"through": through}))
    return int(through)


async def keep_words_of(connection: AsyncConnection, conversation_id: str, message_id: int, text: str) -> None:
    """Replaces the stored words of an edited message by its new words. Does nothing if no words of the message are
    stored yet."""
    where = (message_words.c.conversation_id == conversation_id, message_words.c.message_id == message_id)
    await connection.execute(delete(message_words).where(*where))
    looked_at = select(message_index.c.through).where(message_index.c.conversation_id == conversation_id)
    through = (await connection.execute(looked_at)).scalar_one_or_none() or 0
    words = " ".join(list_words(text))
    if through >= message_id and words:
        row = {"conversation_id": conversation_id, "message_id": message_id, "words": words}
        await connection.execute(message_words.insert().values(**row))


def _list_codes(value: Any) -> list[str]:
    """Returns the codes in a stored reply, such as numbers of orders, at any depth. The reply has no other words to
    store, because its sentences are written when it is shown."""
    if isinstance(value, Mapping):
        if value.get("type") == "code":
            return [str(value.get("value", ""))]
        return [code for inner in value.values() for code in _list_codes(inner)]
    return [code for inner in value for code in _list_codes(inner)] if isinstance(value, list) else []


async def find_messages(
    connection: AsyncConnection, agent: Agent, search: str, *, before: int | None = None, limit: int = 20
) -> list[FoundMessage]:
    """Returns the messages with all these words that the agent may see, the newest first. `before` is
    the place of the last message of the page before."""
    wanted = list_wanted(search)
    if not wanted:
        return []
    query = _select_found(agent).where(_has_words(connection, wanted))
    if before is not None:
        query = query.where(message_words.c.id < before)
    rows = await connection.execute(query.order_by(message_words.c.id.desc()).limit(limit))
    return [
        FoundMessage(
            row.place,
            row.conversation_id,
            row.contact_id,
            row.contact_name,
            row.account,
            MessageRow(
                id=row.message_id,
                author=row.author,
                author_name=row.agent_name,
                text=row.text,
                reply=row.reply,
                internal=row.internal,
                created_at=row.created_at,
                files=row.files or (),
            ),
        )
        for row in rows
    ]


def _select_found(agent: Agent) -> Select[Any]:
    query = (
        select(
            message_words.c.id.label("place"),
            message_words.c.conversation_id,
            message_words.c.message_id,
            contacts.c.id.label("contact_id"),
            contacts.c.name.label("contact_name"),
            contacts.c.account,
            messages.c.author,
            messages.c.text,
            messages.c.reply,
            messages.c.internal,
            messages.c.files,
            messages.c.created_at,
            agents.c.name.label("agent_name"),
        )
        .join(conversations, conversations.c.id == message_words.c.conversation_id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .join(
            messages,
            (messages.c.conversation_id == message_words.c.conversation_id)
            & (messages.c.id == message_words.c.message_id),
        )
        .outerjoin(agents, agents.c.id == messages.c.agent_id)
    )
    return query if agent.sees_all else query.where(visible_to(agent))


def _has_words(connection: AsyncConnection, wanted: Sequence[Wanted]) -> ColumnElement[bool]:
    """Returns the SQL condition that a message has all these words. The words consist of letters and digits only, so
    that no word can change the query."""
    if connection.dialect.name == "sqlite":
        match = " AND ".join(f'"{each.word}"{"*" if each.prefix else ""}' for each in wanted)
        found = text("SELECT rowid FROM message_search WHERE message_search MATCH :match").bindparams(match=match)
        return message_words.c.id.in_(found.columns(message_words.c.id))
    query = " & ".join(f"'{each.word}'{':*' if each.prefix else ''}" for each in wanted)
    vector: ColumnElement[Any] = literal_column(WORDS_VECTOR.replace("words", "message_words.words"))
    return vector.op("@@", is_comparison=True)(cast(query, TSQUERY))
