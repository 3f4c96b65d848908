"""Stores which person on Telegram is which member of the staff. A link is a session of the member
with the method `telegram`, so that it ends with their other sessions, and when they are disabled."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.agents import TELEGRAM, Agent, NewSession, StaffSession, add_session, find_session
from bot.staff.store.tables import agents, staff_link_codes, staff_sessions
from foundation.database.announcements import announce


async def set_link_code(connection: AsyncConnection, agent_id: int, code_hash: str, expires_at: dt.datetime) -> None:
    """Stores the hash of a one-time code. An earlier code of the member is void."""
    await connection.execute(delete(staff_link_codes).where(staff_link_codes.c.agent_id == agent_id))
    row = {"code_hash": code_hash, "agent_id": agent_id, "expires_at": expires_at}
    await connection.execute(staff_link_codes.insert().values(**row))


async def take_link_code(connection: AsyncConnection, code_hash: str, now: dt.datetime) -> Agent | None:
    """Voids the code with this hash. Returns the member whose code it was, or None if it is not
    valid, or the member is disabled."""
    taken = (
        delete(staff_link_codes)
        .where(staff_link_codes.c.code_hash == code_hash, staff_link_codes.c.expires_at > now)
        .returning(staff_link_codes.c.agent_id)
    )
    agent_id = (await connection.execute(taken)).scalar_one_or_none()
    query = select(agents).where(agents.c.id == agent_id, agents.c.active)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Agent(row.id, row.username, row.name, row.role, tuple(row.languages.split(",")))


async def add_telegram_session(
    connection: AsyncConnection,
    agent: Agent,
    telegram_id: int,
    name: str,
    secrets: tuple[str, str],
    now: dt.datetime,
    lifetime: dt.timedelta,
) -> None:
    """Links a person on Telegram to the member. Earlier links of this person and of this member end. `name` is the
    person's name there, and `secrets` are random values that nobody else knows."""
    earlier = or_(staff_sessions.c.telegram_id == telegram_id, staff_sessions.c.agent_id == agent.id)
    await connection.execute(
        update(staff_sessions)
        .where(earlier, staff_sessions.c.method == TELEGRAM, staff_sessions.c.expires_at > now)
        .values(expires_at=now, seen_at=None)
    )
    token_hash, csrf = secrets
    await add_session(connection, agent, token_hash, csrf, now, lifetime, NewSession(TELEGRAM, browser=name[:80]))
    linked = update(staff_sessions).where(staff_sessions.c.token_hash == token_hash).values(telegram_id=telegram_id)
    await connection.execute(linked)
    announce(connection, "staff")


async def find_telegram_session(connection: AsyncConnection, telegram_id: int, now: dt.datetime) -> StaffSession | None:
    """Returns the session of the member to whom this person on Telegram is linked, or None."""
    query = select(staff_sessions.c.token_hash).where(
        staff_sessions.c.telegram_id == telegram_id,
        staff_sessions.c.method == TELEGRAM,
        staff_sessions.c.expires_at > now,
    )
    token_hash = (await connection.execute(query)).scalar_one_or_none()
    return None if token_hash is None else await find_session(connection, token_hash, now)
