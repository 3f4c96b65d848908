"""Recognises the order, payment or shipment that was made in the chat when an event of the operator's own system names
it for the first time."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.integrations.events.happened import Happened, Refused
from actions.marketplace.integrations.importing.known import add_known, find_known
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.payments import fit_plan

_orders, _payments, _shipments = tables.orders, tables.payments, tables.shipments
_lines, _ids = tables.order_lines, operator_ids.c


async def adopt_order(connection: AsyncConnection, happened: Happened) -> None:
    """If the event names an order of the chat by Caravan's number, records that number as the operator's id of the
    order.

    Raises:
        Refused: the operator's own system already has another id for this order.
    """
    number = str(happened.values.get("order_id") or "")
    if not number or number in (await find_known(connection, {"orders": [number]})).get("orders", {}):
        return
    row_id = (await connection.execute(select(_orders.c.id).where(_orders.c.number == number))).scalar_one_or_none()
    if row_id is None:
        return
    named = select(_ids.operator_id).where(_ids.kind == "orders", _ids.row_id == row_id)
    if (own := (await connection.execute(named)).scalars().first()) is not None:
        raise Refused(Problem("other_id", "order_id", number, {"own": own}))
    await add_known(connection, "orders", [(number, row_id, "")])


async def adopt_part(connection: AsyncConnection, happened: Happened) -> None:
    """Finds the payment or shipment of the chat that the event is about, and records the event's id for it, so that no
    second row is made. A payment is found by its order and kind while it is unpaid, a shipment by its order and
    tracking number."""
    kind = happened.type.about
    if kind not in ("payments", "shipments") or happened.operator_id in (await _find(connection, kind, happened)):
        return
    order = (await _find(connection, "orders", happened)).get(str(happened.values.get("order_id")))
    found = order and (await connection.execute(_select_part(kind, order.row_id, happened.values))).scalars().first()
    if found is not None:
        await add_known(connection, kind, [(happened.operator_id, found, "")])


async def _find(connection: AsyncConnection, kind: str, happened: Happened) -> Mapping[str, Any]:
    wanted = happened.operator_id if kind == happened.type.about else str(happened.values.get("order_id"))
    return (await find_known(connection, {kind: [wanted]})).get(kind, {})


def _select_part(kind: str, order_id: int, values: Mapping[str, Any]) -> Select[tuple[int]]:
    if kind == "shipments":
        same = _shipments.c.tracking_number == values.get("tracking_number")
        query = select(_shipments.c.id).where(_shipments.c.order_id == order_id, same)
        return query.where(~_is_known(kind, _shipments.c.id)).order_by(_shipments.c.id)
    waits = _payments.c.kind == values.get("kind"), _payments.c.state.in_(("due", "pending"))
    query = select(_payments.c.id).where(_payments.c.order_id == order_id, *waits)
    return query.where(~_is_known(kind, _payments.c.id)).order_by(_payments.c.id)


def _is_known(kind: str, row_id: ColumnElement[int]) -> ColumnElement[bool]:
    return select(_ids.row_id).where(_ids.kind == kind, _ids.row_id == row_id).exists()


async def fit_payments(connection: AsyncConnection, order_id: int) -> None:
    """Changes the payments that were planned in the chat, so that they and the payments of the operator's own system
    add up to the order's total."""
    planned = select(_payments.c.id).where(_payments.c.order_id == order_id, ~_is_known("payments", _payments.c.id))
    rows = await connection.execute(select(_lines).where(_lines.c.order_id == order_id))
    total = sum((row.quantity * row.unit_price for row in rows), Decimal(0))
    await fit_plan(connection, order_id, set((await connection.execute(planned)).scalars()), total)
