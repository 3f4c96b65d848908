"""Builds the records of orders from rows of the database."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.records import Destination, Money, Name, Party, Quantity, read_staff
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.changes import load_changes
from actions.marketplace.trades.orders.records import Order, OrderEvent, OrderLine, OrderSummary, Payment, Shipment

_orders = tables.orders
_ZERO = Decimal("0.00")


def find_parties(row: Row[Any]) -> tuple[Party, Party, Party]:
    """Returns the buyer, the supplier, and the counterpart, which is the one of these two that is not the asking
    account's company."""
    buyer = Party(Name(row.buyer_en, row.buyer_zh), "buyer", row.buyer_account)
    supplier = Party(Name(row.supplier_en, row.supplier_zh), "supplier", row.supplier_account)
    return buyer, supplier, supplier if row.own_role == "buyer" else buyer


def make_summary(row: Row[Any], lines: list[OrderLine]) -> OrderSummary:
    return OrderSummary(
        number=row.number,
        state=row.state,
        counterpart=find_parties(row)[2],
        goods=lines[0].product,
        quantity=lines[0].quantity,
        line_count=len(lines),
        total=_sum_lines(row, lines),
        placed_at=row.placed_at,
        expected_on=row.expected_on,
        destination=Destination(row.destination_country, Name(row.destination_en, row.destination_zh)),
    )


async def load_order(connection: AsyncConnection, row: Row[Any]) -> Order:
    lines = (await load_lines(connection, [row.id]))[row.id]
    payments = await _load_payments(connection, row.id)
    total = _sum_lines(row, lines)
    paid = sum((_signed(payment) for payment in payments if payment.state == "paid"), _ZERO)
    owed = _ZERO if row.state == "cancelled" else max(_ZERO, total.amount - paid)
    buyer, supplier, counterpart = find_parties(row)
    return Order(
        number=row.number,
        state=row.state,
        buyer=buyer,
        supplier=supplier,
        counterpart=counterpart,
        lines=tuple(lines),
        events=await _load_events(connection, row.id, lines[0].quantity.unit),
        shipments=await _load_shipments(connection, row.id, lines[0].quantity.unit),
        payments=payments,
        total=total,
        paid=Money(paid, row.currency),
        outstanding=Money(owed, row.currency),
        incoterm=row.incoterm,
        destination=Destination(row.destination_country, Name(row.destination_en, row.destination_zh)),
        placed_at=row.placed_at,
        expected_on=row.expected_on,
        claim_until=row.claim_until,
        ships_on=row.ships_on,
        changes=await load_changes(connection, row.id),
    )


def _sum_lines(row: Row[Any], lines: list[OrderLine]) -> Money:
    return Money(sum((line.total.amount for line in lines), _ZERO), row.currency)


def _signed(payment: Payment) -> Decimal:
    return -payment.amount.amount if payment.kind == "refund" else payment.amount.amount


async def load_lines(connection: AsyncConnection, order_ids: Sequence[int]) -> dict[int, list[OrderLine]]:
    columns = tables.order_lines.c
    query = select(tables.order_lines, _orders.c.currency).join(_orders).where(columns.order_id.in_(order_ids))
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for row in await connection.execute(query.order_by(columns.order_id, columns.position)):
        lines[row.order_id].append(
            OrderLine(
                product=Name(row.name_en, row.name_zh),
                product_id=row.product_id,
                quantity=Quantity(row.quantity, row.unit),
                unit_price=Money(row.unit_price, row.currency),
                total=Money((row.unit_price * row.quantity).quantize(_ZERO), row.currency),
            )
        )
    return lines


async def _load_events(connection: AsyncConnection, order_id: int, unit: str) -> tuple[OrderEvent, ...]:
    columns = tables.order_events.c
    query = select(tables.order_events).where(columns.order_id == order_id).order_by(columns.at, columns.id)
    return tuple(
        OrderEvent(
            row.kind,
            row.at,
            Name(row.place_en, row.place_zh) if row.place_en else None,
            row.day,
            Quantity(row.quantity, unit) if row.quantity is not None else None,
            row.words,
            read_staff(row),
        )
        for row in await connection.execute(query)
    )


async def _load_shipments(connection: AsyncConnection, order_id: int, unit: str) -> tuple[Shipment, ...]:
    columns = tables.shipments.c
    query = select(tables.shipments).where(columns.order_id == order_id).order_by(columns.shipped_at, columns.id)
    return tuple(
        Shipment(
            id=row.id,
            mode=row.mode,
            carrier=row.carrier,
            carrier_name=Name(row.carrier_en, row.carrier_zh),
            tracking_number=row.tracking_number,
            vessel=row.vessel,
            origin=Name(row.origin_en, row.origin_zh),
            destination=Name(row.destination_en, row.destination_zh),
            shipped_at=row.shipped_at,
            eta=row.eta,
            arrived_at=row.arrived_at,
            quantity=Quantity(row.quantity, unit) if row.quantity is not None else None,
        )
        for row in await connection.execute(query)
    )


async def _load_payments(connection: AsyncConnection, order_id: int) -> tuple[Payment, ...]:
    columns = tables.payments.c
    query = select(tables.payments).where(columns.order_id == order_id).order_by(columns.id)
    return tuple(
        Payment(
            row.kind,
            row.state,
            Money(row.amount, row.currency),
            row.method,
            row.due_on,
            row.paid_at,
            row.id,
            row.before_shipment,
        )
        for row in await connection.execute(query)
    )


async def load_known(
    connection: AsyncConnection, order_ids: Sequence[int]
) -> dict[int, tuple[tuple[Money, ...], tuple[str, ...]]]:
    """Returns for each order the amounts of its payments and the names of its carriers in both languages."""
    payments, shipments = tables.payments.c, tables.shipments.c
    amounts: dict[int, list[Money]] = defaultdict(list)
    carriers: dict[int, list[str]] = defaultdict(list)
    owed = select(payments.order_id, payments.amount, _orders.c.currency).join(_orders)
    for row in await connection.execute(owed.where(payments.order_id.in_(order_ids))):
        amounts[row.order_id].append(Money(row.amount, row.currency))
    carried = select(shipments.order_id, shipments.carrier, shipments.carrier_en, shipments.carrier_zh)
    for row in await connection.execute(carried.where(shipments.order_id.in_(order_ids))):
        carriers[row.order_id] += [row.carrier, row.carrier_en, row.carrier_zh]
    return {each: (tuple(amounts[each]), tuple(dict.fromkeys(carriers[each]))) for each in order_ids}
