"""Keeps the restore of a backup from giving staff back access that they lost after the backup. A
member who was disabled after the backup stays disabled, and used recovery codes stay used. Sessions
and invitations end in any case."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import agents, recovery_codes, staff_sessions

_COLUMNS = ("role", "active", "password_hash", "totp_secret", "totp_confirmed_at", "totp_step")
"""The columns that decide whether a member of the staff can sign in, and what they may do."""


@dataclass(frozen=True)
class CarriedOver:
    """Holds data of the database that the restore replaces. `staff` maps each username to the
    values of `_COLUMNS`; `used_recovery_codes` maps the hashes of used codes to the time of their
    use."""

    staff: dict[str, dict[str, Any]]
    used_recovery_codes: dict[str, dt.datetime]


async def read_carried_over(connection: AsyncConnection, now: dt.datetime) -> CarriedOver | None:
    """Reads the database that is about to be replaced. Returns None when that database has no staff."""
    rows = (await connection.execute(select(agents))).all()
    if not rows:
        return None
    used = select(recovery_codes).where(recovery_codes.c.used_at.is_not(None))
    return CarriedOver(
        {row.username: {name: getattr(row, name) for name in _COLUMNS} for row in rows},
        {row.code_hash: row.used_at for row in await connection.execute(used)},
    )


async def apply_carried_over(
    connection: AsyncConnection, carried: CarriedOver | None, now: dt.datetime, *, is_new: bool
) -> None:
    """Ends all sessions and invitations in the restored database, and applies the data that was carried over."""
    running = staff_sessions.c.expires_at > now
    await connection.execute(update(staff_sessions).where(running).values(expires_at=now, seen_at=None))
    await connection.execute(update(agents).values(invitation_hash=None, invitation_until=None))
    if carried is None:
        return
    for username, now_counts in carried.staff.items():
        await connection.execute(update(agents).where(agents.c.username == username).values(**now_counts))
    for code_hash, used_at in carried.used_recovery_codes.items():
        used = update(recovery_codes).where(recovery_codes.c.code_hash == code_hash, recovery_codes.c.used_at.is_(None))
        await connection.execute(used.values(used_at=used_at))
