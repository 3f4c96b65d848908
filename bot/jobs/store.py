"""Stores leases for what only one gateway at a time may do, such as polling Telegram. A lease lasts
some seconds and is renewed while its holder lives."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs.tables import leases
from foundation.clock import system_clock
from foundation.database.statements import insert


async def take_lease(connection: AsyncConnection, name: str, holder: str, seconds: float) -> bool:
    """Takes a lease that is free or has expired, or renews the one that this holder has. Returns
    False while somebody else holds it."""
    now = system_clock()
    until = now + dt.timedelta(seconds=seconds)
    row = insert(connection, leases).values(name=name, holder=holder, until=until)
    free = or_(leases.c.holder == holder, leases.c.until < now)
    taken = row.on_conflict_do_update(index_elements=["name"], set_={"holder": holder, "until": until}, where=free)
    return (await connection.execute(taken.returning(leases.c.name))).one_or_none() is not None


async def give_lease_back(connection: AsyncConnection, name: str, holder: str) -> None:
    await connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
