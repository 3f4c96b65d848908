"""Finds the conversations in which people of an account can be notified now, and whether they have
been notified already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, messages

_LOOKED_BACK = 50


def _is_signed_in(now: dt.datetime) -> ColumnElement[bool]:
    return or_(contacts.c.account_until.is_(None), contacts.c.account_until > now) & contacts.c.unreachable.is_(None)


async def find_present_accounts(connection: AsyncConnection, accounts: Sequence[str], now: dt.datetime) -> list[str]:
    """Returns those of `accounts` that have a signed-in contact who can be reached."""
    query = (
        select(contacts.c.account)
        .join(conversations, conversations.c.contact_id == contacts.c.id)
        .where(contacts.c.account.in_(accounts), _is_signed_in(now))
        .distinct()
    )
    return list((await connection.execute(query)).scalars())


async def list_account_conversations(connection: AsyncConnection, account: str, now: dt.datetime) -> list[str]:
    """Returns the id of the latest conversation of each contact who is signed in to the account and
    can be reached."""
    return list((await connection.execute(_select_latest(account, now))).scalars())


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


def _select_latest(account: str, now: dt.datetime) -> Select[tuple[str]]:
    latest = func.row_number().over(
        partition_by=conversations.c.contact_id, order_by=(conversations.c.created_at.desc(), conversations.c.id)
    )
    ranked = (
        select(conversations.c.id, latest.label("rank"))
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(contacts.c.account == account, _is_signed_in(now))
        .subquery()
    )
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
    query = (
        select(messages.c.reply)
        .where(messages.c.conversation_id == conversation_id, messages.c.author == "system")
        .order_by(messages.c.id.desc())
        .limit(_LOOKED_BACK)
    )
    return any((reply or {}).get("notice") == notice for reply in (await connection.execute(query)).scalars())
