"""Lets a write happen once: its result is stored under a key, and a repetition returns the stored result."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.database import tables
from actions.marketplace.records import WriteKey
from foundation.database.statements import insert

Result = dict[str, Any]


async def once(
    connection: AsyncConnection, account: str, key: WriteKey, now: datetime, work: Callable[[], Awaitable[Result]]
) -> Result:
    """Runs `work` the first time that this account uses `key`, and returns that first result every time.

    It runs in the caller's write transaction: a second caller waits here until the first has committed, and then takes its result.
    """
    columns = tables.idempotency.c
    name = f"{account}/{key.message_id}/{key.action}/{key.ordinal}"
    first_use = {"key": name, "account": account, "result": {}, "created_at": now}
    claim = insert(connection, tables.idempotency).values(first_use).on_conflict_do_nothing()
    if (await connection.execute(claim)).rowcount == 0:
        stored = await connection.execute(select(columns.result).where(columns.key == name))
        first: Result = stored.scalar_one()
        return first
    result = await work()
    await connection.execute(update(tables.idempotency).where(columns.key == name).values(result=result))
    return result
