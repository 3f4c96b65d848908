"""Keeps the restore of a backup from signing people in again. A Telegram chat that has been signed
out, or signed in to another account, since the backup is signed out after the restore. All web
sessions and one-time codes end in any case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import do_link
from bot.contacts.tables import contacts, identities
from bot.conversation.store.deliveries import refuse_waiting
from bot.conversation.store.tables import conversations, web_sessions
from bot.linking.store.links import lock_conversations_of
from bot.linking.store.tables import link_codes
from foundation.database.statements import insert


@dataclass(frozen=True)
class CarriedOver:
    """Holds data of the database that the restore replaces. `links` maps each signed-in chat
    (channel and key) to its account and person; `identities` are the rows of identity tokens that
    were used."""

    links: dict[tuple[str, str], tuple[str, str | None]]
    identities: list[dict[str, Any]]


async def read_carried_over(connection: AsyncConnection, now: dt.datetime) -> CarriedOver | None:
    """Reads the database that is about to be replaced. Returns None when that database has no
    contacts."""
    if (await connection.execute(select(contacts.c.id).limit(1))).first() is None:
        return None
    linked = select(contacts).where(contacts.c.account.is_not(None), contacts.c.channel != "webchat")
    valid = select(identities).where(identities.c.expires_at > now)
    return CarriedOver(
        {(row.channel, row.key): (row.account, row.person) for row in await connection.execute(linked)},
        [dict(row._mapping) for row in await connection.execute(valid)],
    )


async def apply_carried_over(
    connection: AsyncConnection, carried: CarriedOver | None, now: dt.datetime, *, is_new: bool
) -> None:
    """Ends the sign-ins in the restored database that must not come back. With `is_new` there was
    no database before, so the chats stay signed in as in the backup."""
    await _end_browsers_and_codes(connection, now)
    if not is_new:
        await _end_links(connection, carried.links if carried else {})
    for row in carried.identities if carried else ():
        again = insert(connection, identities).values(**row)
        await connection.execute(again.on_conflict_do_nothing(index_elements=["jti"]))


async def _end_browsers_and_codes(connection: AsyncConnection, now: dt.datetime) -> None:
    await connection.execute(update(web_sessions).where(web_sessions.c.ended_at.is_(None)).values(ended_at=now))
    signed_in = contacts.c.account.is_not(None) & (contacts.c.channel == "webchat")
    lasting = or_(contacts.c.account_until.is_(None), contacts.c.account_until > now)
    await connection.execute(update(contacts).where(signed_in, lasting).values(account_until=now))
    await connection.execute(update(link_codes).where(link_codes.c.used_at.is_(None)).values(used_at=now))


async def _end_links(connection: AsyncConnection, links: dict[tuple[str, str], tuple[str, str | None]]) -> None:
    """Signs out each chat of the restored database, unless the replaced database had it signed in
    to the same account and as the same person. `links` are the sign-ins of the replaced
    database."""
    restored = select(contacts).where(contacts.c.account.is_not(None), contacts.c.channel != "webchat")
    for row in (await connection.execute(restored)).all():
        if links.get((row.channel, row.key)) != (row.account, row.person):
            await do_link(connection, row.id, None)
            forgotten = {"state": None, "question_kept": False}
            await connection.execute(
                update(conversations).where(conversations.c.contact_id == row.id).values(**forgotten)
            )
            for conversation_id in await lock_conversations_of(connection, row.id):
                await refuse_waiting(connection, conversation_id, "unlinked")
