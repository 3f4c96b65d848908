"""Stores contacts with their accounts and languages, and the identities that they signed in with."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from sqlalchemy import Row, and_, case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.identity import Identity
from bot.contacts.tables import contacts, identities
from foundation.clock import system_clock
from foundation.database.statements import insert


@dataclass(frozen=True)
class Contact:
    """Describes a contact: one person on one channel. The stored `account` may belong to a sign-in
    that has expired since; `at` returns the contact as it is at a moment."""

    id: str
    channel: str
    key: str
    account: str | None
    role: str
    name: str | None
    language: str
    language_known: bool
    account_until: dt.datetime | None
    person: str | None = None
    company: str | None = None
    manages_links: bool = True
    zone: str | None = None

    @property
    def who(self) -> tuple[str | None, str | None, str]:
        """Returns the account, the person and the role that decide whose data this contact may see."""
        return self.account, self.person, self.role

    def has_expired(self, now: dt.datetime) -> bool:
        """Returns whether the contact was signed in and the sign-in has expired."""
        return self.account is not None and self.at(now).account is None

    def at(self, now: dt.datetime) -> Contact:
        """Returns the contact as it is at `now`. A contact whose sign-in has expired by then is a
        visitor without an account."""
        if self.account and self.account_until and self.account_until <= now:
            return replace(self, account=None, role="visitor", name=None, person=None, company=None)
        return self


def build_contact(row: Row[tuple[object, ...]]) -> Contact:
    return Contact(
        id=row.id,
        channel=row.channel,
        key=row.key,
        account=row.account,
        role=row.role,
        name=row.name,
        language=row.language,
        language_known=row.language_known,
        account_until=row.account_until,
        person=row.person,
        company=row.company,
        manages_links=row.manages_links,
        zone=row.zone,
    )


async def ensure_contact(connection: AsyncConnection, channel: str, key: str, language: str) -> Contact:
    """Returns the contact with that key on the channel. If there is no such contact, adds a visitor
    with this language."""
    new = insert(connection, contacts).values(
        id=uuid.uuid4().hex, channel=channel, key=key, role="visitor", language=language, created_at=system_clock()
    )
    await connection.execute(new.on_conflict_do_nothing())
    query = select(contacts).where(contacts.c.channel == channel, contacts.c.key == key)
    return build_contact((await connection.execute(query)).one())


async def list_signed_in(connection: AsyncConnection, most: int) -> dict[str, str]:
    """Returns the roles of the accounts that people signed in to, the newest first, up to `most`."""
    signed = select(contacts.c.account, contacts.c.role).where(contacts.c.account.is_not(None))
    rows = await connection.execute(signed.order_by(contacts.c.linked_at.desc()).limit(most))
    return {row.account: row.role for row in reversed(rows.all())}


async def set_language(connection: AsyncConnection, contact_id: str, language: str) -> None:
    values = {"language": language, "language_known": True}
    await connection.execute(update(contacts).where(contacts.c.id == contact_id).values(**values))


async def set_zone(connection: AsyncConnection, contact_id: str, zone: str) -> None:
    """Records the time zone of the contact's browser."""
    changed = contacts.c.zone.is_distinct_from(zone)
    await connection.execute(update(contacts).where(contacts.c.id == contact_id, changed).values(zone=zone))


async def set_unreachable(connection: AsyncConnection, contact_id: str, reason: str | None) -> None:
    """Sets the reason why messages cannot be sent to the contact, or None. The caller must lock the
    contact's conversation first; code that answers messages locks in the same order."""
    changed = contacts.c.unreachable.is_distinct_from(reason)
    await connection.execute(update(contacts).where(contacts.c.id == contact_id, changed).values(unreachable=reason))


async def note_reachability(connection: AsyncConnection, channel: str, key: str, reason: str | None) -> None:
    """Records what a channel reports about the contact with this key: the reason why nobody can
    write to it, or None when that is possible again."""
    known = (contacts.c.channel == channel, contacts.c.key == key)
    await connection.execute(update(contacts).where(*known).values(unreachable=reason))


async def do_link(connection: AsyncConnection, contact_id: str, identity: Identity | None) -> None:
    """Signs a contact in to the account of this identity or, with None, makes the contact a visitor
    again. The caller must lock the contact's conversation first; code that answers messages locks
    in the same order."""
    if identity is None:
        values: dict[str, object] = dict.fromkeys(
            ("account", "person", "name", "company", "account_until", "linked_at")
        )
        values |= {"role": "visitor", "manages_links": True}
    else:
        same = and_(contacts.c.account == identity.account, contacts.c.person == identity.person)
        values = {
            "account": identity.account,
            "role": identity.role,
            "person": identity.person,
            "name": identity.name,
            "company": identity.company,
            "manages_links": identity.manages_links,
            "account_until": identity.until,
            "linked_at": case((same, contacts.c.linked_at), else_=system_clock()),
        }
    await connection.execute(update(contacts).where(contacts.c.id == contact_id).values(**values))


async def claim_identity(connection: AsyncConnection, identity: Identity, session_hash: str) -> bool:
    """Binds an identity token, by its id (`jti`), to the first session that presents it. Returns
    False if another session presented the token before."""
    row = insert(connection, identities).values(jti=identity.jti, session_hash=session_hash, expires_at=identity.until)
    await connection.execute(row.on_conflict_do_nothing())
    query = select(identities.c.session_hash).where(identities.c.jti == identity.jti)
    return bool((await connection.execute(query)).scalar_one() == session_hash)
