"""Counts attempts in the database, so that all gateways count together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import sign_in_attempts
from foundation.database.statements import insert

MEMORY = dt.timedelta(days=1)
"""A failure within this time after the end of a growing wait makes the next wait longer. Retention
keeps the rows for as long."""


@dataclass(frozen=True)
class Limit:
    """Allows `most` attempts under `key` in a `window`, and then demands a wait. Without `longest` the
    wait lasts until the window ends. With it the wait doubles with each further attempt, up to
    `longest`."""

    key: str
    most: int
    window: dt.timedelta
    longest: dt.timedelta | None = None


async def count_attempts(connection: AsyncConnection, limits: Sequence[Limit], now: dt.datetime) -> float:
    """Counts an attempt under each limit and returns 0 or, if a limit is reached, counts nothing
    and returns the seconds to wait. An attempt that one limit refuses neither counts under the
    others nor makes a wait longer. Attempts at the same moment at several gateways are all counted."""
    ordered = sorted(
        limits, key=lambda limit: limit.key
    )  # every transaction uses this order, so that no two wait for each other
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
    limit is reached, else the end of the count."""
    grows_on = limit.longest is not None and count >= limit.most and until > now - MEMORY
    if until > now or grows_on:
        count += 1
    else:
        count, until = 1, now + limit.window
    if limit.longest is not None and count >= limit.most:
        until = now + min(limit.window * 2 ** min(count - limit.most, 20), limit.longest)
    return count, until


async def forgive_attempts(connection: AsyncConnection, key: str) -> None:
    """Forgets the attempts under this key, because they were legitimate."""
    await connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.key == key))
