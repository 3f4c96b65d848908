"""Writes and reads the changes and cancellations of orders, those made at once and those that ask for the supplier's
agreement."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.records import Destination, Money, Name, Quantity
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.payments import follow_total
from actions.marketplace.trades.orders.records import (
    COST_OF_CHANGE,
    AddedLine,
    ChangeKind,
    ChangeState,
    OrderChange,
    Proposal,
    Terms,
)

_changes, _orders, _lines = tables.order_changes, tables.orders, tables.order_lines


async def load_changes(connection: AsyncConnection, order_id: int) -> tuple[OrderChange, ...]:
    """Returns the changes of an order, the oldest first."""
    query = select(_changes).where(_changes.c.order_id == order_id).order_by(_changes.c.id)
    return tuple(_read_change(row) for row in await connection.execute(query))


async def find_asked(connection: AsyncConnection, order_id: int) -> OrderChange | None:
    """Returns the change that waits for the supplier's answer, or None. Each order has at most one."""
    return await _find_in(connection, order_id, "open")


async def find_proposed(connection: AsyncConnection, order_id: int) -> OrderChange | None:
    """Returns the change whose terms, named by the supplier, wait for the buyer's answer, or None."""
    return await _find_in(connection, order_id, "proposed")


async def _find_in(connection: AsyncConnection, order_id: int, state: ChangeState) -> OrderChange | None:
    return next((change for change in await load_changes(connection, order_id) if change.state == state), None)


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


async def propose_terms(connection: AsyncConnection, change_id: int, proposal: Proposal) -> None:
    """Writes what the supplier asks for in return for a change. The buyer has to answer then."""
    packed: dict[str, Any] = {}
    if proposal.cost:
        packed["cost"] = _pack_money(proposal.cost)
    if proposal.ships_on:
        packed["ships_on"] = proposal.ships_on.isoformat()
    values = {"state": "proposed", "proposal": packed}
    await connection.execute(update(_changes).where(_changes.c.id == change_id).values(values))


async def close_open(connection: AsyncConnection, order_id: int, now: datetime) -> None:
    """Closes the change that waits for an answer of either side, because the order goes on without one."""
    waiting = update(_changes).where(_changes.c.order_id == order_id, _changes.c.state.in_(("open", "proposed")))
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
    for added in wanted.lines:
        await _add_line(connection, order.id, added.product_id, added.product, added.quantity, added.unit_price)
    if wanted.quantity or wanted.lines:
        await follow_total(connection, order.id, order.currency, await find_total(connection, order.id))


async def apply_cost(connection: AsyncConnection, order: Row[Any], cost: Money) -> None:
    """Adds what a change costs to the order, as a line of its own. The open payments follow the new total."""
    await _add_line(connection, order.id, None, COST_OF_CHANGE, Quantity(Decimal(1), "piece"), cost)
    await follow_total(connection, order.id, order.currency, await find_total(connection, order.id))


async def find_total(connection: AsyncConnection, order_id: int) -> Decimal:
    """Returns what the lines of an order cost together."""
    rows = await connection.execute(select(_lines).where(_lines.c.order_id == order_id))
    return sum((row.quantity * row.unit_price for row in rows), Decimal(0))


async def _add_line(
    connection: AsyncConnection, order_id: int, product_id: int | None, name: Name, amount: Quantity, price: Money
) -> None:
    last = select(func.max(_lines.c.position)).where(_lines.c.order_id == order_id)
    row = {
        "order_id": order_id,
        "position": int((await connection.execute(last)).scalar_one()) + 1,
        "product_id": product_id,
        "name_en": name.en,
        "name_zh": name.zh,
        "quantity": amount.value,
        "unit": amount.unit,
        "unit_price": price.amount,
    }
    await connection.execute(_lines.insert().values(row))


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
    if terms.lines:
        packed["lines"] = [pack_line(line) for line in terms.lines]
    if terms.total:
        packed["total"] = _pack_money(terms.total)
    return packed


def pack_line(line: AddedLine) -> dict[str, Any]:
    """Returns an added line in the form in which a change and a conversation keep it."""
    return {
        "product_id": line.product_id,
        "en": line.product.en,
        "zh": line.product.zh,
        "value": str(line.quantity.value),
        "unit": line.quantity.unit,
        "price": _pack_money(line.unit_price),
    }


def unpack_line(packed: dict[str, Any]) -> AddedLine:
    return AddedLine(
        packed["product_id"],
        Name(packed["en"], packed["zh"]),
        Quantity(Decimal(packed["value"]), packed["unit"]),
        _unpack_money(packed["price"]),
    )


def _pack_money(money: Money) -> dict[str, str]:
    return {"amount": str(money.amount), "currency": money.currency}


def _unpack_money(packed: dict[str, str]) -> Money:
    return Money(Decimal(packed["amount"]), packed["currency"])


def _unpack_proposal(packed: dict[str, Any]) -> Proposal:
    cost, day = packed.get("cost"), packed.get("ships_on")
    return Proposal(_unpack_money(cost) if cost else None, date.fromisoformat(day) if day else None)


def _unpack(packed: dict[str, Any]) -> Terms:
    amount, place, day = packed.get("quantity"), packed.get("destination"), packed.get("expected_on")
    return Terms(
        Quantity(Decimal(amount["value"]), amount["unit"]) if amount else None,
        Destination(place["country"], Name(place["en"], place["zh"])) if place else None,
        date.fromisoformat(day) if day else None,
        packed.get("items"),
        tuple(unpack_line(line) for line in packed.get("lines") or ()),
        _unpack_money(packed["total"]) if packed.get("total") else None,
    )


def _read_change(row: Row[Any]) -> OrderChange:
    wanted, before = _unpack(row.wanted), _unpack(row.before)
    proposal = _unpack_proposal(row.proposal) if row.proposal else None
    return OrderChange(row.id, row.kind, row.state, wanted, before, row.words, row.asked_at, proposal)
