"""Stores sessions of the web chat: the conversation that each opens, and whether it still does."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import bindparam, case, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.contacts.store import Contact, build_contact
from bot.contacts.tables import contacts
from bot.conversation.store.progress import announce_conversation
from bot.conversation.store.tables import conversations, web_sessions
from foundation.clock import system_clock

Standing = Literal["open", "renewed", "ended"]
"""`renewed` means that somebody signed in, and the conversation continues under another session.
`ended` means that it was ended for good."""

_other = web_sessions.alias()
_GOES_ON = exists().where(
    _other.c.conversation_id == web_sessions.c.conversation_id,
    _other.c.ended_at.is_(None),
)
_STANDING = select(
    case((web_sessions.c.ended_at.is_(None), "open"), (_GOES_ON, "renewed"), else_="ended").label("standing")
).where(web_sessions.c.token_hash == bindparam("token"))


async def find_conversation(connection: AsyncConnection, token_hash: str) -> str | None:
    """Returns the conversation for which a session was made, even if the session no longer opens
    it."""
    query = select(web_sessions.c.conversation_id).where(web_sessions.c.token_hash == token_hash)
    return (await connection.execute(query)).scalar_one_or_none()


async def read_standing(connection: AsyncConnection, token_hash: str) -> Standing:
    """Returns the standing of the session; "ended" for an unknown one. Under its conversation's
    lock the standing cannot change."""
    standing: Standing | None = (await connection.execute(_STANDING, {"token": token_hash})).scalar_one_or_none()
    return standing or "ended"


async def renew_web_session(
    connection: AsyncConnection, token_hash: str, conversation_id: str, contact_id: str
) -> None:
    """Ends every session of the conversation and makes this one. Call it under the conversation's
    lock."""
    running = (web_sessions.c.conversation_id == conversation_id, web_sessions.c.ended_at.is_(None))
    await connection.execute(update(web_sessions).where(*running).values(ended_at=system_clock()))
    # Sockets of earlier sessions must notice this and close.
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
    """Ends the contact's web sessions. They no longer open a conversation."""
    running = (web_sessions.c.contact_id == contact_id, web_sessions.c.ended_at.is_(None))
    await connection.execute(update(web_sessions).where(*running).values(ended_at=system_clock()))


_ENDED_AT = select(web_sessions.c.ended_at).where(web_sessions.c.token_hash == bindparam("token")).scalar_subquery()
_SESSION_NOW = (
    select(contacts, _ENDED_AT.label("ended_at"))
    .join(conversations, conversations.c.contact_id == contacts.c.id)
    .where(conversations.c.id == bindparam("conversation"))
)


async def read_session_now(connection: AsyncConnection, token_hash: str, conversation_id: str) -> tuple[Contact, bool]:
    """Returns the contact of a web session's conversation as it is now, and whether the session was
    ended."""
    wanted = {"token": token_hash, "conversation": conversation_id}
    row = (await connection.execute(_SESSION_NOW, wanted)).one()
    return build_contact(row), row.ended_at is not None
