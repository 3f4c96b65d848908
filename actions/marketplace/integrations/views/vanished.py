"""Takes away the rows that are missing in a view now: products are paused, certificates and accounts are deleted.

Orders, payments and shipments stay, because the operator's view may show only the latest ones.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.database.engine import Database
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.integrations.importing.seen import SeenIds
from actions.marketplace.integrations.importing.tables import operator_ids

GONE = "gone"
"""The digest that is stored for a row that is gone, so that the row counts as changed when it comes back."""
FEW, SHARE = 20, 0.2
"""Up to this many rows, or this share of all rows, may be gone in one pass. More are only taken away when a person
confirms it."""
_ids = operator_ids.c
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Gone:
    """Holds the missing rows of a kind, as pairs of the operator's id and the id here. `there` is the number of rows
    before."""

    rows: Sequence[tuple[str, int]]
    there: int

    @property
    def is_doubtful(self) -> bool:
        return len(self.rows) > max(FEW, SHARE * self.there)


async def find_gone(database: Database, kind: str, seen: SeenIds) -> Gone:
    """Returns the rows that earlier passes read from the view and that this pass has not seen."""
    if kind not in _TAKE_AWAY:
        return Gone((), 0)
    gone: list[tuple[str, int]] = []
    there, after = 0, ""
    while True:
        query = select(_ids.operator_id, _ids.row_id).where(
            _ids.kind == kind, _ids.operator_id > after, _ids.digest != GONE
        )
        async with database.read() as connection:
            rows = (await connection.execute(query.order_by(_ids.operator_id).limit(_AT_ONCE))).all()
        if not rows:
            return Gone(gone, there)
        there, after = there + len(rows), rows[-1].operator_id
        unseen = seen.list_unseen([row.operator_id for row in rows])
        gone += [(row.operator_id, row.row_id) for row in rows if row.operator_id in unseen]


async def take_away(database: Database, kind: str, gone: Gone) -> None:
    """Takes the rows away, in batches of one transaction each."""
    for start in range(0, len(gone.rows), _AT_ONCE):
        some = gone.rows[start : start + _AT_ONCE]
        async with database.begin() as connection:
            await _TAKE_AWAY[kind](connection, some)


async def _pause_products(connection: AsyncConnection, rows: Sequence[tuple[str, int]]) -> None:
    products = catalogue_tables.products
    await connection.execute(update(products).where(products.c.id.in_([one for _, one in rows])).values(paused=True))
    await connection.execute(update(operator_ids).where(*_among("products", rows)).values(digest=GONE))
    await mark_changed(connection)


async def _delete_certificates(connection: AsyncConnection, rows: Sequence[tuple[str, int]]) -> None:
    certificates = catalogue_tables.certificates
    await connection.execute(delete(certificates).where(certificates.c.id.in_([one for _, one in rows])))
    await connection.execute(delete(operator_ids).where(*_among("certificates", rows)))
    await mark_changed(connection)


async def _delete_accounts(connection: AsyncConnection, rows: Sequence[tuple[str, int]]) -> None:
    accounts = marketplace_tables.accounts
    await connection.execute(delete(accounts).where(accounts.c.slug.in_([one for one, _ in rows])))
    await connection.execute(delete(operator_ids).where(*_among("accounts", rows)))


def _among(kind: str, rows: Sequence[tuple[str, int]]) -> tuple[Any, ...]:
    return _ids.kind == kind, _ids.operator_id.in_([one for one, _ in rows])


_TAKE_AWAY: Mapping[str, Callable[[AsyncConnection, Sequence[tuple[str, int]]], Awaitable[None]]] = {
    "products": _pause_products,
    "certificates": _delete_certificates,
    "accounts": _delete_accounts,
}
