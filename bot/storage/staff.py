"""Staff: agents, their sessions, and who of them is online."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import agents, staff_sessions

ONLINE = dt.timedelta(seconds=60)
TOUCH_EVERY = dt.timedelta(seconds=10)
KEPT_AFTER_EXPIRY = dt.timedelta(days=30)
_SEE_ALL = frozenset({"supervisor", "admin"})


@dataclass(frozen=True)
class Agent:
    """A person of the staff. `role` is agent, supervisor or admin; `languages` begins with the preferred one."""

    id: int
    username: str
    name: str
    role: str
    languages: tuple[str, ...]

    @property
    def sees_all(self) -> bool:
        """Supervisors and admins see every conversation and may end what another agent has begun."""
        return self.role in _SEE_ALL


@dataclass(frozen=True)
class Credentials:
    agent: Agent
    password_hash: str


@dataclass(frozen=True)
class StaffSession:
    """A signed-in browser. The cookie's secret is known by its hash only."""

    token_hash: str
    csrf: str
    language: str
    expires_at: dt.datetime
    agent: Agent


def _agent(row: Row[Any]) -> Agent:
    return Agent(row.id, row.username, row.name, row.role, tuple(row.languages.split(",")))


async def find_credentials(connection: AsyncConnection, username: str) -> Credentials | None:
    query = select(agents).where(agents.c.username == username, agents.c.active)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Credentials(_agent(row), row.password_hash)


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
    """A new password; whoever is signed in with the old one is signed out."""
    await connection.execute(update(agents).where(agents.c.id == agent_id).values(password_hash=password_hash))
    await connection.execute(delete(staff_sessions).where(staff_sessions.c.agent_id == agent_id))


async def add_session(
    connection: AsyncConnection, agent: Agent, token_hash: str, csrf: str, now: dt.datetime, lifetime: dt.timedelta
) -> None:
    """Signs in, in the language that this person last chose."""
    await connection.execute(delete(staff_sessions).where(staff_sessions.c.expires_at < now - KEPT_AFTER_EXPIRY))
    chosen = (
        select(staff_sessions.c.language)
        .where(staff_sessions.c.agent_id == agent.id)
        .order_by(staff_sessions.c.created_at.desc())
        .limit(1)
    )
    language = (await connection.execute(chosen)).scalar_one_or_none() or agent.languages[0]
    await connection.execute(
        staff_sessions.insert().values(
            token_hash=token_hash,
            agent_id=agent.id,
            csrf=csrf,
            language=language,
            created_at=now,
            expires_at=now + lifetime,
            seen_at=now,
        )
    )


async def find_session(connection: AsyncConnection, token_hash: str, now: dt.datetime) -> StaffSession | None:
    """A valid session of an active agent."""
    query = (
        select(agents, staff_sessions.c.csrf, staff_sessions.c.language, staff_sessions.c.expires_at)
        .join(agents, agents.c.id == staff_sessions.c.agent_id)
        .where(staff_sessions.c.token_hash == token_hash, staff_sessions.c.expires_at > now, agents.c.active)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else StaffSession(token_hash, row.csrf, row.language, row.expires_at, _agent(row))


async def touch_session(connection: AsyncConnection, token_hash: str, now: dt.datetime) -> None:
    """Notes that the console is open."""
    stale = or_(staff_sessions.c.seen_at.is_(None), staff_sessions.c.seen_at < now - TOUCH_EVERY)
    await connection.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash, stale).values(seen_at=now)
    )


async def set_session_language(connection: AsyncConnection, agent_id: int, language: str) -> None:
    """The language of this person's console, on every device."""
    await connection.execute(
        update(staff_sessions).where(staff_sessions.c.agent_id == agent_id).values(language=language)
    )


async def end_session(connection: AsyncConnection, token_hash: str, now: dt.datetime) -> None:
    """Signs out; the row stays for a while, for the language that was chosen."""
    await connection.execute(
        update(staff_sessions).where(staff_sessions.c.token_hash == token_hash).values(expires_at=now, seen_at=None)
    )


async def anyone_online(connection: AsyncConnection, now: dt.datetime) -> bool:
    """Whether some agent's console is open."""
    online = exists().where(staff_sessions.c.seen_at > now - ONLINE, staff_sessions.c.expires_at > now)
    return bool((await connection.execute(select(online))).scalar_one())
