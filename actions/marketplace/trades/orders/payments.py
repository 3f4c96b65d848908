"""Writes the payments of an order: the plan at its beginning, the changes that a new total requires, and the refund
after a cancellation."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.part_lifecycles import PAYMENTS, payment_allows
from actions.marketplace.trades.orders.terms import DEPOSIT_WITHIN

_payments = tables.payments
_CENT = Decimal("0.01")
_METHOD = "bank_transfer"


def plan_payments(
    total: Decimal, currency: str, placed_on: date, ships_on: date, deposit_share: Decimal
) -> list[dict[str, Any]]:
    """Returns the rows of a new order's payments: a deposit of this share of the total, and the balance before the
    goods leave. If the share is nothing or all of the total, one of the two is left out."""
    deposit = (total * deposit_share).quantize(_CENT, ROUND_HALF_UP)
    parts = (
        ("deposit", deposit, placed_on + DEPOSIT_WITHIN),
        ("balance", total.quantize(_CENT, ROUND_HALF_UP) - deposit, ships_on),
    )
    return [
        {
            "kind": kind,
            "state": PAYMENTS["plan"].next,
            "amount": amount,
            "currency": currency,
            "method": _METHOD,
            "due_on": due_on,
            "before_shipment": True,
        }
        for kind, amount, due_on in parts
        if amount
    ]


async def follow_total(connection: AsyncConnection, order_id: int, currency: str, total: Decimal) -> None:
    """Makes the open payments add up to the part of the new total that is not paid yet. Each keeps its share of the
    open amount. If more than the new total has been paid, the open payments are void and the rest is refunded."""
    rows = (await connection.execute(_select(order_id))).all()
    paid = sum((row.amount for row in rows if row.state in ("paid", "pending") and row.kind != "refund"), Decimal(0))
    returned = sum((row.amount for row in rows if row.kind == "refund"), Decimal(0))
    due = [row for row in rows if row.state == "due" and row.kind != "refund"]
    left = total.quantize(_CENT, ROUND_HALF_UP) - (paid - returned)
    if left <= 0:
        await _void(connection, [row.id for row in due])
        await _refund(connection, order_id, currency, -left)
        return
    if not due:
        new: dict[str, Any] = {"kind": "balance", "state": PAYMENTS["plan"].next, "amount": left}
        new |= {"currency": currency, "method": _METHOD, "before_shipment": True}
        await connection.execute(_payments.insert().values(order_id=order_id, **new))
        return
    await _share(connection, due, left)


async def return_payments(connection: AsyncConnection, order_id: int, currency: str) -> Decimal:
    """Voids the payments that are still due, and writes the refund of the amounts that were paid. Returns the
    refund."""
    rows = (await connection.execute(_select(order_id))).all()
    signed = [-row.amount if row.kind == "refund" else row.amount for row in rows if row.state in ("paid", "pending")]
    await _void(connection, [row.id for row in rows if row.state == "due"])
    refund = max(sum(signed, Decimal(0)), Decimal(0))
    await _refund(connection, order_id, currency, refund)
    return refund


async def fit_plan(connection: AsyncConnection, order_id: int, planned: Collection[int], total: Decimal) -> None:
    """Changes the `planned` payments that are still due, so that all payments of the order add up to its total. If
    nothing is left to pay, the planned ones are void."""
    rows = (await connection.execute(_select(order_id))).all()
    counts = [row for row in rows if row.kind != "refund" and row.state != "void"]
    due = [row for row in counts if row.id in planned and row.state == "due"]
    left = total.quantize(_CENT, ROUND_HALF_UP) - sum((row.amount for row in counts if row not in due), Decimal(0))
    if left <= 0:
        await _void(connection, [row.id for row in due])
    elif due:
        await _share(connection, due, left)


def _select(order_id: int) -> Any:
    return select(_payments).where(_payments.c.order_id == order_id).order_by(_payments.c.id)


async def _share(connection: AsyncConnection, due: Sequence[Row[Any]], left: Decimal) -> None:
    """Makes these payments add up to the amount `left`. Each keeps its share."""
    before = sum((row.amount for row in due), Decimal(0))
    for row in due[:-1]:
        share = (left * row.amount / before).quantize(_CENT, ROUND_HALF_UP)
        await connection.execute(update(_payments).where(_payments.c.id == row.id).values(amount=share))
        left -= share
    await connection.execute(update(_payments).where(_payments.c.id == due[-1].id).values(amount=left))


async def _void(connection: AsyncConnection, ids: list[int]) -> None:
    ended = update(_payments).where(_payments.c.id.in_(ids), payment_allows("void"))
    await connection.execute(ended.values(state=PAYMENTS["void"].next))


async def _refund(connection: AsyncConnection, order_id: int, currency: str, amount: Decimal) -> None:
    if amount > 0:
        row = {"kind": "refund", "state": PAYMENTS["owe_back"].next, "amount": amount}
        row |= {"currency": currency, "method": _METHOD}
        await connection.execute(_payments.insert().values(order_id=order_id, **row))
