"""Describes kinds of things that are due at a moment.

Each kind is one declaration. Its query finds the rows for which the thing may be due *now*, as they are now: nothing is
entered in a list when a row changes, so nothing can be forgotten there. If the last day of a request was moved, the
request is due on the new day; if it was closed, it is not found any more. Before anything happens, the row is locked,
and the query and `when` run once more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.outbox import NoticeKind, tell_accounts, tell_company


@dataclass(frozen=True, slots=True)
class Due:
    """Says when a thing is due. At `useless_at` or later the thing is skipped, for example a reminder of a day that is
    over."""

    at: datetime
    useless_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Holds the circumstances in which a thing happens: the row of its query as it is now, and the transaction.

    `is_past` says that the thing was due before its kind's clock started (before Caravan had such clocks). In that case
    its effect happens, and nobody is told.
    """

    connection: AsyncConnection
    row: Row[Any]
    at: datetime
    now: datetime
    is_past: bool = False

    async def tell(self, kind: NoticeKind, payload: dict[str, str], **company: int) -> None:
        """Writes a notice for each account of a company (`buyer_id=` or `supplier_id=`)."""
        if not self.is_past:
            await tell_company(self.connection, kind, payload, self.now, **company)

    async def tell_accounts(self, kind: NoticeKind, payload: dict[str, str], accounts: Select[tuple[str]]) -> None:
        """Writes a notice for each account that the query finds."""
        if not self.is_past:
            await tell_accounts(self.connection, kind, payload, self.now, accounts)


@dataclass(frozen=True, slots=True)
class DueKind:
    """Declares a kind of thing that is due at a moment, and what happens then.

    `select(now)` selects from the table `of` the rows for which the thing may be due now; a rough condition on days is
    enough. `when(row)` returns the exact moment, or None if it is not due at all. `act` makes it happen. Meanwhile a
    row of the table `locks`, which the query joins, is locked: the row that all code locks before it changes such a
    row, for example the order of a payment. The thing happens once for each value of the row's column `hangs_on`, which
    holds a day, or only once if there is no such column. `changes` says that `act` changes the row. In that case `act`
    also runs, and tells nobody, for things that were due before the clocks started.
    """

    name: str
    of: Table
    locks: Table
    select: Callable[[datetime], Select[Any]]
    when: Callable[[Row[Any]], Due | None]
    act: Callable[[Occasion], Awaitable[None]]
    hangs_on: ColumnElement[date] | None = None
    changes: bool = False
