"""Writes the notices by which people learn what has happened in the operator's own system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.outbox import NoticeKind, tell_company
from actions.marketplace.integrations.events.notices import ORDER_STATE, PAYMENT_STATE, SHIPMENT_NEWS
from actions.marketplace.integrations.importing.known import AT_ONCE, find_known
from actions.marketplace.trades.orders.notices import ORDER_CONFIRMED, ORDER_SHIPPED
from actions.marketplace.trades.orders.tables import orders, payments, shipments
from foundation.clock import Clock

_orders, _outbox = orders, marketplace_tables.outbox
TOLD_KINDS: Mapping[str, Table] = {"orders": orders, "payments": payments, "shipments": shipments}
"""The kinds of records about which people get notices when they change, with their tables."""


async def find_rows_of(connection: AsyncConnection, kind: str, operator_ids_: Sequence[str]) -> dict[str, Row[Any]]:
    """Returns and locks the present rows of a kind (a key of `TOLD_KINDS`), by the operator's ids."""
    table = TOLD_KINDS[kind]
    known = (await find_known(connection, {kind: operator_ids_})).get(kind, {})
    ids = {row.row_id: one for one, row in known.items()}
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = table.c.id.in_(list(ids)[start : start + AT_ONCE])
        rows = await connection.execute(select(table).where(some).order_by(table.c.id).with_for_update())
        found |= {ids[row.id]: row for row in rows}
    return found


class Telling:
    """Writes notices in the caller's transaction."""

    def __init__(self, connection: AsyncConnection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock

    async def tell_put(self, kind: str, before: Row[Any] | None, after: Row[Any]) -> None:
        """Writes notices about the changes of a record, if its kind is in `TOLD_KINDS`. `before` is None for a new
        record."""
        if kind == "orders":
            await self.tell_of_order(before, after)
        elif kind == "payments" and (before is None or before.state != after.state):
            await self.tell_both(PAYMENT_STATE, after.order_id, payment=str(after.id))
        elif kind == "shipments":
            await self.tell_of_shipment(before, after)

    async def tell_of_order(self, before: Row[Any] | None, after: Row[Any]) -> None:
        if before is None and after.state == "awaiting_confirmation":
            news = {"order": after.number}
            await self.tell(ORDER_STATE, news, supplier_id=after.supplier_id)
        elif before is not None and before.state != after.state:
            await self.tell_state(after)

    async def tell_state(self, order: Row[Any]) -> None:
        news = {"order": order.number}
        to_buyer = ORDER_CONFIRMED if order.state == "accepted" else ORDER_STATE
        await self.tell(to_buyer, news, buyer_id=order.buyer_id)
        await self.tell(ORDER_STATE, news, supplier_id=order.supplier_id)

    async def tell_of_shipment(self, before: Row[Any] | None, after: Row[Any]) -> None:
        order = await self.find_order(after.order_id)
        if before is None and after.arrived_at is None:
            news = {"order": order.number}
            await self.tell(ORDER_SHIPPED, news, buyer_id=order.buyer_id)
        elif before is None or (before.eta, before.arrived_at) != (after.eta, after.arrived_at):
            await self.tell_both(SHIPMENT_NEWS, after.order_id, shipment=str(after.id))

    async def tell_both(self, kind: NoticeKind, order_id: int, **besides: str) -> None:
        order = await self.find_order(order_id)
        news = {"order": order.number, **besides}
        await self.tell(kind, news, buyer_id=order.buyer_id)
        await self.tell(kind, news, supplier_id=order.supplier_id)

    async def tell(self, kind: NoticeKind, news: dict[str, str], **company: int) -> None:
        """Writes a notice for each account of a company. The notice replaces a waiting one with the same content,
        because notices are put into words only when they are delivered, and both would then say the same."""
        ((column, company_id),) = company.items()
        accounts = marketplace_tables.accounts.c
        theirs = select(accounts.slug).where(accounts[column] == company_id)
        waits = _outbox.c.account.in_(theirs), _outbox.c.kind == kind.name, _outbox.c.taken_at.is_(None)
        rows = await self._connection.execute(select(_outbox.c.id, _outbox.c.payload).where(*waits))
        if same := [row.id for row in rows if row.payload == news]:
            await self._connection.execute(delete(_outbox).where(_outbox.c.id.in_(same)))
        await tell_company(self._connection, kind, news, self._clock(), **company)

    async def find_order(self, order_id: int) -> Row[Any]:
        return (await self._connection.execute(select(_orders).where(_orders.c.id == order_id))).one()
