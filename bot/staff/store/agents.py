"""Stores agents, their sessions, and whether they are online."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.roles import Permission, may
from bot.staff.store.tables import agents, staff_sessions
from foundation.clock import system_clock
from foundation.database.announcements import announce

ONLINE = dt.timedelta(seconds=60)
TOUCH_EVERY = dt.timedelta(seconds=10)
NO_PASSWORD = "-"  # noqa: S105
"""Stands in place of a hash for somebody who is invited, or who signs in only with the identity
provider."""


@dataclass(frozen=True)
class Agent:
    """Describes a person of the staff. `role` is agent, supervisor or admin; `languages` begins
    with the preferred one."""

    id: int
    username: str
    name: str
    role: str
    languages: tuple[str, ...]

    @property
    def sees_all(self) -> bool:
        """Returns whether this agent sees every conversation and may end what another agent has
        begun."""
        return self.may(Permission.SEE_ALL)

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)


@dataclass(frozen=True)
class Credentials:
    """Holds what signing in checks. A `password_hash` of None means that no password is set. A
    `totp_secret`, which is encrypted, of None means that there is no second step."""

    agent: Agent
    password_hash: str | None
    totp_secret: str | None = None


@dataclass(frozen=True)
class StaffSession:
    """Describes the session of a signed-in browser. Only the hash of the cookie's secret is
    stored."""

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
    """Describes a session in a list. `handle` names it in forms and in the audit log without
    revealing its hash."""

    handle: str
    method: str
    address: str | None
    browser: str | None
    created_at: dt.datetime
    seen_at: dt.datetime | None


@dataclass(frozen=True)
class NewSession:
    """Says where and how somebody signs in. `method` is password, totp, recovery or oidc. A
    `language` of None stands for the person's own."""

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
    """Sets a new password. Whoever is signed in with the old one is signed out, and an open
    invitation ends."""
    values = {"password_hash": password_hash, "invitation_hash": None, "invitation_until": None}
    await connection.execute(update(agents).where(agents.c.id == agent_id).values(**values))
    await end_sessions(connection, agent_id, system_clock())


async def set_own_password(connection: AsyncConnection, session: StaffSession, password_hash: str) -> None:
    """Sets a new password and ends all sessions of this person except this one."""
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
    """Adds a session. Its language is the requested one, else the one that this person used last,
    else their first."""
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
    """Returns a valid session of an active agent."""
    query = (
        select(agents, staff_sessions.c.csrf, staff_sessions.c.language, staff_sessions.c.expires_at)
        .join(agents, agents.c.id == staff_sessions.c.agent_id)
        .where(staff_sessions.c.token_hash == token_hash, staff_sessions.c.expires_at > now, agents.c.active)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else StaffSession(token_hash, row.csrf, row.language, row.expires_at, _build_agent(row))


async def touch_session(connection: AsyncConnection, token_hash: str, now: dt.datetime) -> None:
    """Records that the console is open."""
    stale = or_(staff_sessions.c.seen_at.is_(None), staff_sessions.c.seen_at < now - TOUCH_EVERY)
    await connection.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash, stale).values(seen_at=now)
    )


async def set_session_language(connection: AsyncConnection, agent_id: int, language: str) -> None:
    """Sets the language of this person's console on every device."""
    await connection.execute(
        update(staff_sessions).where(staff_sessions.c.agent_id == agent_id).values(language=language)
    )


async def end_session(connection: AsyncConnection, token_hash: str, now: dt.datetime) -> None:
    """Signs out. The row stays for a while, because it remembers the chosen language."""
    await connection.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash).values(expires_at=now, seen_at=None)
    )
    announce(connection, "staff")  # the event streams of other tabs must notice this and end


async def list_sessions(connection: AsyncConnection, agent_id: int, now: dt.datetime) -> list[SessionLine]:
    """Returns the sessions in which somebody is signed in, the newest first."""
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
    """Signs somebody out: everywhere, only in the session with this `handle`, or everywhere except
    in the session with the hash `but`. Returns how many sessions ended."""
    ending = update(staff_sessions).where(staff_sessions.c.agent_id == agent_id, staff_sessions.c.expires_at > now)
    if handle:
        ending = ending.where(staff_sessions.c.token_hash.startswith(handle, autoescape=True))
    if but:
        ending = ending.where(staff_sessions.c.token_hash != but)
    announce(connection, "staff")
    return int((await connection.execute(ending.values(expires_at=now, seen_at=None))).rowcount)


async def is_anyone_online(connection: AsyncConnection, now: dt.datetime) -> bool:
    """Returns whether any agent's console is open."""
    online = exists().where(staff_sessions.c.seen_at > now - ONLINE, staff_sessions.c.expires_at > now)
    return bool((await connection.execute(select(online))).scalar_one())
