"""Moves the day on which an order leaves, together with what follows from it."""

from datetime import date
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.terms import expect_arrival

_orders, _payments = tables.orders, tables.payments


async def move_ship_day(connection: AsyncConnection, order: Row[Any], day: date) -> None:
    """Writes the new day on which the goods leave. If it is later than the old one, the expected arrival moves by as
    many days, and an open payment that was due on the old day becomes due on the new one."""
    values: dict[str, Any] = {"ships_on": day}
    if order.ships_on is not None and day > order.ships_on:
        values["expected_on"] = order.expected_on and order.expected_on + (day - order.ships_on)
        meant = _payments.c.order_id == order.id, _payments.c.state == "due", _payments.c.due_on == order.ships_on
        await connection.execute(update(_payments).where(*meant).values(due_on=day))
    elif order.expected_on is not None and day >= order.expected_on:
        values["expected_on"] = expect_arrival(day, order.destination_country)
    await connection.execute(update(_orders).where(_orders.c.id == order.id).values(values))
