"""Erases what has been kept for long enough, a batch at a time, so that nobody waits for a long
transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Column, ColumnElement, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations
from bot.privacy.store.people import erase_conversations, erase_person
from bot.schema.tables import metadata

BATCH = 200


def find_expiring() -> dict[str, Column[Any]]:
    """Returns the columns that hold the moment after which a row means nothing, by table."""
    return {table.name: column for table in metadata.sorted_tables for column in table.c if "expires" in column.info}


def find_kept(period: str) -> Column[Any]:
    """Returns the column from which the rows of a table are kept for this period."""
    (found,) = (c for table in metadata.sorted_tables for c in table.c if c.info.get("kept_for") == period)
    return found


async def forget_before(connection: AsyncConnection, column: Column[Any], before: dt.datetime) -> int:
    """Deletes a batch of the rows whose moment in this column is past."""
    keys = list(column.table.primary_key.columns)
    old = select(*keys).where(column < before).limit(BATCH)
    rows = (await connection.execute(old)).all()
    if not rows:
        return 0
    (key,) = keys
    return int((await connection.execute(delete(column.table).where(key.in_([row[0] for row in rows])))).rowcount)


async def forget_conversations(
    connection: AsyncConnection, before: dt.datetime, *, visitors: bool, limit: int = BATCH
) -> int:
    """Erases conversations without a message since `before`, unless an agent has them open or
    somebody waits for an agent in them. With `visitors` it erases the conversations of contacts
    without an account, else of contacts with one."""
    account = contacts.c.account
    query = (
        select(conversations.c.id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(
            conversations.c.updated_at < before,
            conversations.c.status != "open",
            account.is_(None) if visitors else account.is_not(None),
            *(~exists().where(*conditions) for conditions in _find_unfinished()),
        )
        .order_by(conversations.c.updated_at)
        .limit(limit)
        .with_for_update(of=conversations, skip_locked=True)
    )
    ids = list((await connection.execute(query)).scalars())
    if ids:
        await erase_conversations(connection, ids)
    return len(ids)


async def forget_contacts(connection: AsyncConnection, before: dt.datetime, limit: int = BATCH) -> int:
    """Erases contacts that were created before the moment and have no conversation any more."""
    query = (
        select(contacts.c.id)
        .where(contacts.c.created_at < before, ~exists().where(conversations.c.contact_id == contacts.c.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list((await connection.execute(query)).scalars())
    if ids:
        await erase_person(connection, ids)
    return len(ids)


def _find_unfinished() -> list[tuple[ColumnElement[bool], ...]]:
    """Returns the conditions for rows that keep their conversation, however old it is."""
    return [
        (table.c.conversation_id == conversations.c.id, column != column.info["holds_until"])
        for table in metadata.sorted_tables
        for column in table.c
        if "holds_until" in column.info
    ]
