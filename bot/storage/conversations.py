"""Conversations and what waits in them: the inbox's rows and the lanes' leases."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import system_clock
from bot.errors import LeaseLost
from bot.storage.contacts import Contact, contact_from, contact_of
from bot.storage.database import AtOnce, given, named
from bot.storage.tables import contacts, conversations, inbound, messages


@dataclass(frozen=True)
class Waiting:
    """An inbound message that has not been handled yet."""

    id: int
    conversation_id: str
    message_id: int
    external_id: str
    client_id: str | None
    kind: str
    payload: dict[str, Any]
    received_at: dt.datetime
    told_at: dt.datetime | None
    outages: int = 0
    outage_at: dt.datetime | None = None


@dataclass(frozen=True)
class Lease:
    """The right to work a conversation; every commit checks `token`."""

    conversation_id: str
    token: int


@dataclass(frozen=True)
class Done:
    """A handled frame of the web chat: `turn_done` comes after the message with id `position`."""

    id: int
    client_id: str
    position: int


async def add_conversation(connection: AsyncConnection, contact_id: str, channel: str) -> str:
    conversation_id = uuid.uuid4().hex
    now = system_clock()
    values = {"id": conversation_id, "contact_id": contact_id, "channel": channel, "created_at": now, "updated_at": now}
    await connection.execute(conversations.insert().values(**values))
    return conversation_id


async def latest_conversation(connection: AsyncConnection, contact_id: str, channel: str) -> str:
    """The contact's conversation on a channel that has one for ever (Telegram), made when new."""
    query = (
        select(conversations.c.id)
        .where(conversations.c.contact_id == contact_id)
        .order_by(conversations.c.created_at.desc())
        .limit(1)
    )
    found = (await connection.execute(query)).scalar_one_or_none()
    return found or await add_conversation(connection, contact_id, channel)


async def lock_conversation(connection: AsyncConnection, conversation_id: str) -> Row[Any]:
    """The row, locked until the end of the transaction (SQLite: the transaction is the lock)."""
    query = select(conversations).where(conversations.c.id == conversation_id).with_for_update()
    return (await connection.execute(query)).one()


@dataclass(frozen=True)
class Place:
    """A locked conversation with its contact, where a message arrives."""

    conversation_id: str
    contact: Contact
    status: str
    last_message_id: int
    lease_token: int
    is_free: bool


def _is_free(now: dt.datetime | BindParameter[dt.datetime]) -> ColumnElement[bool]:
    """Nobody works the conversation and nothing in it is put off."""
    return and_(
        or_(conversations.c.lease_until.is_(None), conversations.c.lease_until < now),
        or_(conversations.c.retry_at.is_(None), conversations.c.retry_at <= now),
    )


_PLACE = (
    select(
        contacts,
        *(conversations.c[name] for name in ("status", "last_message_id", "lease_token")),
        _is_free(bindparam("now", type_=conversations.c.lease_until.type)).label("is_free"),
    )
    .join(conversations, conversations.c.contact_id == contacts.c.id)
    .where(conversations.c.id == bindparam("conversation"))
    .with_for_update(of=conversations)
)


async def lock_place(connection: AsyncConnection, conversation_id: str) -> Place:
    """As `lock_conversation`, with what a message that arrives needs to know. The contact may be read before the lock is had."""
    row = (await connection.execute(_PLACE, {"conversation": conversation_id, "now": system_clock()})).one()
    return Place(conversation_id, contact_from(row), row.status, row.last_message_id, row.lease_token, row.is_free)


async def add_inbound(connection: AsyncConnection, **values: Any) -> int:
    """Stores an inbound message under its conversation's lock, so that ids follow the order of arrival; returns the id."""
    row = inbound.insert().values(received_at=system_clock(), **values).returning(inbound.c.id)
    return int((await connection.execute(row)).scalar_one())


def _arrival(*grown: str) -> AtOnce:
    """A message and its inbound row; `grown` are the columns of the conversation that change with them."""
    of_conversation: BindParameter[str] = bindparam("conversation")
    said = {"conversation_id": of_conversation, "id": bindparam("message"), "internal": False}
    arrived = {"conversation_id": of_conversation, "message_id": bindparam("message")}
    return AtOnce(
        [
            update(conversations)
            .where(conversations.c.id == of_conversation)
            .values(last_message_id=bindparam("message"), updated_at=bindparam("now"), **given(conversations, *grown)),
            messages.insert().values(**said, author="contact", created_at=bindparam("now"), **given(messages, "text")),
        ],
        inbound.insert()
        .values(
            **arrived,
            received_at=bindparam("now"),
            **given(inbound, "channel", "external_id", "client_id", "kind", "payload"),
        )
        .returning(inbound.c.id),
    )


_ARRIVAL, _ARRIVAL_LEASED = _arrival(), _arrival("lease_token", "lease_until")


async def add_arrival(
    connection: AsyncConnection, place: Place, text: str, lease_seconds: float | None, **values: Any
) -> tuple[int, int, Lease | None]:
    """Stores what a contact said with its inbound row (`values`), and leases the conversation if it is free and `lease_seconds`
    are given.

    Returns:
        The message's id, the inbound id, the lease.
    """
    now, message_id = system_clock(), place.last_message_id + 1
    new = {"text": text, **values}
    lease = None
    if lease_seconds is not None and place.is_free:
        lease = Lease(place.conversation_id, place.lease_token + 1)
        new |= {"lease_token": lease.token, "lease_until": now + dt.timedelta(seconds=lease_seconds)}
    told = {"conversation": place.conversation_id, "message": message_id, "now": now}
    arrival = _ARRIVAL if lease is None else _ARRIVAL_LEASED
    stored = await arrival.execute(connection, told | named(**new))
    return message_id, int(stored.scalar_one()), lease


async def lease_due(connection: AsyncConnection, seconds: float, most: int) -> list[Lease]:
    """Leases the conversations that have waited longest, up to `most` of those that are free and due."""
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
        .where(_is_free(now))
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


async def next_due(connection: AsyncConnection) -> dt.datetime | None:
    """When a waiting conversation that is leased or postponed comes due, at the earliest."""
    waiting = exists().where(inbound.c.conversation_id == conversations.c.id, inbound.c.handled_at.is_(None))
    leased, retry = conversations.c.lease_until, conversations.c.retry_at
    query = select(func.min(case((retry > leased, retry), else_=func.coalesce(leased, retry)))).where(waiting)
    due: dt.datetime | None = (await connection.execute(query)).scalar_one_or_none()
    return due


async def person_wanted(connection: AsyncConnection, conversation_id: str) -> bool:
    """Whether a button or command that asks for a person waits in the conversation."""
    query = select(inbound.c.kind, inbound.c.payload).where(
        inbound.c.conversation_id == conversation_id, inbound.c.handled_at.is_(None)
    )
    return any(
        row.payload.get("intent") == "human_handoff" or row.payload.get("command") == "agent"
        for row in await connection.execute(query)
    )


@dataclass(frozen=True)
class Opening:
    """What a turn starts from: the message that waits longest and its text ("" without one), the conversation as it is, who wrote it."""

    item: Waiting
    text: str
    status: str
    state: dict[str, Any] | None
    contact: Contact


_LEASED = (conversations.c.id == bindparam("conversation"), conversations.c.lease_token == bindparam("token"))


def _of(lease: Lease) -> dict[str, Any]:
    """What `_LEASED` is asked with."""
    return {"conversation": lease.conversation_id, "token": lease.token}


_ITEM = ("message_id", "external_id", "client_id", "kind", "payload", "received_at", "told_at", "outages", "outage_at")


_OPENING = (
    select(
        contacts,
        conversations.c.status,
        conversations.c.state,
        inbound.c.id.label("inbound_id"),
        *(inbound.c[name] for name in _ITEM),
        messages.c.text,
    )
    .join(conversations, conversations.c.contact_id == contacts.c.id)
    .join(inbound, inbound.c.conversation_id == conversations.c.id)
    .outerjoin(
        messages, and_(messages.c.conversation_id == inbound.c.conversation_id, messages.c.id == inbound.c.message_id)
    )
    .where(*_LEASED, inbound.c.handled_at.is_(None))
    .order_by(inbound.c.id)
    .limit(1)
)


async def next_opening(connection: AsyncConnection, lease: Lease) -> Opening | None:
    """What the leased conversation's next turn starts from; None when nothing waits, or somebody else works it now."""
    row = (await connection.execute(_OPENING, _of(lease))).one_or_none()
    if row is None:
        return None
    item = Waiting(row.inbound_id, lease.conversation_id, *(getattr(row, name) for name in _ITEM))
    return Opening(item, row.text or "", row.status, row.state, contact_from(row))


_LOCKED_STATUS = select(conversations.c.status).where(*_LEASED).with_for_update()


async def lock_turn(connection: AsyncConnection, lease: Lease) -> tuple[str, Contact]:
    """Locks the leased conversation for the commit of a turn; its status, and its contact as it is now (read under the lock).

    Raises:
        LeaseLost: somebody else works it now.
    """
    status = (await connection.execute(_LOCKED_STATUS, _of(lease))).scalar_one_or_none()
    if status is None:
        raise LeaseLost(lease.conversation_id)
    return status, await contact_of(connection, lease.conversation_id)


async def hold(connection: AsyncConnection, lease: Lease, seconds: float) -> Row[Any]:
    """Locks the leased conversation and prolongs the lease.

    Raises:
        LeaseLost: somebody else works it now.
    """
    renew = (
        update(conversations)
        .where(*_LEASED)
        .values(lease_until=system_clock() + dt.timedelta(seconds=seconds))
        .returning(conversations)
    )
    row = (await connection.execute(renew, _of(lease))).one_or_none()
    if row is None:
        raise LeaseLost(lease.conversation_id)
    return row


async def release(connection: AsyncConnection, lease: Lease) -> bool:
    """Gives the conversation back; whether something came in the meantime (what comes later finds it free)."""
    more = exists().where(inbound.c.conversation_id == lease.conversation_id, inbound.c.handled_at.is_(None))
    given_back = update(conversations).where(*_LEASED).values(lease_until=None)
    await connection.execute(given_back, _of(lease))
    return bool((await connection.execute(select(more))).scalar_one())


async def postpone(connection: AsyncConnection, lease: Lease, seconds: float, *, failed: bool) -> None:
    """The same message again, not before `seconds` from now; `failed` counts it as a turn that did not work."""
    put_off = (
        update(conversations)
        .where(*_LEASED)
        .values(
            lease_until=None,
            failures=conversations.c.failures + (1 if failed else 0),
            retry_at=system_clock() + dt.timedelta(seconds=seconds),
        )
    )
    await connection.execute(put_off, _of(lease))


async def mark_told(connection: AsyncConnection, inbound_id: int) -> bool:
    """False when the contact was told before, or has the answer already."""
    waits = (inbound.c.id == inbound_id, inbound.c.told_at.is_(None), inbound.c.handled_at.is_(None))
    return bool((await connection.execute(update(inbound).where(*waits).values(told_at=system_clock()))).rowcount)


async def mark_handled(
    connection: AsyncConnection,
    item: Waiting,
    by: str,
    understood: dict[str, Any] | None,
    state: dict[str, Any] | None = None,
    *,
    lease_seconds: float | None = None,
) -> bool:
    """The contact's message has its answer: recorded with the id of the last message that the contact can see, and with the
    dialogue's state after it (None: as it was). Call it under the conversation's lock.

    The lease is prolonged when another message waits and `lease_seconds` are given, else it ends. Returns whether it goes on.
    """
    now = system_clock()
    values = {
        "conversation": item.conversation_id,
        "item": item.id,
        "now": now,
        "by": by,
        **named(understood=understood),
    }
    if state is not None:
        values |= named(state=state)
    if lease_seconds:
        values["until"] = now + dt.timedelta(seconds=lease_seconds)
    handled = _handled(with_state=state is not None, goes_on=bool(lease_seconds))
    return (await handled.execute(connection, values)).scalar_one() is not None


@cache
def _handled(*, with_state: bool, goes_on: bool) -> AtOnce:
    of_conversation = inbound.c.conversation_id == bindparam("conversation")
    position = (
        select(messages.c.id)
        .where(messages.c.conversation_id == bindparam("conversation"), messages.c.internal.is_(False))
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    handled = (
        update(inbound)
        .where(inbound.c.id == bindparam("item"))
        .values(
            handled_at=bindparam("now"),
            handled_by=bindparam("by"),
            position=position.scalar_subquery(),
            **given(inbound, "understood"),
        )
    )
    waits = exists().where(of_conversation, inbound.c.handled_at.is_(None), inbound.c.id != bindparam("item"))
    until = bindparam("until", type_=conversations.c.lease_until.type)
    freed = (
        update(conversations)
        .where(conversations.c.id == bindparam("conversation"))
        .values(
            failures=0,
            retry_at=None,
            lease_until=case((waits, until)) if goes_on else None,
            **(given(conversations, "state") if with_state else {}),
        )
        .returning(conversations.c.lease_until)
    )
    return AtOnce([handled], freed)


async def set_state(connection: AsyncConnection, conversation_id: str, state: dict[str, Any] | None) -> None:
    await connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(state=state))


async def read_state(connection: AsyncConnection, conversation_id: str) -> dict[str, Any] | None:
    query = select(conversations.c.state).where(conversations.c.id == conversation_id)
    state: dict[str, Any] | None = (await connection.execute(query)).scalar_one()
    return state


_DONE = (
    select(inbound.c.id, inbound.c.client_id, inbound.c.position, inbound.c.handled_at)
    .where(inbound.c.conversation_id == bindparam("conversation"), inbound.c.id > bindparam("after"))
    .order_by(inbound.c.id)
    .limit(500)
)


async def done_since(connection: AsyncConnection, conversation_id: str, after: int) -> list[Done]:
    """Handled frames of the web chat with an inbound id above `after`, in order, without gaps."""
    done = []
    for row in await connection.execute(_DONE, {"conversation": conversation_id, "after": after}):
        if row.handled_at is None:
            break
        done.append(Done(row.id, row.client_id or "", row.position))
    return done


async def announce_done(connection: AsyncConnection, conversation_id: str, through: int) -> None:
    """Remembers up to which inbound id the client was told `turn_done`."""
    await connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id, conversations.c.turn_done_through < through)
        .values(turn_done_through=through)
    )


async def turn_done_through(connection: AsyncConnection, conversation_id: str, last_id: int | None) -> int:
    """The inbound id up to which a client that comes back needs no `turn_done`.

    Those handled before its last message were told before it; of the others, those noted when it left.
    """
    noted = inbound.c.id <= conversations.c.turn_done_through
    told = noted if last_id is None else or_(inbound.c.position < last_id, and_(inbound.c.position == last_id, noted))
    query = (
        select(func.max(inbound.c.id))
        .join(conversations, conversations.c.id == inbound.c.conversation_id)
        .where(inbound.c.conversation_id == conversation_id, inbound.c.handled_at.is_not(None), told)
    )
    return int((await connection.execute(query)).scalar_one_or_none() or 0)
