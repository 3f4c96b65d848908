"""Stores leases: locks for work that only one of several processes at a time may do, such as polling
Telegram. A lease lasts some seconds, and its holder renews it while it runs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column, MetaData, String, Table, delete, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from foundation.clock import system_clock
from foundation.database.columns import UtcDateTime
from foundation.database.statements import insert


def lease_table(metadata: MetaData, worker: str) -> Table:
    """Declares the table of leases in a database. `worker` is the word for the holders of leases in the comment of the
    table."""
    return Table(
        "leases",
        metadata,
        Column("name", String(40), primary_key=True, comment=f"what one {worker} at a time may do"),
        Column("holder", String(120), nullable=False),
        Column("until", UtcDateTime, nullable=False),
    )


async def take_lease(connection: AsyncConnection, leases: Table, name: str, holder: str, seconds: float) -> bool:
    """Takes the lease with this name if it is free or has expired, or renews it if this holder has
    it. Returns False while another holder has the lease."""
    now = system_clock()
    until = now + dt.timedelta(seconds=seconds)
    row = insert(connection, leases).values(name=name, holder=holder, until=until)
    free = or_(leases.c.holder == holder, leases.c.until < now)
    taken = row.on_conflict_do_update(index_elements=["name"], set_={"holder": holder, "until": until}, where=free)
    return (await connection.execute(taken.returning(leases.c.name))).one_or_none() is not None


async def give_lease_back(connection: AsyncConnection, leases: Table, name: str, holder: str) -> None:
    await connection.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
