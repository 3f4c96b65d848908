"""Keeps what a restore must not undo. Somebody who has been signed out, disabled or linked
elsewhere since the backup must not be signed in, enabled or linked again by it.

The replaced database knows this, and is read before it is removed. If there is none (a new
machine), links and staff accounts are as in the backup. Browsers, link codes and invitations end in
any case.
"""

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
from bot.staff.store.tables import agents, recovery_codes, staff_sessions
from foundation.database.statements import insert

_STAFF = ("role", "active", "password_hash", "totp_secret", "totp_confirmed_at", "totp_step")
"""Columns that decide whether a member of the staff can sign in, and what they may do."""


@dataclass(frozen=True)
class CarriedOver:
    """Holds what the replaced database said. `links` maps each linked chat to its account and
    person. `staff` maps each username to the columns that decide about signing in. The rest are the
    identities and recovery codes that were used."""

    links: dict[tuple[str, str], tuple[str, str | None]]
    staff: dict[str, dict[str, Any]]
    identities: list[dict[str, Any]]
    used_recovery_codes: dict[str, dt.datetime]


async def read_carried_over(connection: AsyncConnection, now: dt.datetime) -> CarriedOver | None:
    """Reads the database that is replaced. Returns None when it has no contacts and no staff, so
    that there is nothing to compare with."""
    linked = select(contacts).where(contacts.c.account.is_not(None), contacts.c.channel != "webchat")
    staff = {
        row.username: {name: getattr(row, name) for name in _STAFF} for row in await connection.execute(select(agents))
    }
    anybody = (await connection.execute(select(contacts.c.id).limit(1))).first()
    if anybody is None and not staff:
        return None
    valid = select(identities).where(identities.c.expires_at > now)
    used = select(recovery_codes).where(recovery_codes.c.used_at.is_not(None))
    return CarriedOver(
        {(row.channel, row.key): (row.account, row.person) for row in await connection.execute(linked)},
        staff,
        [dict(row._mapping) for row in await connection.execute(valid)],
        {row.code_hash: row.used_at for row in await connection.execute(used)},
    )


async def apply_carried_over(connection: AsyncConnection, carried: CarriedOver | None, now: dt.datetime) -> None:
    """Ends everything in the restored database that must not come back."""
    await _end_browsers_and_codes(connection, now)
    if carried is not None:
        await _end_links(connection, carried)
        await _keep_staff(connection, carried)
        await _keep_used(connection, carried)


async def _end_browsers_and_codes(connection: AsyncConnection, now: dt.datetime) -> None:
    await connection.execute(update(web_sessions).where(web_sessions.c.ended_at.is_(None)).values(ended_at=now))
    signed_in = contacts.c.account.is_not(None) & (contacts.c.channel == "webchat")
    lasting = or_(contacts.c.account_until.is_(None), contacts.c.account_until > now)
    await connection.execute(update(contacts).where(signed_in, lasting).values(account_until=now))
    await connection.execute(update(link_codes).where(link_codes.c.used_at.is_(None)).values(used_at=now))
    running = staff_sessions.c.expires_at > now
    await connection.execute(update(staff_sessions).where(running).values(expires_at=now, seen_at=None))
    await connection.execute(update(agents).values(invitation_hash=None, invitation_until=None))


async def _end_links(connection: AsyncConnection, carried: CarriedOver) -> None:
    """Ends the links of chats that the replaced database did not have signed in to the same account
    as the same person."""
    restored = select(contacts).where(contacts.c.account.is_not(None), contacts.c.channel != "webchat")
    for row in (await connection.execute(restored)).all():
        if carried.links.get((row.channel, row.key)) != (row.account, row.person):
            await do_link(connection, row.id, None)
            forgotten = {"state": None, "question_kept": False}
            await connection.execute(
                update(conversations).where(conversations.c.contact_id == row.id).values(**forgotten)
            )
            for conversation_id in await lock_conversations_of(connection, row.id):
                await refuse_waiting(connection, conversation_id, "unlinked")


async def _keep_staff(connection: AsyncConnection, carried: CarriedOver) -> None:
    for username, now_counts in carried.staff.items():
        await connection.execute(update(agents).where(agents.c.username == username).values(**now_counts))


async def _keep_used(connection: AsyncConnection, carried: CarriedOver) -> None:
    for row in carried.identities:
        again = insert(connection, identities).values(**row)
        await connection.execute(again.on_conflict_do_nothing(index_elements=["jti"]))
    for code_hash, used_at in carried.used_recovery_codes.items():
        used = update(recovery_codes).where(recovery_codes.c.code_hash == code_hash, recovery_codes.c.used_at.is_(None))
        await connection.execute(used.values(used_at=used_at))
