"""Stores an arriving message, or the answer to one, in a single statement: one round trip to PostgreSQL in place of five or six.

Each statement locks the conversation, and changes nothing unless the conversation is as the caller has read it. It does not wait
for a lock that somebody else holds. Whenever it changes nothing, the caller does the same by a transaction under the lock, step
by step (`arrivals.py`, `turns.py`). SQLite, which needs no round trips, always gets the transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    case,
    column,
    exists,
    false,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import Contact
from bot.contacts.tables import contacts
from bot.conversation.store.arrivals import Arrived, Place, build_arrived
from bot.conversation.store.leases import LEASED, Lease, build_lease_values, is_free
from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import buttons, conversations, inbound, messages, web_sessions
from bot.conversation.store.turns import Waiting
from foundation.clock import system_clock
from foundation.database.statements import bind_columns, name_values

_NOW = bindparam("now", type_=conversations.c.updated_at.type)
_UNTIL = bindparam("until", type_=conversations.c.lease_until.type)
_CONVERSATION = bindparam("conversation", type_=conversations.c.id.type)
_LAST = bindparam("last", type_=conversations.c.last_message_id.type)
_ARRIVING = ("channel", "external_id", "client_id", "kind", "payload")
_OF_WHO = ("account", "person", "role", "account_until")
_OF_BUTTON = ("token", "label", "intent", "entities", "single_use")
_SHOWN_NOW = {"internal": false(), "created_at": _NOW}
_WAITS = exists().where(inbound.c.conversation_id == _CONVERSATION, inbound.c.handled_at.is_(None))


def is_possible(connection: AsyncConnection) -> bool:
    """Returns whether the connection's database can store messages in this way."""
    return connection.dialect.name == "postgresql"


async def add_arrival_at_once(
    connection: AsyncConnection, place: Place, text: str, lease_seconds: float, token_hash: str, **values: Any
) -> Arrived | None:
    """Does the same as `add_arrival` for a message of the web session with this hash, and leases the conversation. Returns None
    if nothing was stored, because the conversation is not free or no longer as `place` describes it."""
    now, lease = system_clock(), Lease(place.conversation_id, place.lease_token + 1)
    wanted = {
        "conversation": place.conversation_id,
        "last": place.last_message_id,
        "said": place.next_message_id,
        "as_read": place.status,
        "token": lease.token,
        "session": token_hash,
        "now": now,
        "until": now + dt.timedelta(seconds=lease_seconds),
        **name_values(text=text, **{name: values[name] for name in _ARRIVING}),
    }
    stored = (await connection.execute(_build_arrival(), wanted)).one_or_none()
    if stored is None:
        return None
    announce_conversation(connection, place.conversation_id)
    as_held = replace(place, in_queue=stored.in_queue, state=stored.state, waits=stored.waits)
    return build_arrived(as_held, stored.id, lease, text, now, **values)


@cache
def _build_arrival() -> Select[Any]:
    session_ended = exists().where(
        web_sessions.c.token_hash == bindparam("session", type_=web_sessions.c.token_hash.type),
        web_sessions.c.ended_at.is_not(None),
    )
    held = (
        select(conversations.c.id, conversations.c.in_queue, conversations.c.state)
        .where(
            conversations.c.id == _CONVERSATION,
            conversations.c.last_message_id == _LAST,
            conversations.c.lease_token == bindparam("token", type_=conversations.c.lease_token.type) - 1,
            conversations.c.status == bindparam("as_read", type_=conversations.c.status.type),
            is_free(_NOW),
            ~session_ended,
        )
        .with_for_update(key_share=True, skip_locked=True)
        .cte("held")
    )
    said = bindparam("said", type_=messages.c.id.type)
    taken = (
        update(conversations)
        .where(conversations.c.id == held.c.id)
        .values(
            last_message_id=said,
            updated_at=_NOW,
            lease_token=bindparam("token", type_=conversations.c.lease_token.type),
            lease_until=_UNTIL,
        )
        .cte("taken")
    )
    message = {"id": said, "author": literal_column("'contact'"), **_SHOWN_NOW, **bind_columns(messages, "text")}
    added = _insert_from(held, messages, message).cte("added")
    arriving = {"message_id": said, "received_at": _NOW, **bind_columns(inbound, *_ARRIVING)}
    arrived = _insert_from(held, inbound, arriving).returning(inbound.c.id, inbound.c.conversation_id).cte("arrived")
    return (
        select(arrived.c.id, held.c.in_queue, held.c.state, _WAITS.label("waits"))
        .join_from(held, arrived, arrived.c.conversation_id == held.c.id)
        .add_cte(taken, added)
    )


def _insert_from(held: Any, table: Any, values: Mapping[str, Any]) -> Any:
    """Builds the statement that adds a row to a table of the conversation, provided that the query `held` has selected
    and locked the conversation."""
    row = select(held.c.id, *values.values())
    return table.insert().from_select(["conversation_id", *values], row)


async def store_answer_at_once(
    connection: AsyncConnection,
    lease: Lease,
    item: Waiting,
    contact: Contact,
    reply: Mapping[str, Any],
    of_buttons: Sequence[Mapping[str, Any]],
    understood: dict[str, Any] | None,
    state: dict[str, Any] | None,
    lease_seconds: float,
) -> bool | None:
    """Stores the bot's reply as the next message of the leased conversation, with the rows of its buttons, and does the same as
    `mark_handled`. Returns whether another message waits, for which the lease is prolonged.

    Returns None if nothing was stored, because the lease is lost, an agent has the conversation, it has got another message, or
    the `contact`, as stored when the message was read, has signed in or out.
    """
    now = system_clock()
    wanted = {
        **build_lease_values(lease),
        "last": item.message_id,
        "item": item.id,
        "now": now,
        "until": now + dt.timedelta(seconds=lease_seconds),
        "given": [{name: row[name] for name in _OF_BUTTON} for row in of_buttons],
        "expire": of_buttons[0]["expires_at"] if of_buttons else now,
        **{f"as_{name}": getattr(contact, name) for name in _OF_WHO},
        **name_values(reply=reply, understood=understood),
        **({} if state is None else name_values(state=state)),
    }
    stored = (await connection.execute(_build_answer(with_state=state is not None), wanted)).one_or_none()
    if stored is None:
        return None
    announce_conversation(connection, item.conversation_id)
    return stored.lease_until is not None


@cache
def _build_answer(*, with_state: bool) -> Select[Any]:
    held = (
        select(conversations.c.id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(*LEASED, conversations.c.status != "open", conversations.c.last_message_id == _LAST, _is_same_contact())
        .with_for_update(of=[conversations, contacts], key_share=True, skip_locked=True)
        .cte("held")
    )
    others = inbound.c.id != bindparam("item", type_=inbound.c.id.type)
    answered = (
        update(conversations)
        .where(conversations.c.id == held.c.id)
        .values(
            last_message_id=conversations.c.last_message_id + 1,
            updated_at=_NOW,
            failures=0,
            retry_at=None,
            lease_until=case((_WAITS.where(others), _UNTIL)),
            **(bind_columns(conversations, "state") if with_state else {}),
        )
        .returning(conversations.c.id, conversations.c.last_message_id, conversations.c.lease_until)
        .cte("answered")
    )
    reply = {
        "id": answered.c.last_message_id,
        "author": literal_column("'bot'"),
        **_SHOWN_NOW,
        **bind_columns(messages, "reply"),
    }
    handled = (
        update(inbound)
        .where(inbound.c.id == bindparam("item", type_=inbound.c.id.type), answered.c.id == inbound.c.conversation_id)
        .values(
            handled_at=_NOW,
            handled_by="bot",
            position=answered.c.last_message_id,
            **bind_columns(inbound, "understood"),
        )
    )
    added = _insert_from(answered, messages, reply).cte("added")
    given = _insert_buttons(answered).cte("given_buttons")
    return select(answered.c.lease_until).add_cte(added, given, handled.cte("handled"))


def _is_same_contact() -> ColumnElement[bool]:
    return and_(
        *(
            contacts.c[name].is_not_distinct_from(bindparam(f"as_{name}", type_=contacts.c[name].type))
            for name in _OF_WHO
        )
    )


def _insert_buttons(answered: Any) -> Any:
    given = (
        func.jsonb_to_recordset(bindparam("given", type_=JSONB()))
        .table_valued(
            column("token", String(40)),
            column("label", JSONB()),
            column("intent", String(40)),
            column("entities", JSONB()),
            column("single_use", Boolean()),
            name="given",
        )
        .render_derived(with_types=True)
    )
    expire = bindparam("expire", type_=buttons.c.expires_at.type)
    rows = select(answered.c.id, *(given.c[name] for name in _OF_BUTTON), _NOW, expire).join_from(
        answered, given, given.c.token.is_not(None)
    )
    return buttons.insert().from_select(["conversation_id", *_OF_BUTTON, "created_at", "expires_at"], rows)
