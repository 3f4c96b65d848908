"""Deletes rows whose retention period is over, in small batches, so that other transactions need
not wait long."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Column, ColumnElement, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations
from bot.database.tables import metadata
from bot.privacy.store.people import erase_conversations, erase_person

BATCH = 200


def find_expiring() -> dict[str, Column[Any]]:
    """Returns the columns with the moment at which a row expires, by the name of their table."""
    return {table.name: column for table in metadata.sorted_tables for column in table.c if "expires" in column.info}


def find_kept(period: str) -> Column[Any]:
    """Returns the column with the moment from which the retention period with this name is counted.
    Each retention period applies to one table."""
    (found,) = (c for table in metadata.sorted_tables for c in table.c if c.info.get("kept_for") == period)
    return found


async def forget_before(connection: AsyncConnection, column: Column[Any], before: dt.datetime) -> int:
    """Deletes one batch of the rows whose value in this column is before `before`. Returns the
    number of deleted rows."""
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
    """Deletes one batch of the conversations without a message since `before`, except those that an
    agent has open or that wait for an agent. Takes conversations of contacts without an account if
    `visitors`, else of contacts with one. Returns the number of deleted rows."""
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
    """Deletes one batch of the contacts that were created before `before` and have no conversation.
    Returns the number of deleted rows."""
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
    """Returns SQL conditions for rows that prevent the deletion of their conversation, such as a
    request for an agent that has not ended."""
    return [
        (table.c.conversation_id == conversations.c.id, column.not_in(column.info["holds_until"]))
        for table in metadata.sorted_tables
        for column in table.c
        if "holds_until" in column.info
    ]
