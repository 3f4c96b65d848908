"""Leases conversations. A lease gives one worker the right to answer a conversation's messages
until a time that is stored in the row. Finds conversations that are due, prolongs leases and
releases them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation.store.tables import conversations, inbound
from foundation.clock import system_clock
from foundation.database.announcements import announce
from foundation.errors import CaravanError


class LeaseLost(CaravanError):
    """The lease expired and another worker has leased the conversation. The caller must drop its
    work, because the other worker does it again."""


@dataclass(frozen=True)
class Lease:
    """Represents the right to answer a conversation's messages for some time. `token` grows with
    each lease of the conversation; every commit checks that the token is still the current one."""

    conversation_id: str
    token: int


def is_free(now: dt.datetime | BindParameter[dt.datetime]) -> ColumnElement[bool]:
    """Returns the SQL condition for conversations that nobody has leased and that are not postponed."""
    return and_(
        or_(conversations.c.lease_until.is_(None), conversations.c.lease_until < now),
        or_(conversations.c.retry_at.is_(None), conversations.c.retry_at <= now),
    )


async def lease_due(connection: AsyncConnection, seconds: float, most: int) -> list[Lease]:
    """Leases up to `most` free conversations with unanswered messages for this number of seconds. Those that have
    waited longest come first."""
    now = system_clock()
    oldest = (
        select(inbound.c.conversation_id, func.min(inbound.c.id).label("first"))
        .where(inbound.c.handled_at.is_(None))
        .group_by(inbound.c.conversation_id)
        .subquery()
    )
    candidates = (
        select(conversations.c.id)
        .join(oldest, oldest.c.conversation_id == conversations.c.id)
        .where(is_free(now))
        .order_by(oldest.c.first)
        .limit(most)
        .with_for_update(skip_locked=True, of=conversations)
    )
    chosen = candidates.cte("chosen")
    take = (
        update(conversations)
        .where(conversations.c.id.in_(select(chosen.c.id)))
        .values(lease_token=conversations.c.lease_token + 1, lease_until=now + dt.timedelta(seconds=seconds))
        .returning(conversations.c.id, conversations.c.lease_token)
    )
    return [Lease(row.id, row.lease_token) for row in await connection.execute(take)]


async def find_next_due(connection: AsyncConnection) -> dt.datetime | None:
    """Returns the earliest moment at which a leased or postponed conversation with unanswered
    messages becomes free, or None if there is none."""
    waiting = exists().where(inbound.c.conversation_id == conversations.c.id, inbound.c.handled_at.is_(None))
    leased, retry = conversations.c.lease_until, conversations.c.retry_at
    query = select(func.min(case((retry > leased, retry), else_=func.coalesce(leased, retry)))).where(waiting)
    due: dt.datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return due


LEASED = (conversations.c.id == bindparam("conversation"), conversations.c.lease_token == bindparam("token"))


def build_lease_values(lease: Lease) -> dict[str, Any]:
    """Returns the values for the parameters of the condition `LEASED`."""
    return {"conversation": lease.conversation_id, "token": lease.token}


async def hold(connection: AsyncConnection, lease: Lease, seconds: float) -> Row[Any]:
    """Locks the leased conversation, prolongs its lease until `seconds` from now, and returns its row.

    Raises:
        LeaseLost: another worker has leased the conversation.
    """
    renew = (
        update(conversations)
        .where(*LEASED)
        .values(lease_until=system_clock() + dt.timedelta(seconds=seconds))
        .returning(conversations)
    )
    row = (await connection.execute(renew, build_lease_values(lease))).one_or_none()
    if row is None:
        raise LeaseLost(lease.conversation_id)
    return row


async def release(connection: AsyncConnection, lease: Lease) -> None:
    """Ends the lease of the conversation. If a message arrived meanwhile, wakes the workers; a
    later message finds the conversation free."""
    more = exists().where(inbound.c.conversation_id == lease.conversation_id, inbound.c.handled_at.is_(None))
    given_back = update(conversations).where(*LEASED).values(lease_until=None)
    await connection.execute(given_back, build_lease_values(lease))
    if (await connection.execute(select(more))).scalar_one():
        announce(connection, "lane")


async def postpone(connection: AsyncConnection, lease: Lease, seconds: float, *, failed: bool) -> None:
    """Ends the lease, and makes the conversation wait for `seconds` before its message is tried again. With `failed`
    the last attempt is counted as a failure of this message."""
    put_off = (
        update(conversations)
        .where(*LEASED)
        .values(
            lease_until=None,
            failures=conversations.c.failures + (1 if failed else 0),
            retry_at=system_clock() + dt.timedelta(seconds=seconds),
        )
    )
    await connection.execute(put_off, build_lease_values(lease))
    announce(connection, "lane")
