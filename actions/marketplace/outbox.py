"""Keeps the news that an action has for other accounts. It is written in the action's transaction; the gateway fetches it and
hands each piece on once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables
from actions.marketplace.clock import Clock
from actions.marketplace.database.engine import Database

KEPT_FOR = timedelta(days=14)
"""After so long, with nobody there to read it, it is no news any more."""
_outbox = tables.outbox


@dataclass(frozen=True, slots=True)
class Notice:
    """`kind` is lead, quotation, quotation_declined, order_placed, order_confirmed or order_shipped. `payload` has the numbers of what
    it is about."""

    id: int
    account: str
    kind: str
    payload: dict[str, str]


class Outbox:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def list_waiting_accounts(self, limit: int = 500) -> tuple[str, ...]:
        """Returns the accounts that there is news for."""
        query = select(_outbox.c.account).where(*self._waiting()).distinct().limit(limit)
        async with self._database.read() as connection:
            return tuple((await connection.execute(query)).scalars())

    async def list_waiting(self, accounts: Sequence[str], limit: int = 100) -> tuple[Notice, ...]:
        """Returns the news for these accounts, oldest first. Each piece comes again until `mark_taken` says that it was handed on."""
        query = select(_outbox).where(_outbox.c.account.in_(accounts), *self._waiting())
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(_outbox.c.id).limit(limit))
            return tuple(Notice(row.id, row.account, row.kind, row.payload) for row in rows)

    async def mark_taken(self, ids: Sequence[int]) -> None:
        """Notes that these have been handed on, so that they never come again."""
        async with self._database.begin() as connection:
            await connection.execute(
                update(_outbox)
                .where(_outbox.c.id.in_(ids), _outbox.c.taken_at.is_(None))
                .values(taken_at=self._clock())
            )

    def _waiting(self) -> tuple[Any, ...]:
        return _outbox.c.taken_at.is_(None), _outbox.c.created_at > self._clock() - KEPT_FOR


async def tell_company(
    connection: AsyncConnection, kind: str, payload: dict[str, str], now: datetime, **company: int
) -> None:
    """Writes news for every account of a company, which is given as `buyer_id=` or `supplier_id=`."""
    ((column, company_id),) = company.items()
    accounts = select(tables.accounts.c.slug).where(tables.accounts.c[column] == company_id)
    for slug in (await connection.execute(accounts)).scalars().all():
        values = {"account": slug, "kind": kind, "payload": payload, "created_at": now}
        await connection.execute(_outbox.insert().values(values))
