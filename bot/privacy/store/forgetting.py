"""Erases what has been kept for long enough, a batch at a time, so that nobody waits for a long
transaction."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column, Table, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts, identities
from bot.conversation.store.tables import buttons, conversations
from bot.linking.store.tables import link_codes
from bot.privacy.store.people import erase_conversations, erase_person
from bot.staff.store.tables import sign_in_attempts, staff_sessions
from bot.support.store.tables import handoffs
from bot.understanding.tables import not_understood

BATCH = 200
EXPIRING: dict[str, Column[dt.datetime]] = {
    "buttons": buttons.c.expires_at,
    "identities": identities.c.expires_at,
    "link_codes": link_codes.c.expires_at,
    "sign_in_attempts": sign_in_attempts.c.until,
}
"""Lists the tables whose rows expire, each with the column that holds the moment."""


async def forget_expired(connection: AsyncConnection, name: str, before: dt.datetime) -> int:
    """Deletes rows of a table of `EXPIRING` that expired before the moment."""
    column = EXPIRING[name]
    return await _delete_before(connection, column.table, column, before)


async def forget_staff_sessions(connection: AsyncConnection, before: dt.datetime) -> int:
    return await _delete_before(connection, staff_sessions, staff_sessions.c.expires_at, before)


async def forget_not_understood(connection: AsyncConnection, before: dt.datetime) -> int:
    return await _delete_before(connection, not_understood, not_understood.c.created_at, before)


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
            ~exists().where(handoffs.c.conversation_id == conversations.c.id, handoffs.c.state != "resolved"),
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


async def _delete_before(
    connection: AsyncConnection, table: Table, column: Column[dt.datetime], before: dt.datetime
) -> int:
    keys = list(table.primary_key.columns)
    old = select(*keys).where(column < before).limit(BATCH)
    rows = (await connection.execute(old)).all()
    if not rows:
        return 0
    (key,) = keys
    return int((await connection.execute(delete(table).where(key.in_([row[0] for row in rows])))).rowcount)
