"""Makes sure that a repeated write happens only once: its result is stored under a key, and a repetition returns that
result."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database import tables
from actions.marketplace.base.database.writes import note_write
from actions.marketplace.base.records import WriteKey
from foundation.database.statements import insert

Result = dict[str, Any]


async def once(
    connection: AsyncConnection, account: str, key: WriteKey, now: datetime, work: Callable[[], Awaitable[Result]]
) -> Result:
    """Runs `work` the first time that this account uses `key`, and returns that first result every time.

    The function runs in the caller's write transaction. A second caller with the same key waits until the first has
    committed, and then gets the first caller's result. If the staff write in a customer's name, their act is recorded
    in the same transaction.

    If the write has changed an order, request, quotation, claim or sample, the result holds its number under `about`.
    The operator's own system is told of such writes (actions.marketplace.integrations.outgoing).
    """
    result = await _do_once(connection, account, key, now, work)
    note_write()
    return result


async def _do_once(
    connection: AsyncConnection, account: str, key: WriteKey, now: datetime, work: Callable[[], Awaitable[Result]]
) -> Result:
    columns = tables.idempotency.c
    name = f"{account}/{key.message_id}/{key.action}/{key.ordinal}"
    first_use = {"key": name, "account": account, "result": {}, "created_at": now}
    claim = insert(connection, tables.idempotency).values(first_use).on_conflict_do_nothing()
    if (await connection.execute(claim)).rowcount == 0:
        stored = await connection.execute(select(columns.result).where(columns.key == name))
        first: Result = stored.scalar_one()
        return first
    result = await work()
    if key.staff is not None:
        await key.staff.record(connection, result)
    await connection.execute(update(tables.idempotency).where(columns.key == name).values(result=result))
    return result


async def has_written(connection: AsyncConnection, account: str, message_id: str) -> bool:
    """Returns whether this account has written anything with the message, or with the files in it."""
    begins = tables.idempotency.c.key.startswith
    of_message = or_(
        begins(f"{account}/{message_id}/", autoescape=True), begins(f"{account}/{message_id}-", autoescape=True)
    )
    query = select(tables.idempotency.c.key).where(tables.idempotency.c.account == account, of_message).limit(1)
    return (await connection.execute(query)).first() is not None
