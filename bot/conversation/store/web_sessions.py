"""Stores the sessions of the web chat: the conversation of each, and whether the session is still
open."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Row, bindparam, case, exists, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import Contact, build_contact
from bot.contacts.tables import contacts
from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations, web_sessions
from bot.messages.channels import WEBCHAT
from foundation.clock import system_clock

Standing = Literal["open", "renewed", "ended"]
"""The state of a session. `renewed` means that a sign-in replaced it, and its conversation
continues under another session. `ended` means that the session can never be used again."""

_other = web_sessions.alias()
_GOES_ON = exists().where(
    _other.c.conversation_id == web_sessions.c.conversation_id,
    _other.c.ended_at.is_(None),
)
_STANDING = select(
    case((web_sessions.c.ended_at.is_(None), "open"), (_GOES_ON, "renewed"), else_="ended").label("standing")
).where(web_sessions.c.token_hash == bindparam("token"))


async def find_conversation(connection: AsyncConnection, token_hash: str) -> str | None:
    """Returns the id of the session's conversation, even if the session has ended, or None for an
    unknown session."""
    query = select(web_sessions.c.conversation_id).where(web_sessions.c.token_hash == token_hash)
    return (await connection.execute(query)).scalar_one_or_none()


async def read_standing(connection: AsyncConnection, token_hash: str) -> Standing:
    """Returns the state of the session, and `ended` for an unknown session. The state cannot change
    while the caller holds the lock of the session's conversation."""
    standing: Standing | None = (await connection.execute(_STANDING, {"token": token_hash})).scalar_one_or_none()
    return standing or "ended"


async def renew_web_session(
    connection: AsyncConnection, token_hash: str, conversation_id: str, contact_id: str
) -> None:
    """Ends all sessions of the conversation and adds this one. The caller must have locked the
    conversation."""
    running = (web_sessions.c.conversation_id == conversation_id, web_sessions.c.ended_at.is_(None))
    await connection.execute(update(web_sessions).where(*running).values(ended_at=system_clock()))
    # This wakes the connections of the ended sessions, which then close.
    announce_conversation(connection, conversation_id)
    await add_web_session(connection, token_hash, conversation_id, contact_id)


async def add_web_session(connection: AsyncConnection, token_hash: str, conversation_id: str, contact_id: str) -> None:
    await connection.execute(
        web_sessions.insert().values(
            token_hash=token_hash,
            conversation_id=conversation_id,
            contact_id=contact_id,
            created_at=system_clock(),
        )
    )


async def end_web_sessions(connection: AsyncConnection, contact_id: str) -> None:
    """Ends all web sessions of the contact."""
    running = (web_sessions.c.contact_id == contact_id, web_sessions.c.ended_at.is_(None))
    await connection.execute(update(web_sessions).where(*running).values(ended_at=system_clock()))


async def find_conversation_of(connection: AsyncConnection, account: str, person: str) -> str | None:
    """Returns the id of the web-chat conversation in which the person of this account was last active,
    or None if there is none.

    On PostgreSQL, a lock on the person is taken until the transaction ends, so that devices that
    open the chat at the same time do not begin a conversation each. On SQLite, all writers wait for
    each other anyway.
    """
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:person, 0))")
        await connection.execute(lock, {"person": json.dumps([account, person])})
    query = (
        select(conversations.c.id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(contacts.c.channel == WEBCHAT.name, contacts.c.account == account, contacts.c.person == person)
        .order_by(conversations.c.updated_at.desc(), conversations.c.id)
        .limit(1)
    )
    return (await connection.execute(query)).scalar_one_or_none()


async def set_signed_in_until(connection: AsyncConnection, token_hash: str, until: dt.datetime | None) -> None:
    """Records when the identity that this browser presented expires."""
    own = web_sessions.c.token_hash == token_hash
    await connection.execute(update(web_sessions).where(own).values(signed_in_until=until))


_IS_OWN = web_sessions.c.token_hash == bindparam("token")
_ENDED_AT = select(web_sessions.c.ended_at).where(_IS_OWN).scalar_subquery()
_SIGNED_IN_UNTIL = select(web_sessions.c.signed_in_until).where(_IS_OWN).scalar_subquery()
SESSION_NOW = (
    select(
        contacts,
        conversations.c.in_queue,
        conversations.c.agent_id,
        conversations.c.edits,
        _ENDED_AT.label("ended_at"),
        _SIGNED_IN_UNTIL.label("signed_in_until"),
    )
    .join(conversations, conversations.c.contact_id == contacts.c.id)
    .where(conversations.c.id == bindparam("conversation"))
)


@dataclass(frozen=True)
class SessionNow:
    """Describes a web session as it is now: the contact of its conversation, signed in for as long as this browser's
    own identity lasts, whether the session has ended, whether the contact waits in the queue for an agent, the agent
    who has the conversation, and how often messages in the conversation were edited."""

    contact: Contact
    ended: bool
    in_queue: bool
    agent_id: int | None = None
    edits: int = 0


async def read_session_now(connection: AsyncConnection, token_hash: str, conversation_id: str) -> SessionNow:
    wanted = {"token": token_hash, "conversation": conversation_id}
    return build_session_now((await connection.execute(SESSION_NOW, wanted)).one())


def build_session_now(row: Row[Any]) -> SessionNow:
    """Returns the session that a row with the columns of `SESSION_NOW` describes."""
    contact = build_contact(row)
    ends = [until for until in (contact.account_until, row.signed_in_until) if until is not None]
    contact = replace(contact, account_until=min(ends, default=None))
    return SessionNow(contact, row.ended_at is not None, row.in_queue, row.agent_id, row.edits)
