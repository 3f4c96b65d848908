"""Stores each arriving message once, under the next number in its conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import Contact, build_contact
from bot.contacts.tables import contacts
from bot.conversation.store.leases import Lease, is_free
from bot.conversation.store.messages import LATEST_WITH_BUTTONS, list_buttons
from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations, inbound, messages, web_sessions
from bot.conversation.store.turns import Opening, Waiting
from bot.messages.files import StoredFile
from foundation.clock import system_clock
from foundation.database.announcements import announce
from foundation.database.statements import AtOnce, bind_columns, name_values

NO_MESSAGE = 0
"""The message id of a part of an album that waits for the other parts. Real message ids begin with
1."""


@dataclass(frozen=True)
class Place:
    """Describes the locked conversation in which a message arrives, with its contact.

    `known` describes the arriving message if it was stored before. `in_queue` says whether the
    contact waits for an agent. `waits` says whether other
    messages wait for an answer. `is_free` says whether no gateway has leased the conversation.
    `buttons` are the buttons of the latest message that has any. `session_ended` says whether the
    web session of the arriving message has ended, and `session_expired` whether its sign-in has.
    """

    conversation_id: str
    contact: Contact
    status: str
    in_queue: bool
    state: dict[str, Any] | None
    last_message_id: int
    lease_token: int
    is_free: bool
    waits: bool
    session_ended: bool
    session_expired: bool
    buttons: list[dict[str, Any]]
    known: Known | None

    @property
    def next_message_id(self) -> int:
        """Returns the id that the arriving message gets."""
        return self.last_message_id + 1


@dataclass(frozen=True)
class Known:
    """Describes a message that was stored before."""

    inbound_id: int
    conversation_id: str
    message_id: int
    handled: bool


@dataclass(frozen=True)
class Arrived:
    """Describes a message that has just been stored. If there is a `lease`, this gateway has
    reserved the conversation and can answer at once. `opening` holds the data that the answer
    needs, or is None when other messages must be answered first."""

    message_id: int
    inbound_id: int
    lease: Lease | None
    opening: Opening | None


_OF_PLACE = (
    *(conversations.c[name] for name in ("status", "in_queue", "state", "last_message_id", "lease_token")),
    is_free(bindparam("now", type_=conversations.c.lease_until.type)).label("is_free"),
)
_LOCK = select(*_OF_PLACE).where(conversations.c.id == bindparam("conversation")).with_for_update()
_others = inbound.alias()
_FOUND_WITHOUT_CONTACT = (
    select(
        LATEST_WITH_BUTTONS.scalar_subquery().label("with_buttons"),
        inbound.c.id.label("inbound_id"),
        inbound.c.conversation_id.label("known_in"),
        inbound.c.message_id,
        inbound.c.handled_at,
        exists()
        .where(_others.c.conversation_id == bindparam("conversation"), _others.c.handled_at.is_(None))
        .label("waits"),
        exists()
        .where(web_sessions.c.token_hash == bindparam("token"), web_sessions.c.ended_at.is_not(None))
        .label("session_ended"),
        exists()
        .where(
            web_sessions.c.token_hash == bindparam("token"),
            web_sessions.c.signed_in_until <= bindparam("now", type_=web_sessions.c.signed_in_until.type),
        )
        .label("session_expired"),
    )
    .select_from(conversations)
    .outerjoin(
        inbound,
        (inbound.c.channel == bindparam("from_channel")) & (inbound.c.external_id == bindparam("external_id")),
    )
    .where(conversations.c.id == bindparam("conversation"))
)
_PLACE = _FOUND_WITHOUT_CONTACT.add_columns(*_OF_PLACE)
_FOUND = _FOUND_WITHOUT_CONTACT.add_columns(*contacts.c).where(contacts.c.id == conversations.c.contact_id)


async def find_unanswered(connection: AsyncConnection) -> tuple[int, dt.datetime | None]:
    """Returns how many messages have no answer, and when the first of them was received (None if
    there is none). A partial index keeps the query fast in a large table."""
    query = select(func.count(), func.min(inbound.c.received_at)).where(inbound.c.handled_at.is_(None))
    number, oldest = (await connection.execute(query)).one()
    return number, oldest


async def lock_place(
    connection: AsyncConnection,
    conversation_id: str,
    channel: str,
    external_id: str,
    token_hash: str | None,
    contact: Contact | None,
) -> Place:
    """Locks the conversation, then reads in one statement everything that is needed to store an arriving message. The
    contact is read as well, unless the caller passes it.

    The statement runs after the lock is taken, so that it sees what other transactions changed
    under the lock. A sign-in, for example, ends sessions under this lock.
    """
    where = {"conversation": conversation_id}
    now = system_clock()
    locked = (await connection.execute(_LOCK, where | {"now": now})).one()
    wanted = where | {"now": now} | _name_sender(channel, external_id, token_hash)
    found = (await connection.execute(_FOUND if contact is None else _FOUND_WITHOUT_CONTACT, wanted)).one()
    return _build_place(conversation_id, contact or build_contact(found), locked, found)


async def look_at_place(
    connection: AsyncConnection,
    conversation_id: str,
    channel: str,
    external_id: str,
    token_hash: str | None,
    contact: Contact,
) -> Place:
    """Returns the same as `lock_place` in one statement, without locking the conversation."""
    wanted = {"conversation": conversation_id, "now": system_clock()} | _name_sender(channel, external_id, token_hash)
    found = (await connection.execute(_PLACE, wanted)).one()
    return _build_place(conversation_id, contact, found, found)


def _name_sender(channel: str, external_id: str, token_hash: str | None) -> dict[str, Any]:
    return {"from_channel": channel, "external_id": external_id, "token": token_hash or ""}


def _build_place(conversation_id: str, contact: Contact, locked: Row[Any], found: Row[Any]) -> Place:
    known = None
    if found.inbound_id is not None:
        known = Known(found.inbound_id, found.known_in, found.message_id, found.handled_at is not None)
    return Place(
        conversation_id,
        contact,
        locked.status,
        locked.in_queue,
        locked.state,
        locked.last_message_id,
        locked.lease_token,
        locked.is_free,
        found.waits,
        found.session_ended,
        found.session_expired,
        list_buttons(found.with_buttons),
        known,
    )


@dataclass(frozen=True)
class Part:
    """Describes a stored part of an album: its text, the id of its file, and the refusal if its
    file was not accepted."""

    id: int
    text: str
    file_id: str | None
    refused: list[dict[str, Any]]


async def add_part(
    connection: AsyncConnection, place: Place, channel: str, external_id: str, payload: dict[str, Any]
) -> int:
    """Stores a part of an album. The part belongs to no message yet and needs no answer of its own.
    Returns the id of the part's row."""
    now = system_clock()
    values = {
        "channel": channel,
        "external_id": external_id,
        "conversation_id": place.conversation_id,
        "message_id": NO_MESSAGE,
        "kind": "part",
        "payload": payload,
        "received_at": now,
        "handled_at": now,
        "handled_by": "bot",
    }
    return int((await connection.execute(inbound.insert().values(values).returning(inbound.c.id))).scalar_one())


_WAITING_PARTS = (inbound.c.kind == "part", inbound.c.message_id == NO_MESSAGE)


async def take_parts(connection: AsyncConnection, place: Place, album: str) -> list[Part]:
    """Assigns the waiting parts of an album to the message that is about to be stored. Returns the
    parts in the order in which they were sent."""
    rows = await connection.execute(
        select(inbound.c.id, inbound.c.payload)
        .where(*_WAITING_PARTS, inbound.c.conversation_id == place.conversation_id)
        .order_by(inbound.c.id)
    )
    found = [row for row in rows if row.payload["album"] == album]
    if found:
        ids = [row.id for row in found]
        joined = {"message_id": place.next_message_id, "position": place.next_message_id}
        await connection.execute(update(inbound).where(inbound.c.id.in_(ids)).values(joined))
    found.sort(key=lambda row: (row.payload["order"], row.id))
    return [Part(row.id, row.payload["text"], row.payload["file"], row.payload["refused"]) for row in found]


async def list_waiting_albums(connection: AsyncConnection, before: dt.datetime) -> list[tuple[str, str, str]]:
    """Returns the albums whose parts are not joined and whose last part came before this moment,
    each as channel, contact's key and album id."""
    rows = await connection.execute(
        select(inbound.c.channel, contacts.c.key, inbound.c.payload, inbound.c.received_at)
        .join(conversations, conversations.c.id == inbound.c.conversation_id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(*_WAITING_PARTS)
        .order_by(inbound.c.id)
    )
    last = {(row.channel, row.key, row.payload["album"]): row.received_at for row in rows}
    return [album for album, received_at in last.items() if received_at < before]


async def add_inbound(connection: AsyncConnection, **values: Any) -> int:
    """Stores the row of an arriving message and returns its id. The caller must have locked the
    conversation, so that ids follow the order of arrival."""
    announce(connection, "lane")
    row = inbound.insert().values(received_at=system_clock(), **values).returning(inbound.c.id)
    return int((await connection.execute(row)).scalar_one())


def _build_arrival(*grown: str) -> AtOnce:
    """Builds the statements that store an arriving message: the conversation's update, the message
    and its row of arrival. `grown` names further columns of the conversation to update."""
    of_conversation: BindParameter[str] = bindparam("conversation")
    said = {"conversation_id": of_conversation, "id": bindparam("message"), "internal": False}
    arrived = {"conversation_id": of_conversation, "message_id": bindparam("message")}
    return AtOnce(
        [
            update(conversations)
            .where(conversations.c.id == of_conversation)
            .values(
                last_message_id=bindparam("message"), updated_at=bindparam("now"), **bind_columns(conversations, *grown)
            ),
            messages.insert().values(
                **said, author="contact", created_at=bindparam("now"), **bind_columns(messages, "text", "files")
            ),
        ],
        inbound.insert()
        .values(
            **arrived,
            received_at=bindparam("now"),
            **bind_columns(inbound, "channel", "external_id", "client_id", "kind", "payload"),
        )
        .returning(inbound.c.id),
    )


_ARRIVAL, _ARRIVAL_LEASED = _build_arrival(), _build_arrival("lease_token", "lease_until")


async def add_arrival(
    connection: AsyncConnection,
    place: Place,
    text: str,
    lease_seconds: float | None,
    *,
    files: Sequence[StoredFile] = (),
    **values: Any,
) -> Arrived:
    """Stores a contact's message with its files, and its row of arrival with `values`. If
    `lease_seconds` is given and no gateway has leased the conversation, leases it for that time."""
    now, message_id = system_clock(), place.next_message_id
    new = {"text": text, "files": [*files] or None, **values}
    lease = None
    if lease_seconds is not None and place.is_free:
        lease = Lease(place.conversation_id, place.lease_token + 1)
        new |= {"lease_token": lease.token, "lease_until": now + dt.timedelta(seconds=lease_seconds)}
    else:
        announce(connection, "lane")
    announce_conversation(connection, place.conversation_id)
    of_message = {"conversation": place.conversation_id, "message": message_id, "now": now}
    arrival = _ARRIVAL if lease is None else _ARRIVAL_LEASED
    inbound_id = int((await arrival.execute(connection, of_message | name_values(**new))).scalar_one())
    return build_arrived(place, inbound_id, lease, text, now, **values)


def build_arrived(
    place: Place, inbound_id: int, lease: Lease | None, text: str, now: dt.datetime, **values: Any
) -> Arrived:
    """Returns the description of a message that was stored `now` in this place, with these values in its row of
    arrival."""
    if lease is None or place.waits:
        return Arrived(place.next_message_id, inbound_id, lease, None)
    of_item = {name: values[name] for name in ("external_id", "client_id", "kind", "payload")}
    item = Waiting(inbound_id, place.conversation_id, place.next_message_id, **of_item, received_at=now, told_at=None)
    return Arrived(
        place.next_message_id,
        inbound_id,
        lease,
        Opening(item, text, place.status, place.in_queue, place.state, place.contact),
    )
