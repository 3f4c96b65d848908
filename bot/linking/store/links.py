"""Stores the one-time codes that sign contacts in, and reads links: the contacts that are signed in
to an account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.identity import Identity
from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations
from bot.linking.store.tables import link_codes
from foundation.clock import system_clock


@dataclass(frozen=True)
class Link:
    """Describes a contact that is signed in to an account: a Telegram chat, or a person in the web
    chat. `id` is the id of the contact."""

    id: str
    account: str
    channel: str
    person: str | None
    name: str | None
    company: str | None
    since: dt.datetime
    last_active: dt.datetime


@dataclass(frozen=True)
class LinkCode:
    """Holds a valid one-time code: the identity that it signs in, the language of that person, and
    the web conversation that it continues, if any."""

    identity: Identity
    language: str
    from_conversation: str | None


async def add_link_code(
    connection: AsyncConnection,
    code_hash: str,
    identity: Identity,
    language: str,
    lifetime: dt.timedelta,
    from_conversation: str | None = None,
) -> None:
    now = system_clock()
    await connection.execute(
        link_codes.insert().values(
            code_hash=code_hash,
            account=identity.account,
            role=identity.role,
            person=identity.person,
            name=identity.name,
            company=identity.company,
            manages_links=identity.manages_links,
            language=language,
            from_conversation=from_conversation,
            created_at=now,
            expires_at=now + lifetime,
        )
    )


async def present_link_code(connection: AsyncConnection, code_hash: str, contact_id: str) -> LinkCode | None:
    """Reserves the one-time code for this contact and returns it. Returns None when the code is
    unknown, used, expired, or reserved for another contact."""
    held = (
        update(link_codes).where(*_is_usable(code_hash, contact_id)).values(contact_id=contact_id).returning(link_codes)
    )
    return _build_code((await connection.execute(held)).one_or_none())


async def take_link_code(connection: AsyncConnection, code_hash: str, contact_id: str) -> LinkCode | None:
    """Marks the one-time code as used and returns it. Returns None when this contact may not use
    the code, or it has been used already."""
    presented = link_codes.c.contact_id == contact_id
    used = (
        update(link_codes)
        .where(*_is_usable(code_hash, contact_id), presented)
        .values(used_at=system_clock())
        .returning(link_codes)
    )
    return _build_code((await connection.execute(used)).one_or_none())


async def void_link_codes(connection: AsyncConnection, account: str, person: str | None) -> None:
    """Marks all unused codes of the person as used."""
    own = (link_codes.c.account == account, link_codes.c.person == person, link_codes.c.used_at.is_(None))
    await connection.execute(update(link_codes).where(*own).values(used_at=system_clock()))


async def is_link_throttled(connection: AsyncConnection, contact_id: str, most: int, within: dt.timedelta) -> bool:
    """Returns whether the contact has sent at least `most` wrong codes in a row, the last of them
    less than `within` ago."""
    query = select(contacts.c.id).where(
        contacts.c.id == contact_id,
        contacts.c.link_failures >= most,
        contacts.c.link_failed_at > system_clock() - within,
    )
    return (await connection.execute(query)).first() is not None


async def count_link_failure(connection: AsyncConnection, contact_id: str, within: dt.timedelta) -> None:
    now = system_clock()
    lately = and_(contacts.c.link_failed_at.is_not(None), contacts.c.link_failed_at > now - within)
    count = func.coalesce(contacts.c.link_failures, 0)
    row = (await connection.execute(select(count, lately).where(contacts.c.id == contact_id))).one()
    values = {"link_failures": row[0] + 1 if row[1] else 1, "link_failed_at": now}
    await connection.execute(update(contacts).where(contacts.c.id == contact_id).values(**values))


async def forget_link_failures(connection: AsyncConnection, contact_id: str) -> None:
    await connection.execute(update(contacts).where(contacts.c.id == contact_id).values(link_failures=0))


async def list_links(connection: AsyncConnection, account: str, person: str | None = None) -> list[Link]:
    """Returns the contacts that are signed in to the account on any channel, or only those of
    `person` if it is given. The most recently active contact is first."""
    query = _select_live().where(contacts.c.account == account)
    if person is not None:
        query = query.where(contacts.c.person == person)
    return sorted(map(_build_link, await connection.execute(query)), key=lambda link: link.last_active, reverse=True)


async def find_link(connection: AsyncConnection, link_id: str) -> Link | None:
    row = (await connection.execute(_select_live().where(contacts.c.id == link_id))).one_or_none()
    return _build_link(row) if row else None


async def lock_conversations_of(connection: AsyncConnection, contact_id: str) -> list[str]:
    """Returns the ids of the contact's conversations, and locks them in the order of their ids."""
    query = (
        select(conversations.c.id)
        .where(conversations.c.contact_id == contact_id)
        .order_by(conversations.c.id)
        .with_for_update()
    )
    return list((await connection.execute(query)).scalars())


async def keep_question(connection: AsyncConnection, conversation_id: str) -> None:
    """Records that the dialogue's state contains a question that can be answered once the contact
    has signed in."""
    await connection.execute(
        update(conversations).where(conversations.c.id == conversation_id).values(question_kept=True)
    )


async def take_kept_question(connection: AsyncConnection, conversation_id: str) -> bool:
    """Returns whether `keep_question` has recorded a question in this conversation, and clears the record."""
    kept = (conversations.c.id == conversation_id, conversations.c.question_kept.is_(True))
    taken = update(conversations).where(*kept).values(question_kept=False)
    return bool((await connection.execute(taken)).rowcount)


def _is_usable(code_hash: str, contact_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        link_codes.c.code_hash == code_hash,
        link_codes.c.used_at.is_(None),
        link_codes.c.expires_at > system_clock(),
        or_(link_codes.c.contact_id.is_(None), link_codes.c.contact_id == contact_id),
    )


def _build_code(row: Row[tuple[object, ...]] | None) -> LinkCode | None:
    if row is None:
        return None
    identity = Identity(
        row.account, row.role, row.person, row.name, "", None, company=row.company, manages_links=row.manages_links
    )
    return LinkCode(identity, row.language, row.from_conversation)


def _select_live() -> Select[tuple[object, ...]]:
    """Builds a query for the contacts whose sign-in is valid now, with the moment of the last
    activity in their conversations."""
    active = (
        select(func.max(conversations.c.updated_at))
        .where(conversations.c.contact_id == contacts.c.id)
        .scalar_subquery()
    )
    lasting = or_(contacts.c.account_until.is_(None), contacts.c.account_until > system_clock())
    return select(contacts, active.label("last_active")).where(contacts.c.account.is_not(None), lasting)


def _build_link(row: Row[tuple[object, ...]]) -> Link:
    return Link(
        id=row.id,
        account=row.account,
        channel=row.channel,
        person=row.person,
        name=row.name,
        company=row.company,
        since=row.linked_at or row.created_at,
        last_active=row.last_active or row.created_at,
    )
