"""Finds the conversations in which people of an account can be notified now, and whether they have
been notified already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, inbound, messages

_LOOKED_BACK = 50


def _is_signed_in(now: dt.datetime) -> ColumnElement[bool]:
    return or_(contacts.c.account_until.is_(None), contacts.c.account_until > now) & contacts.c.unreachable.is_(None)


async def find_present_accounts(
    connection: AsyncConnection, accounts: Sequence[str], now: dt.datetime, noticed_before: dt.datetime
) -> list[str]:
    """Returns those of `accounts` that have a signed-in contact who can be reached and told something now (see
    `list_account_conversations`)."""
    ranked = _rank_conversations(now, noticed_before, contacts.c.account.in_(accounts))
    query = select(ranked.c.account).where(ranked.c.rank == 1, ranked.c.is_ready).distinct()
    return list((await connection.execute(query)).scalars())


async def list_account_conversations(
    connection: AsyncConnection, account: str, now: dt.datetime, noticed_before: dt.datetime
) -> dict[str, bool]:
    """Returns the id of the latest conversation of each contact who is signed in to the account and can be reached, and
    whether the contact may get a notice now: the last one was said before `noticed_before`, or they have written since."""
    ranked = _rank_conversations(now, noticed_before, contacts.c.account == account)
    query = select(ranked.c.id, ranked.c.is_ready).where(ranked.c.rank == 1)
    return {row.id: bool(row.is_ready) for row in await connection.execute(query)}


async def set_noticed(connection: AsyncConnection, conversation_id: str, now: dt.datetime) -> None:
    """Records that a notice was said in the conversation."""
    this = conversations.c.id == conversation_id
    await connection.execute(update(conversations).where(this).values(noticed_at=now))


async def find_latest_conversation(connection: AsyncConnection, account: str) -> str | None:
    """Returns the id of the latest conversation of the account's contacts, whether somebody is there or not."""
    query = (
        select(conversations.c.id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(contacts.c.account == account)
        .order_by(conversations.c.created_at.desc(), conversations.c.id)
        .limit(1)
    )
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found


def _rank_conversations(now: dt.datetime, noticed_before: dt.datetime, *wanted: ColumnElement[bool]) -> Subquery:
    """Builds a query for the conversations of the contacts who are signed in and can be reached, with the rank 1 for the
    latest of each contact."""
    latest = func.row_number().over(
        partition_by=conversations.c.contact_id, order_by=(conversations.c.created_at.desc(), conversations.c.id)
    )
    written_since = exists().where(
        inbound.c.conversation_id == conversations.c.id, inbound.c.received_at > conversations.c.noticed_at
    )
    is_ready = or_(conversations.c.noticed_at.is_(None), conversations.c.noticed_at <= noticed_before, written_since)
    return (
        select(conversations.c.id, contacts.c.account, latest.label("rank"), is_ready.label("is_ready"))
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(*wanted, _is_signed_in(now))
        .subquery()
    )


def _select_latest(account: str, now: dt.datetime) -> Select[tuple[str]]:
    ranked = _rank_conversations(now, now, contacts.c.account == account)
    return select(ranked.c.id).where(ranked.c.rank == 1)


async def list_conversations_beside(
    connection: AsyncConnection, account: str, person: str, but_contact: str, now: dt.datetime
) -> list[str]:
    """Returns the id of the latest conversation of each contact of the account who may sign this
    person out, except the contact `but_contact`."""
    may_end = or_(contacts.c.manages_links, contacts.c.person == person)
    query = (
        select(conversations.c.id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(conversations.c.id.in_(_select_latest(account, now)), contacts.c.id != but_contact, may_end)
        .order_by(conversations.c.id)
    )
    return list((await connection.execute(query)).scalars())


async def has_notice(connection: AsyncConnection, conversation_id: str, notice: int | str) -> bool:
    """Returns whether one of the conversation's latest messages is the notification with this id."""
    return notice in await list_notices(connection, conversation_id)


async def list_notices(connection: AsyncConnection, conversation_id: str) -> set[int | str]:
    """Returns the ids of the notifications that the conversation's latest messages are. One message may be several."""
    query = (
        select(messages.c.reply)
        .where(messages.c.conversation_id == conversation_id, messages.c.author == "system")
        .order_by(messages.c.id.desc())
        .limit(_LOOKED_BACK)
    )
    said = [reply or {} for reply in (await connection.execute(query)).scalars()]
    return {notice for reply in said for notice in (*reply.get("notices", ()), reply.get("notice")) if notice}
