"""Computes how a supplier has done on this marketplace in the last twelve months from its orders, requests and claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.engine import Database
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.claims import tables as claim_tables
from actions.marketplace.trades.orders import tables as order_tables
from actions.marketplace.trades.requests import tables as request_tables
from foundation.clock import Clock

PERIOD = timedelta(days=365)
_DELIVERED = ("delivered", "disputed", "completed")


@dataclass(frozen=True, slots=True)
class Rate:
    """Says that `count` of `total` cases are as named. `total` is 0 if there has been no such case yet."""

    count: int
    total: int

    @property
    def percent(self) -> int:
        """Returns the share in percent, rounded, or 0 without a case."""
        return round(100 * self.count / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Performance:
    """Describes how a supplier has done since the day `since`.

    `on_time` counts the orders that left completely by their promised day, among those that left and had one; an order
    whose day the supplier moved is late. `answered` counts the requests that the supplier answered with a quotation or
    by declining, among those that it received and that are closed or older than two days. `answer_hours` is the median
    of the time to these answers, None without one. `disputed` counts the orders with a claim or dispute, among those
    delivered.
    """

    since: date
    on_time: Rate
    answered: Rate
    answer_hours: int | None
    disputed: Rate


class Performances:
    """Reads what suppliers have done."""

    _PATIENCE = timedelta(days=2)

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def access_performance(self, slug: str) -> Performance:
        """Returns how the supplier with this slug has done. An unknown supplier has done nothing."""
        now = self._clock()
        since = now - PERIOD
        suppliers = catalogue_tables.suppliers.c
        async with self._database.read() as connection:
            supplier = (
                await connection.execute(select(suppliers.id).where(suppliers.slug == slug))
            ).scalar_one_or_none()
            hours, received = await _read_answers(connection, supplier, since, now - self._PATIENCE)
            return Performance(
                since=since.date(),
                on_time=await _count_on_time(connection, supplier, since),
                answered=Rate(len(hours), received),
                answer_hours=max(round(median(hours)), 1) if hours else None,
                disputed=await _count_disputed(connection, supplier, since),
            )


async def _count_on_time(connection: AsyncConnection, supplier: int | None, since: datetime) -> Rate:
    orders, shipments, events = order_tables.orders.c, order_tables.shipments.c, order_tables.order_events.c
    left = func.max(shipments.shipped_at)
    moved = select(events.order_id).where(events.order_id == orders.id, events.kind == "late").exists()
    query = (
        select(orders.ships_on, left.label("left"), moved.label("moved"))
        .join(order_tables.shipments, shipments.order_id == orders.id)
        .where(
            orders.supplier_id == supplier,
            orders.state.in_((*_DELIVERED, "shipped")),
            orders.ships_on.is_not(None),
        )
        .group_by(orders.id, orders.ships_on)
        .having(left >= since)
    )
    rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return Rate(sum(not row.moved and row.left.date() <= row.ships_on for row in rows), len(rows))


async def _count_disputed(connection: AsyncConnection, supplier: int | None, since: datetime) -> Rate:
    orders, events, claims = order_tables.orders.c, order_tables.order_events.c, claim_tables.claims.c
    delivered = (
        select(events.order_id)
        .where(events.order_id == orders.id, events.kind == "delivered", events.at >= since)
        .exists()
    )
    claimed = or_(
        orders.state == "disputed",
        select(claims.id).where(claims.order_id == orders.id, claims.state != "withdrawn").exists(),
    )
    query = select(claimed.label("claimed")).where(
        orders.supplier_id == supplier, orders.state.in_(_DELIVERED), delivered
    )
    found = (await connection.execute(query)).scalars().all()
    return Rate(sum(map(bool, found)), len(found))


async def _read_answers(
    connection: AsyncConnection, supplier: int | None, since: datetime, waited_for: datetime
) -> tuple[list[float], int]:
    """Returns the hours to each answer of the supplier to a request, and how many requests it should have answered."""
    requests, recipients, quotations = (
        request_tables.rfqs.c,
        request_tables.rfq_recipients.c,
        request_tables.quotations.c,
    )
    first = (
        select(func.min(quotations.created_at))
        .where(quotations.rfq_id == requests.id, quotations.supplier_id == supplier)
        .scalar_subquery()
    )
    query = (
        select(requests.created_at, requests.state, recipients.declined_at, first.label("quoted_at"))
        .join(
            request_tables.rfq_recipients,
            and_(recipients.rfq_id == requests.id, recipients.supplier_id == supplier),
        )
        .where(requests.created_at >= since)
    )
    rows = (await connection.execute(query)).all()
    answers = [(row, [at for at in (row.quoted_at, row.declined_at) if at is not None]) for row in rows]
    hours = [(min(at) - row.created_at).total_seconds() / 3600 for row, at in answers if at]
    return hours, sum(bool(at) or row.state != "open" or row.created_at <= waited_for for row, at in answers)
