"""Keeps the news that an action has for other accounts. The action's transaction writes it; the
gateway fetches it and hands each notice on once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables
from actions.marketplace.database.engine import Database
from foundation.clock import Clock

KEPT_FOR = timedelta(days=14)
"""A notice that nobody has taken within this time is not handed on any more."""
_outbox = tables.outbox


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """Declares a kind of notice: its name, and the keys of the numbers (of an order, say) that it
    is about.

    The subject that writes such notices declares it.
    """

    name: str
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Holds a row of the outbox. `kind` is the name of a `NoticeKind`; `payload` has the numbers that it is about."""

    id: int
    account: str
    kind: str
    payload: dict[str, str]


class Outbox:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def list_waiting_accounts(self, kinds: Collection[str], limit: int = 500) -> tuple[str, ...]:
        """Returns the accounts that a notice of these kinds waits for."""
        query = select(_outbox.c.account).where(_outbox.c.kind.in_(kinds), *self._waiting()).distinct().limit(limit)
        async with self._database.read() as connection:
            return tuple((await connection.execute(query)).scalars())

    async def list_waiting(
        self, accounts: Sequence[str], kinds: Collection[str], limit: int = 100
    ) -> tuple[Notice, ...]:
        """Returns the notices of these kinds for these accounts, oldest first.

        Each is returned again until `mark_taken` notes that it has been handed on.
        """
        mine = _outbox.c.account.in_(accounts), _outbox.c.kind.in_(kinds)
        query = select(_outbox).where(*mine, *self._waiting())
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(_outbox.c.id).limit(limit))
            return tuple(Notice(row.id, row.account, row.kind, row.payload) for row in rows)

    async def count_others(self, kinds: Collection[str]) -> dict[str, int]:
        """Counts, by kind, the notices of all other kinds. Another version wrote them, and they wait for that version."""
        query = select(_outbox.c.kind, func.count().label("waiting")).where(
            _outbox.c.kind.not_in(kinds), *self._waiting()
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query.group_by(_outbox.c.kind))
            return {row.kind: row.waiting for row in rows}

    async def mark_taken(self, ids: Sequence[int]) -> None:
        """Notes that these notices have been handed on, so that they are never returned again."""
        async with self._database.begin() as connection:
            await connection.execute(
                update(_outbox)
                .where(_outbox.c.id.in_(ids), _outbox.c.taken_at.is_(None))
                .values(taken_at=self._clock())
            )

    def _waiting(self) -> tuple[Any, ...]:
        return _outbox.c.taken_at.is_(None), _outbox.c.created_at > self._clock() - KEPT_FOR


async def tell_company(
    connection: AsyncConnection, kind: NoticeKind, payload: dict[str, str], now: datetime, **company: int
) -> None:
    """Writes a notice for each account of a company. The company is given as `buyer_id=` or
    `supplier_id=`."""
    ((column, company_id),) = company.items()
    accounts = select(tables.accounts.c.slug).where(tables.accounts.c[column] == company_id)
    await tell_accounts(connection, kind, payload, now, accounts)


async def tell_accounts(
    connection: AsyncConnection, kind: NoticeKind, payload: dict[str, str], now: datetime, accounts: Select[tuple[str]]
) -> None:
    """Writes a notice for each account that the query finds.

    Raises:
        ValueError: `payload` does not hold exactly the numbers that such a notice is about.
    """
    if payload.keys() != kind.about:
        raise ValueError(f"a notice {kind.name} is about {sorted(kind.about)}, not {sorted(payload)}")
    for account in (await connection.execute(accounts)).scalars().all():
        values = {"account": account, "kind": kind.name, "payload": payload, "created_at": now}
        await connection.execute(_outbox.insert().values(values))
