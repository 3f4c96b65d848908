"""Stores agents (all members of the staff), their sessions, and whether they are online."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.roles import Permission, may
from bot.staff.store.tables import agents, staff_sessions
from foundation.clock import system_clock
from foundation.database.announcements import announce

ONLINE = dt.timedelta(seconds=60)
ONLINE_ON_TELEGRAM = dt.timedelta(minutes=15)
"""How long a member of the staff counts as online after they wrote in the staff's group on Telegram, which does not
tell who looks at it. (`ONLINE` is the time after a page of the console was last open.)"""
TOUCH_EVERY = dt.timedelta(seconds=10)
TELEGRAM = "telegram"
"""The `method` of a session that is a linked person on Telegram. No browser has its secret."""
NO_PASSWORD = "-"  # noqa: S105
"""The value of `password_hash` for a member without a password, who was invited or signs in only
with the identity provider."""


@dataclass(frozen=True)
class Agent:
    """Describes a member of the staff. `role` is `agent`, `supervisor` or `admin`; `languages`
    begins with the preferred one."""

    id: int
    username: str
    name: str
    role: str
    languages: tuple[str, ...]

    @property
    def sees_all(self) -> bool:
        """Returns whether this agent may see every conversation, and end one that another agent has
        open."""
        return self.may(Permission.SEE_ALL)

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)


@dataclass(frozen=True)
class Credentials:
    """Holds the data that is checked at sign-in. `password_hash` is None if the member has no password. `totp_secret`,
    which is encrypted, is None if signing in needs no second step."""

    agent: Agent
    password_hash: str | None
    totp_secret: str | None = None


@dataclass(frozen=True)
class StaffSession:
    """Describes the session of a signed-in browser. `token_hash` is the hash of the secret in the
    session's cookie."""

    token_hash: str
    csrf: str
    language: str
    expires_at: dt.datetime
    agent: Agent

    @property
    def handle(self) -> str:
        return make_handle(self.token_hash)


@dataclass(frozen=True)
class SessionLine:
    """Describes a session in a list of sessions. `handle` is the beginning of the session's hash,
    and names the session in forms and in the audit log."""

    handle: str
    method: str
    address: str | None
    browser: str | None
    created_at: dt.datetime
    seen_at: dt.datetime | None


@dataclass(frozen=True)
class NewSession:
    """Describes how somebody signs in. `method` is `password`, `totp`, `recovery`,
    `oidc` or `telegram`. If
    `language` is None, the session gets the language that the person used last."""

    method: str = "password"
    address: str | None = None
    browser: str | None = None
    language: str | None = None


def make_handle(token_hash: str) -> str:
    return token_hash[:12]


def _build_agent(row: Row[Any]) -> Agent:
    return Agent(row.id, row.username, row.name, row.role, tuple(row.languages.split(",")))


async def find_credentials(connection: AsyncConnection, username: str) -> Credentials | None:
    query = select(agents).where(agents.c.username == username, agents.c.active)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _build_credentials(row)


async def find_credentials_by_id(connection: AsyncConnection, agent_id: int) -> Credentials | None:
    row = (await connection.execute(select(agents).where(agents.c.id == agent_id, agents.c.active))).one_or_none()
    return None if row is None else _build_credentials(row)


def _build_credentials(row: Row[Any]) -> Credentials:
    password_hash = None if row.password_hash == NO_PASSWORD else row.password_hash
    return Credentials(_build_agent(row), password_hash, row.totp_secret if row.totp_confirmed_at else None)


async def find_agent(connection: AsyncConnection, agent_id: int) -> Agent:
    """Returns the agent with this id, also one who is disabled."""
    return _build_agent((await connection.execute(select(agents).where(agents.c.id == agent_id))).one())


async def add_agent(
    connection: AsyncConnection,
    username: str,
    name: str,
    role: str,
    languages: Sequence[str],
    password_hash: str,
    now: dt.datetime,
) -> None:
    values = {
        "username": username,
        "name": name,
        "role": role,
        "languages": ",".join(languages),
        "password_hash": password_hash,
        "created_at": now,
    }
    await connection.execute(agents.insert().values(values))


async def set_password_hash(connection: AsyncConnection, agent_id: int, password_hash: str) -> None:
    """Sets a new password, ends all sessions of the agent, and voids an open invitation."""
    values = {"password_hash": password_hash, "invitation_hash": None, "invitation_until": None}
    await connection.execute(update(agents).where(agents.c.id == agent_id).values(**values))
    await end_sessions(connection, agent_id, system_clock())


async def set_own_password(connection: AsyncConnection, session: StaffSession, password_hash: str) -> None:
    """Sets a new password for the person of this session, and ends all their other sessions."""
    await connection.execute(update(agents).where(agents.c.id == session.agent.id).values(password_hash=password_hash))
    await end_sessions(connection, session.agent.id, system_clock(), but=session.token_hash)


async def add_session(
    connection: AsyncConnection,
    agent: Agent,
    token_hash: str,
    csrf: str,
    now: dt.datetime,
    lifetime: dt.timedelta,
    new: NewSession = NewSession(),
) -> None:
    """Adds a session. The session's language is that of `new`, else the one that the agent used
    last, else their preferred one."""
    chosen = (
        select(staff_sessions.c.language)
        .where(staff_sessions.c.agent_id == agent.id)
        .order_by(staff_sessions.c.created_at.desc())
        .limit(1)
    )
    language = new.language or (await connection.execute(chosen)).scalar_one_or_none() or agent.languages[0]
    await connection.execute(
        staff_sessions.insert().values(
            token_hash=token_hash,
            agent_id=agent.id,
            csrf=csrf,
            language=language,
            created_at=now,
            expires_at=now + lifetime,
            seen_at=now,
            method=new.method,
            address=new.address,
            browser=new.browser,
        )
    )


async def find_session(connection: AsyncConnection, token_hash: str, now: dt.datetime) -> StaffSession | None:
    """Returns the session with this hash, or None if it has expired or its agent is disabled."""
    query = (
        select(agents, staff_sessions.c.csrf, staff_sessions.c.language, staff_sessions.c.expires_at)
        .join(agents, agents.c.id == staff_sessions.c.agent_id)
        .where(staff_sessions.c.token_hash == token_hash, staff_sessions.c.expires_at > now, agents.c.active)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else StaffSession(token_hash, row.csrf, row.language, row.expires_at, _build_agent(row))


async def touch_session(connection: AsyncConnection, token_hash: str, now: dt.datetime) -> None:
    """Records that a page of the console is open in this session at the moment `now`."""
    stale = or_(staff_sessions.c.seen_at.is_(None), staff_sessions.c.seen_at < now - TOUCH_EVERY)
    await connection.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash, stale).values(seen_at=now)
    )


async def set_session_language(connection: AsyncConnection, agent_id: int, language: str) -> None:
    """Sets the language of the console in all sessions of this agent."""
    await connection.execute(
        update(staff_sessions).where(staff_sessions.c.agent_id == agent_id).values(language=language)
    )


async def end_session(connection: AsyncConnection, token_hash: str, now: dt.datetime) -> None:
    """Ends a session. The session's row is kept for a while, because the next session takes over
    its language."""
    await connection.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash).values(expires_at=now, seen_at=None)
    )
    announce(connection, "staff")  # wakes the event streams of other tabs, which then end


async def list_sessions(connection: AsyncConnection, agent_id: int, now: dt.datetime) -> list[SessionLine]:
    """Returns the open sessions of an agent, the newest first."""
    query = (
        select(staff_sessions)
        .where(staff_sessions.c.agent_id == agent_id, staff_sessions.c.expires_at > now)
        .order_by(staff_sessions.c.created_at.desc())
    )
    return [
        SessionLine(make_handle(row.token_hash), row.method, row.address, row.browser, row.created_at, row.seen_at)
        for row in await connection.execute(query)
    ]


async def end_sessions(
    connection: AsyncConnection, agent_id: int, now: dt.datetime, *, handle: str = "", but: str = ""
) -> int:
    """Ends all sessions of an agent, or only the one with this `handle`, or all except the one with
    the hash `but`. Returns how many sessions ended."""
    ending = update(staff_sessions).where(staff_sessions.c.agent_id == agent_id, staff_sessions.c.expires_at > now)
    if handle:
        ending = ending.where(staff_sessions.c.token_hash.startswith(handle, autoescape=True))
    if but:
        ending = ending.where(staff_sessions.c.token_hash != but)
    announce(connection, "staff")
    return int((await connection.execute(ending.values(expires_at=now, seen_at=None))).rowcount)


def is_present(now: dt.datetime) -> ColumnElement[bool]:
    """Returns the SQL condition that the member of a session is online."""
    recent = or_(
        staff_sessions.c.seen_at > now - ONLINE,
        and_(staff_sessions.c.method == TELEGRAM, staff_sessions.c.seen_at > now - ONLINE_ON_TELEGRAM),
    )
    return and_(recent, staff_sessions.c.expires_at > now)


def was_present(since: dt.datetime) -> ColumnElement[bool]:
    """Returns the SQL condition that the member of a session was online at the moment `since` or
    later."""
    last = func.coalesce(staff_sessions.c.seen_at, staff_sessions.c.expires_at)
    on_telegram = and_(staff_sessions.c.method == TELEGRAM, staff_sessions.c.seen_at >= since - ONLINE_ON_TELEGRAM)
    return or_(last >= since, on_telegram)


async def is_online(connection: AsyncConnection, agent_id: int, now: dt.datetime) -> bool:
    """Returns whether this agent has a page of the console open, or has just written in the staff's
    group."""
    online = exists().where(staff_sessions.c.agent_id == agent_id, is_present(now))
    return bool((await connection.execute(select(online))).scalar_one())


async def is_anyone_online(connection: AsyncConnection, now: dt.datetime) -> bool:
    """Returns whether any agent has a page of the console open, or has just written in the staff's
    group."""
    online = exists().where(is_present(now))
    return bool((await connection.execute(select(online))).scalar_one())
