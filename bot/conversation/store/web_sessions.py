"""Sessions of the web chat at rest."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import Row, bindparam, case, exists, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import system_clock
from bot.conversation.store.tables import inbound
from bot.database.announcements import announce_conversation
from bot.linking.store.tables import web_sessions

Standing = Literal["open", "renewed", "ended"]
"""`renewed`: somebody signed in, and the conversation goes on under another session. `ended`: for good, by whoever may."""

_other = web_sessions.alias()
_GOES_ON = exists().where(
    _other.c.conversation_id == web_sessions.c.conversation_id,
    _other.c.ended_at.is_(None),
)
_STANDING = select(
    case((web_sessions.c.ended_at.is_(None), "open"), (_GOES_ON, "renewed"), else_="ended").label("standing")
).where(web_sessions.c.token_hash == bindparam("token"))


async def find_conversation(connection: AsyncConnection, token_hash: str) -> str | None:
    """Returns the conversation that a session was made for, whether or not it still opens it."""
    query = select(web_sessions.c.conversation_id).where(web_sessions.c.token_hash == token_hash)
    return (await connection.execute(query)).scalar_one_or_none()


async def read_standing(connection: AsyncConnection, token_hash: str) -> Standing:
    """Returns how the session stands now; "ended" for an unknown one. Under its conversation's lock it stays so."""
    standing: Standing | None = (await connection.execute(_STANDING, {"token": token_hash})).scalar_one_or_none()
    return standing or "ended"


async def renew_web_session(
    connection: AsyncConnection, token_hash: str, conversation_id: str, contact_id: str
) -> None:
    """Ends every session of the conversation and makes this one. Call it under the conversation's lock."""
    running = (web_sessions.c.conversation_id == conversation_id, web_sessions.c.ended_at.is_(None))
    await connection.execute(update(web_sessions).where(*running).values(ended_at=system_clock()))
    announce_conversation(connection, conversation_id)  # sockets of the sessions of before look, and end
    await add_web_session(connection, token_hash, conversation_id, contact_id)


_ENDED = (
    exists()
    .where(web_sessions.c.token_hash == bindparam("token"), web_sessions.c.ended_at.is_not(None))
    .label("session_ended")
)
_one = select(literal(1).label("one")).subquery()
_ARRIVED = select(_ENDED, inbound).select_from(
    _one.outerjoin(
        inbound, (inbound.c.channel == bindparam("channel")) & (inbound.c.external_id == bindparam("external_id"))
    )
)


async def find_arrival(
    connection: AsyncConnection, channel: str, external_id: str, token_hash: str | None
) -> tuple[Row[Any] | None, bool]:
    """Returns the inbound row of a message that was here before, and whether its sender's session has ended. One statement: every
    message waits for it. Call it under the conversation's lock, as a sign-in ends sessions under it."""
    wanted = {"channel": channel, "external_id": external_id, "token": token_hash or ""}
    row = (await connection.execute(_ARRIVED, wanted)).one()
    return (row if row.id is not None else None), bool(row.session_ended)


async def add_web_session(connection: AsyncConnection, token_hash: str, conversation_id: str, contact_id: str) -> None:
    await connection.execute(
        web_sessions.insert().values(
            token_hash=token_hash,
            conversation_id=conversation_id,
            contact_id=contact_id,
            created_at=system_clock(),
        )
    )
