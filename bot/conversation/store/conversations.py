"""Stores conversations: opens and locks them, and reads their state and their contact."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import Contact, build_contact
from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, inbound
from foundation.clock import system_clock


async def add_conversation(connection: AsyncConnection, contact_id: str, channel: str) -> str:
    conversation_id = uuid.uuid4().hex
    now = system_clock()
    values = {"id": conversation_id, "contact_id": contact_id, "channel": channel, "created_at": now, "updated_at": now}
    await connection.execute(conversations.insert().values(**values))
    return conversation_id


async def find_latest_conversation(connection: AsyncConnection, contact_id: str, channel: str) -> str:
    """Returns the id of the contact's newest conversation, and adds one if there is none. On
    Telegram a contact has one conversation for ever."""
    query = (
        select(conversations.c.id)
        .where(conversations.c.contact_id == contact_id)
        .order_by(conversations.c.created_at.desc())
        .limit(1)
    )
    found = (await connection.execute(query)).scalar_one_or_none()
    return found or await add_conversation(connection, contact_id, channel)


async def lock_conversation(connection: AsyncConnection, conversation_id: str) -> Row[Any]:
    """Locks the conversation's row until the end of the transaction, and returns it. On SQLite the
    transaction itself is the lock."""
    query = select(conversations).where(conversations.c.id == conversation_id).with_for_update()
    return (await connection.execute(query)).one()


async def is_person_wanted(connection: AsyncConnection, conversation_id: str) -> bool:
    """Returns whether an unanswered button or command in the conversation asks for a human agent."""
    query = select(inbound.c.kind, inbound.c.payload).where(
        inbound.c.conversation_id == conversation_id, inbound.c.handled_at.is_(None)
    )
    return any(
        row.payload.get("intent") == "human_handoff" or row.payload.get("command") == "agent"
        for row in await connection.execute(query)
    )


async def set_state(connection: AsyncConnection, conversation_id: str, state: dict[str, Any] | None) -> None:
    await connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(state=state))


async def set_address(connection: AsyncConnection, conversation_id: str, address: str) -> None:
    """Records the IP address, as a keyed hash, from which the web chat was last opened."""
    changed = conversations.c.address.is_distinct_from(address)
    await connection.execute(
        update(conversations).where(conversations.c.id == conversation_id, changed).values(address=address)
    )


async def read_state(connection: AsyncConnection, conversation_id: str) -> dict[str, Any] | None:
    query = select(conversations.c.state).where(conversations.c.id == conversation_id)
    state: dict[str, Any] | None = (await connection.execute(query)).scalar_one()
    return state


_CONTACT_OF = (
    select(contacts)
    .join(conversations, conversations.c.contact_id == contacts.c.id)
    .where(conversations.c.id == bindparam("conversation"))
)


async def find_contact_of(connection: AsyncConnection, conversation_id: str) -> Contact:
    return build_contact((await connection.execute(_CONTACT_OF, {"conversation": conversation_id})).one())


async def list_names(connection: AsyncConnection, limit: int = 2000) -> list[tuple[str | None, str | None, str | None]]:
    """Returns the distinct (name, company, account) of contacts that have an account."""
    query = (
        select(contacts.c.name, contacts.c.company, contacts.c.account)
        .where(contacts.c.account.is_not(None))
        .distinct()
        .limit(limit)
    )
    return [(row.name, row.company, row.account) for row in await connection.execute(query)]
