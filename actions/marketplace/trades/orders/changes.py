"""Writes and reads the changes and cancellations of orders, those made at once and those that ask for the supplier's
agreement."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.records import Destination, Name, Quantity
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.payments import follow_total
from actions.marketplace.trades.orders.records import ChangeKind, ChangeState, OrderChange, Terms

_changes, _orders, _lines = tables.order_changes, tables.orders, tables.order_lines


async def load_changes(connection: AsyncConnection, order_id: int) -> tuple[OrderChange, ...]:
    """Returns the changes of an order, the oldest first."""
    query = select(_changes).where(_changes.c.order_id == order_id).order_by(_changes.c.id)
    return tuple(_read_change(row) for row in await connection.execute(query))


async def find_asked(connection: AsyncConnection, order_id: int) -> OrderChange | None:
    """Returns the change that waits for the supplier's answer, or None. Each order has at most one."""
    return next((change for change in await load_changes(connection, order_id) if change.state == "open"), None)


async def insert_change(
    connection: AsyncConnection,
    order_id: int,
    kind: ChangeKind,
    state: ChangeState,
    wanted: Terms,
    before: Terms,
    words: str | None,
    now: datetime,
) -> int:
    """Writes a change, and returns its id."""
    row = {
        "order_id": order_id,
        "kind": kind,
        "state": state,
        "wanted": _pack(wanted),
        "before": _pack(before),
        "words": words,
        "asked_at": now,
    }
    inserted = await connection.execute(_changes.insert().values(row))
    assert inserted.inserted_primary_key is not None
    return int(inserted.inserted_primary_key[0])


async def close_change(connection: AsyncConnection, change_id: int, state: ChangeState, now: datetime) -> None:
    values = {"state": state, "answered_at": now}
    await connection.execute(update(_changes).where(_changes.c.id == change_id).values(values))


async def close_open(connection: AsyncConnection, order_id: int, now: datetime) -> None:
    """Closes the change that waits for an answer, because the order goes on without one."""
    waiting = update(_changes).where(_changes.c.order_id == order_id, _changes.c.state == "open")
    await connection.execute(waiting.values(state="overtaken", answered_at=now))


async def apply_terms(connection: AsyncConnection, order: Row[Any], wanted: Terms) -> None:
    """Writes new terms into the order. The open payments follow the new total."""
    values: dict[str, Any] = {}
    if place := wanted.destination:
        values |= {"destination_country": place.country}
        values |= {"destination_en": place.city.en, "destination_zh": place.city.zh}
    if wanted.expected_on:
        values["expected_on"] = wanted.expected_on
    if values:
        await connection.execute(update(_orders).where(_orders.c.id == order.id).values(values))
    if wanted.quantity:
        line = await find_first_line(connection, order.id)
        new = update(_lines).where(_lines.c.id == line.id).values(quantity=wanted.quantity.value)
        await connection.execute(new)
        rows = await connection.execute(select(_lines).where(_lines.c.order_id == order.id))
        total = sum((row.quantity * row.unit_price for row in rows), Decimal(0))
        await follow_total(connection, order.id, order.currency, total)


async def find_first_line(connection: AsyncConnection, order_id: int) -> Row[Any]:
    query = select(_lines).where(_lines.c.order_id == order_id).order_by(_lines.c.position).limit(1)
    return (await connection.execute(query)).one()


def _pack(terms: Terms) -> dict[str, Any]:
    packed: dict[str, Any] = {}
    if terms.quantity:
        packed["quantity"] = {"value": str(terms.quantity.value), "unit": terms.quantity.unit}
    if terms.destination:
        place = terms.destination
        packed["destination"] = {"country": place.country, "en": place.city.en, "zh": place.city.zh}
    if terms.expected_on:
        packed["expected_on"] = terms.expected_on.isoformat()
    if terms.items:
        packed["items"] = terms.items
    return packed


def _unpack(packed: dict[str, Any]) -> Terms:
    amount, place, day = packed.get("quantity"), packed.get("destination"), packed.get("expected_on")
    return Terms(
        Quantity(Decimal(amount["value"]), amount["unit"]) if amount else None,
        Destination(place["country"], Name(place["en"], place["zh"])) if place else None,
        date.fromisoformat(day) if day else None,
        packed.get("items"),
    )


def _read_change(row: Row[Any]) -> OrderChange:
    wanted, before = _unpack(row.wanted), _unpack(row.before)
    return OrderChange(row.id, row.kind, row.state, wanted, before, row.words, row.asked_at)
