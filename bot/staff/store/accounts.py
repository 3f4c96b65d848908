"""Stores staff accounts as admins see and change them: with invitations, roles, the second sign-in
step, and the account at the identity provider."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.agents import NO_PASSWORD, Agent, Credentials, add_agent, find_credentials
from bot.staff.store.tables import agents, recovery_codes, staff_sessions
from foundation.database.announcements import announce


@dataclass(frozen=True)
class StaffMember:
    """Describes a member of the staff. `state` is `active`, `invited` (cannot sign in yet) or
    `disabled`. `second_step` says whether signing in asks for a second step, `provider` whether an
    account of the identity provider is bound, and `sessions` counts the open sessions."""

    agent: Agent
    email: str | None
    active: bool
    has_password: bool
    invited_until: dt.datetime | None
    second_step: bool
    provider: bool
    created_at: dt.datetime
    seen_at: dt.datetime | None
    sessions: int

    @property
    def state(self) -> str:
        if not self.active:
            return "disabled"
        return "active" if self.has_password or self.provider else "invited"


def _select_members(now: dt.datetime) -> Any:
    valid = (staff_sessions.c.agent_id == agents.c.id, staff_sessions.c.expires_at > now)
    seen = select(func.max(staff_sessions.c.seen_at)).where(*valid).scalar_subquery()
    count = select(func.count()).select_from(staff_sessions).where(*valid).scalar_subquery()
    return select(agents, seen.label("seen_at"), count.label("sessions"))


def _build_member(row: Row[Any]) -> StaffMember:
    return StaffMember(
        agent=Agent(row.id, row.username, row.name, row.role, tuple(row.languages.split(","))),
        email=row.email,
        active=row.active,
        has_password=row.password_hash != NO_PASSWORD,
        invited_until=row.invitation_until,
        second_step=row.totp_confirmed_at is not None,
        provider=row.oidc_subject is not None,
        created_at=row.created_at,
        seen_at=row.seen_at,
        sessions=row.sessions,
    )


async def list_members(connection: AsyncConnection, now: dt.datetime) -> list[StaffMember]:
    """Returns all members of the staff. Members whose accounts are enabled come first."""
    query = _select_members(now).order_by(agents.c.active.desc(), func.lower(agents.c.name), agents.c.id)
    return [_build_member(row) for row in await connection.execute(query)]


async def find_member(connection: AsyncConnection, username: str, now: dt.datetime) -> StaffMember | None:
    row = (await connection.execute(_select_members(now).where(agents.c.username == username))).one_or_none()
    return None if row is None else _build_member(row)


async def is_email_taken(connection: AsyncConnection, email: str, but: int | None = None) -> bool:
    query = select(agents.c.id).where(agents.c.email == email, agents.c.id != (but or 0))
    return (await connection.execute(query)).first() is not None


async def add_member(
    connection: AsyncConnection,
    username: str,
    name: str,
    role: str,
    languages: Sequence[str],
    email: str | None,
    now: dt.datetime,
) -> Agent:
    """Adds a member without a password. The member sets a password with an invitation code, or
    signs in with the identity provider."""
    await add_agent(connection, username, name, role, languages, NO_PASSWORD, now)
    if email:
        await connection.execute(update(agents).where(agents.c.username == username).values(email=email))
    known = await find_credentials(connection, username)
    assert known is not None
    return known.agent


async def change_member(connection: AsyncConnection, agent_id: int, **values: Any) -> None:
    """Sets those of `name`, `role`, `languages`, `email` and `active` that are given."""
    if "languages" in values:
        values["languages"] = ",".join(values["languages"])
    await connection.execute(update(agents).where(agents.c.id == agent_id).values(**values))
    announce(connection, "staff")  # wakes the member's event streams, which check whether they are still allowed


async def lock_admins(connection: AsyncConnection) -> set[int]:
    """Returns the ids of the admins whose accounts are enabled, and locks their rows until the end
    of the transaction. The lock keeps two admins from removing each other at the same moment."""
    query = select(agents.c.id).where(agents.c.role == "admin", agents.c.active).order_by(agents.c.id).with_for_update()
    return set((await connection.execute(query)).scalars())


async def set_invitation(
    connection: AsyncConnection, agent_id: int, code_hash: str, until: dt.datetime, *, forget_password: bool
) -> None:
    """Stores the hash of a one-time code that sets a password, valid until `until`. With
    `forget_password` the old password stops working at once."""
    values: dict[str, Any] = {"invitation_hash": code_hash, "invitation_until": until}
    if forget_password:
        values["password_hash"] = NO_PASSWORD
    await connection.execute(update(agents).where(agents.c.id == agent_id).values(**values))


async def find_invited(
    connection: AsyncConnection, username: str, code_hash: str, now: dt.datetime, *, lock: bool = False
) -> Credentials | None:
    """Returns the member with this username and invitation code, or None if the code is wrong or
    has expired. With `lock`, nobody else can use the code until the end of the transaction."""
    query = select(agents.c.id).where(
        agents.c.username == username,
        agents.c.active,
        agents.c.invitation_hash == code_hash,
        agents.c.invitation_until > now,
    )
    if (await connection.execute(query.with_for_update() if lock else query)).first() is None:
        return None
    return await find_credentials(connection, username)


async def set_totp(
    connection: AsyncConnection, agent_id: int, secret: str | None, confirmed_at: dt.datetime | None
) -> None:
    """Stores the encrypted secret of the second sign-in step. Signing in asks for the second step
    only once a first code has confirmed it. A secret of None removes the second step and its
    recovery codes."""
    values = {"totp_secret": secret, "totp_confirmed_at": confirmed_at, "totp_step": 0}
    await connection.execute(update(agents).where(agents.c.id == agent_id).values(**values))
    if secret is None:
        await connection.execute(delete(recovery_codes).where(recovery_codes.c.agent_id == agent_id))


async def confirm_totp(connection: AsyncConnection, agent_id: int, now: dt.datetime) -> None:
    """Confirms the second step, so that signing in asks for it from now on."""
    await connection.execute(update(agents).where(agents.c.id == agent_id).values(totp_confirmed_at=now))


async def find_totp(connection: AsyncConnection, agent_id: int) -> tuple[str | None, bool]:
    """Returns the encrypted secret of the second step (None if there is none), and whether it is
    confirmed."""
    query = select(agents.c.totp_secret, agents.c.totp_confirmed_at).where(agents.c.id == agent_id)
    row = (await connection.execute(query)).one()
    return row.totp_secret, row.totp_confirmed_at is not None


async def use_totp_step(connection: AsyncConnection, agent_id: int, step: int) -> bool:
    """Records the half minute (`step`) to which a correct time-based code belongs. Returns False
    when a code of this or a later half minute was used before."""
    used = update(agents).where(agents.c.id == agent_id, agents.c.totp_step < step).values(totp_step=step)
    return bool((await connection.execute(used)).rowcount)


async def set_recovery_codes(connection: AsyncConnection, agent_id: int, hashes: Iterable[str]) -> None:
    """Replaces the agent's recovery codes by new ones, of which the hashes are given."""
    await connection.execute(delete(recovery_codes).where(recovery_codes.c.agent_id == agent_id))
    await connection.execute(recovery_codes.insert(), [{"code_hash": one, "agent_id": agent_id} for one in hashes])


async def use_recovery_code(connection: AsyncConnection, agent_id: int, code_hash: str, now: dt.datetime) -> bool:
    """Marks a recovery code as used. Returns False when the code is unknown or was used before."""
    used = (
        update(recovery_codes)
        .where(
            recovery_codes.c.code_hash == code_hash,
            recovery_codes.c.agent_id == agent_id,
            recovery_codes.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return bool((await connection.execute(used)).rowcount)


async def count_recovery_codes_left(connection: AsyncConnection, agent_id: int) -> int:
    query = (
        select(func.count())
        .select_from(recovery_codes)
        .where(recovery_codes.c.agent_id == agent_id, recovery_codes.c.used_at.is_(None))
    )
    return int((await connection.execute(query)).scalar_one())


async def find_by_subject(connection: AsyncConnection, subject: str) -> StaffMember | None:
    return await _find(connection, agents.c.oidc_subject == subject)


async def find_by_email(connection: AsyncConnection, email: str) -> StaffMember | None:
    """Returns the member with this e-mail address, unless an account of the identity provider is
    already bound to that member."""
    return await _find(connection, (agents.c.email == email) & agents.c.oidc_subject.is_(None))


async def bind_subject(connection: AsyncConnection, agent_id: int, subject: str) -> None:
    """Binds an account of the identity provider to this member. The account is recognised by
    `subject` from then on, so a later change of an e-mail address has no effect."""
    await connection.execute(update(agents).where(agents.c.id == agent_id).values(oidc_subject=subject))


async def _find(connection: AsyncConnection, which: Any) -> StaffMember | None:
    query = _select_members(dt.datetime.now(dt.UTC)).where(which)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _build_member(row)
