"""Counts sign-in attempts in the database, so that all gateways count together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import sign_in_attempts
from foundation.database.statements import insert

MEMORY = dt.timedelta(days=1)
"""If another attempt fails within this time after a wait has ended, the next wait is longer. The
counts are stored for this time."""


@dataclass(frozen=True)
class Limit:
    """Allows `most` attempts under `key` within the time `window`, and then demands a wait. If
    `longest` is None, the wait lasts until the window ends. If `longest` is given, the wait begins
    with the length of the window and doubles with each further attempt, up to `longest`."""

    key: str
    most: int
    window: dt.timedelta
    longest: dt.timedelta | None = None


async def count_attempts(connection: AsyncConnection, limits: Sequence[Limit], now: dt.datetime) -> float:
    """Counts an attempt under each limit and returns 0. If one of the limits is reached, the
    attempt is not counted, does not make a wait longer, and the seconds to wait are returned.
    Attempts at the same moment at several gateways are all counted."""
    ordered = sorted(limits, key=lambda limit: limit.key)  # the same order in every transaction prevents deadlocks
    new = [{"key": limit.key, "count": 0, "until": now} for limit in ordered]
    await connection.execute(insert(connection, sign_in_attempts).values(new).on_conflict_do_nothing())
    keys = sign_in_attempts.c.key.in_([limit.key for limit in ordered])
    locked = select(sign_in_attempts).where(keys).order_by(sign_in_attempts.c.key).with_for_update()
    known: dict[str, tuple[int, dt.datetime]] = {
        key: (count, until) for key, count, until in await connection.execute(locked)
    }
    waits = [
        (until - now).total_seconds()
        for limit in ordered
        for count, until in [known[limit.key]]
        if count >= limit.most and until > now
    ]
    if waits:
        return max(1.0, *waits)
    for limit in ordered:
        count, until = _count_attempt(limit, *known[limit.key], now)
        row = update(sign_in_attempts).where(sign_in_attempts.c.key == limit.key)
        await connection.execute(row.values(count=count, until=until))
    return 0.0


def _count_attempt(limit: Limit, count: int, until: dt.datetime, now: dt.datetime) -> tuple[int, dt.datetime]:
    """Returns the number of attempts including this one, and a moment: the end of the wait if the
    limit is reached now, else the end of the time window."""
    grows_on = limit.longest is not None and count >= limit.most and until > now - MEMORY
    if until > now or grows_on:
        count += 1
    else:
        count, until = 1, now + limit.window
    if limit.longest is not None and count >= limit.most:
        until = now + min(limit.window * 2 ** min(count - limit.most, 20), limit.longest)
    return count, until


async def forgive_attempts(connection: AsyncConnection, key: str) -> None:
    """Deletes the count of attempts under this key, after a successful attempt."""
    await connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.key == key))
