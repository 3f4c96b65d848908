"""Keeps notices, which tell an account that another account has changed a trade, such as "your order is confirmed". The
transaction of the change writes the notice, and the gateway fetches it and passes it on once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables
from actions.marketplace.base.database.engine import Database
from foundation.clock import Clock

KEPT_FOR = timedelta(days=14)
"""A notice that the gateway has not passed on within this time is dropped."""
_outbox = tables.outbox


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """Describes a kind of notice: its name, and the keys of its payload, such as "order" for an order's number.

    The package that writes such notices declares their kind in its `notices.py`.
    """

    name: str
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Holds a notice for `account` (a slug). `kind` is the name of a `NoticeKind`; `payload` has the numbers of the
    trade that it is about, such as `{"order": "ORD-100234"}`."""

    id: int
    account: str
    kind: str
    payload: dict[str, str]


class Outbox:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def list_waiting_accounts(self, kinds: Collection[str], limit: int = 500) -> tuple[str, ...]:
        """Returns the slugs of the accounts that have waiting notices of these kinds."""
        query = select(_outbox.c.account).where(_outbox.c.kind.in_(kinds), *self._waiting()).distinct().limit(limit)
        async with self._database.read() as connection:
            return tuple((await connection.execute(query)).scalars())

    async def list_waiting(
        self, accounts: Sequence[str], kinds: Collection[str], limit: int = 100
    ) -> tuple[Notice, ...]:
        """Returns the notices of these kinds for these accounts, oldest first.

        Later calls return a notice again until `mark_taken` records that it was passed on.
        """
        mine = _outbox.c.account.in_(accounts), _outbox.c.kind.in_(kinds)
        query = select(_outbox).where(*mine, *self._waiting())
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(_outbox.c.id).limit(limit))
            return tuple(Notice(row.id, row.account, row.kind, row.payload) for row in rows)

    async def count_others(self, kinds: Collection[str]) -> dict[str, int]:
        """Returns how many notices of kinds other than these are waiting, by kind. Another version of Caravan wrote
        them, and they wait until a version that knows their kind is running."""
        query = select(_outbox.c.kind, func.count().label("waiting")).where(
            _outbox.c.kind.not_in(kinds), *self._waiting()
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query.group_by(_outbox.c.kind))
            return {row.kind: row.waiting for row in rows}

    async def mark_taken(self, ids: Sequence[int]) -> None:
        """Records that these notices were passed on, so that they are not returned again."""
        async with self._database.begin() as connection:
            await connection.execute(
                update(_outbox)
                .where(_outbox.c.id.in_(ids), _outbox.c.taken_at.is_(None))
                .values(taken_at=self._clock())
            )

    def _waiting(self) -> tuple[Any, ...]:
        """Returns the SQL conditions of a notice that is to be passed on now. Notices for paused accounts wait."""
        paused = select(tables.accounts.c.slug).where(tables.accounts.c.paused)
        is_new = _outbox.c.taken_at.is_(None), _outbox.c.created_at > self._clock() - KEPT_FOR
        return *is_new, _outbox.c.account.not_in(paused)


async def tell_company(
    connection: AsyncConnection, kind: NoticeKind, payload: dict[str, str], now: datetime, **company: int
) -> None:
    """Writes a notice for each account of a company, which is given as `buyer_id=` or `supplier_id=`.

    Raises:
        ValueError: `payload` does not have exactly the keys of this kind of notice.
    """
    ((column, company_id),) = company.items()
    accounts = select(tables.accounts.c.slug).where(tables.accounts.c[column] == company_id)
    await tell_accounts(connection, kind, payload, now, accounts)


async def tell_accounts(
    connection: AsyncConnection, kind: NoticeKind, payload: dict[str, str], now: datetime, accounts: Select[tuple[str]]
) -> None:
    """Writes a notice for each account that the query finds.

    Raises:
        ValueError: `payload` does not have exactly the keys of this kind of notice.
    """
    if payload.keys() != kind.about:
        raise ValueError(f"a notice {kind.name} is about {sorted(kind.about)}, not {sorted(payload)}")
    for account in (await connection.execute(accounts)).scalars().all():
        values = {"account": account, "kind": kind.name, "payload": payload, "created_at": now}
        await connection.execute(_outbox.insert().values(values))
