"""How often something was tried: counted here, so that all gateways count together."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import case, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import insert
from bot.storage.tables import sign_in_attempts


async def count_attempt(
    connection: AsyncConnection, key: str, limit: int, window: dt.timedelta, now: dt.datetime
) -> float:
    """Counts an attempt under a key and returns 0, or the seconds to wait when there were `limit` in the window.

    One statement, so that attempts at the same moment at several gateways are all counted. Those that are turned away
    prolong nothing: the wait ends when the window does.
    """
    over = sign_in_attempts.c.until <= now
    row = insert(connection, sign_in_attempts).values(key=key, count=1, until=now + window)
    counted = row.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((over, 1), else_=sign_in_attempts.c.count + 1),
            "until": case((over, now + window), else_=sign_in_attempts.c.until),
        },
    ).returning(sign_in_attempts.c.count, sign_in_attempts.c.until)
    count, until = (await connection.execute(counted)).one()
    return 0.0 if count <= limit else max(1.0, float((until - now).total_seconds()))


async def forgive_attempts(connection: AsyncConnection, key: str) -> None:
    """Those under that key were rightful."""
    await connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.key == key))
