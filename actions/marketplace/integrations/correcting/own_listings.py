"""Shows a supplier its own listings, including those that are paused, changes them, and records each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.accounts import require_role
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import WriteKey
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.listings import Wanted, load_listings
from actions.marketplace.goods.catalogue.records import Listing, PriceTier
from actions.marketplace.integrations.correcting.correcting import (
    build_record_of,
    digest_row,
    find_source,
    load_row,
    record_corrections,
)
from actions.marketplace.integrations.correcting.subjects import SUBJECTS, Loaded, write_cell
from actions.marketplace.integrations.correcting.tables import listing_changes
from foundation.clock import Clock

_GOODS = SUBJECTS["goods"]
_products = catalogue_tables.products.c
MOST = 200
"""The most listings that are shown to their supplier."""
Outcome = Literal["changed", "same", "at_source", "overtaken", "refused"]


@dataclass(frozen=True, slots=True)
class ListingChange:
    """Holds the new values of a listing. A value that is None does not change. All prices are in `currency`."""

    tiers: tuple[PriceTier, ...] | None = None
    currency: str | None = None
    moq: Decimal | None = None
    stock: Decimal | None = None
    lead_time_days: int | None = None
    sample_price: Decimal | None = None
    paused: bool | None = None

    @property
    def cells(self) -> dict[str, str]:
        """Returns the new values as cells of an import's table."""
        names = ("currency", "moq", "stock", "lead_time_days", "sample_price", "paused")
        cells = {name: write_cell(value) for name in names if (value := getattr(self, name)) is not None}
        if self.tiers is not None:
            cells["prices"] = "; ".join(
                f"{write_cell(tier.minimum)}={write_cell(tier.unit_price)}" for tier in self.tiers
            )
        return cells


@dataclass(frozen=True, slots=True)
class OwnListing:
    """Holds a listing for its own supplier. `seen` is a digest of its present values: a change is not written if the
    listing has changed since the supplier agreed to it. `is_at_source` says that the listing can only be changed in the
    operator's own database."""

    listing: Listing
    seen: str
    is_at_source: bool


class OwnListings:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def list_own(self, account: str) -> tuple[Listing, ...]:
        """Returns the listings of this supplier in the order in which they were listed.

        Raises:
            NotFound: there is no such account.
            NotAllowed: the account belongs to a buyer.
        """
        async with self._database.read() as connection:
            owner = await require_role(connection, account, "supplier")
            own = select(_products.id).where(_products.supplier_id == owner.supplier_id)
            ids: Sequence[int] = (await connection.execute(own.order_by(_products.id).limit(MOST))).scalars().all()
            return await load_listings(connection, ids, Wanted(), self._clock().date(), with_paused=True)

    async def access(self, account: str, product_id: int) -> OwnListing:
        """Returns one listing of this supplier.

        Raises:
            NotFound: there is no such listing, or it is somebody else's.
            NotAllowed: the account belongs to a buyer.
        """
        async with self._database.read() as connection:
            loaded = await _load_owned(connection, account, product_id, lock=False)
            found = await load_listings(connection, [product_id], Wanted(), self._clock().date(), with_paused=True)
            source = await find_source(connection, self._clock, _GOODS, loaded)
        if not found:
            raise NotFound(str(product_id))
        return OwnListing(found[0], digest_row(loaded), source == "view")

    async def change(self, account: str, product_id: int, change: ListingChange, seen: str, key: WriteKey) -> Outcome:
        """Changes a listing of this supplier, whole or not at all, and records who changed what. Orders and quotations
        keep their terms. A repetition with the same `key` changes nothing and returns the first result.

        Raises:
            NotFound: there is no such listing, or it is somebody else's.
            NotAllowed: the account belongs to a buyer.
        """
        async with self._database.begin() as connection:
            loaded = await _load_owned(connection, account, product_id, lock=True)

            async def write() -> dict[str, Any]:
                return {"outcome": await self._write(connection, loaded, change, seen, account)}

            outcome: Outcome = (await once(connection, account, key, self._clock(), write))["outcome"]
            return outcome

    async def _write(
        self, connection: AsyncConnection, loaded: Loaded, change: ListingChange, seen: str, account: str
    ) -> Outcome:
        if await find_source(connection, self._clock, _GOODS, loaded) == "view":
            return "at_source"
        changed = {
            name: (loaded.cells[name], cell) for name, cell in change.cells.items() if loaded.cells[name] != cell
        }
        if not changed:
            return "same"
        if seen != digest_row(loaded):
            return "overtaken"
        before = build_record_of(_GOODS, loaded.cells)
        after = build_record_of(_GOODS, {**loaded.cells, **{name: new for name, (_, new) in changed.items()}})
        if isinstance(after, tuple):
            return "refused"
        known = None if isinstance(before, tuple) else before
        if await _GOODS.write(connection, self._clock, loaded.row, known, after):
            return "refused"
        await _record(connection, loaded, account, changed, self._clock())
        return "changed"


async def _load_owned(connection: AsyncConnection, account: str, product_id: int, *, lock: bool) -> Loaded:
    owner = await require_role(connection, account, "supplier")
    loaded = await load_row(connection, _GOODS, product_id, lock=lock)
    if loaded.row.supplier_id != owner.supplier_id:
        raise NotFound(str(product_id))
    return loaded


async def _record(
    connection: AsyncConnection, loaded: Loaded, account: str, changed: dict[str, tuple[str, str]], now: datetime
) -> None:
    await record_corrections(connection, _GOODS, loaded.row.id, changed, account, now)
    row = {"product_id": loaded.row.id, "account": account, "changes": changed, "at": now}
    await connection.execute(listing_changes.insert().values(row))
