"""Declares what happens when a step of an order does not come: nobody answers a change, a promised day of shipment
passes, or nobody reports an arrival. The side whose turn it is is reminded once, and the other side is told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.outbox import NoticeKind
from actions.marketplace.trades.due.calendar import CHINA, add_working_days, find_working_day, local_day, morning
from actions.marketplace.trades.due.kinds import Due, DueKind, Occasion
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.lifecycle import TO_RECEIVE, TO_SHIP
from actions.marketplace.trades.orders.notices import (
    ARRIVAL_ASKED,
    ARRIVAL_UNREPORTED,
    CHANGE_REMINDER,
    CHANGE_UNANSWERED,
    SHIP_DAY_MISSED,
    SHIP_DAY_PASSED,
    TERMS_REMINDER,
    TERMS_UNANSWERED,
)
from actions.marketplace.trades.orders.terms import CHANGE_ANSWERED_WITHIN

_orders, _changes, _shipments = tables.orders, tables.order_changes, tables.shipments
_events, _buyers = tables.order_events, marketplace_tables.buyers
_ONE_DAY = timedelta(days=1)


# A change or a cancellation waits for an answer


def _select_changes(state: str) -> Select[Any]:
    """Selects the changes in this state, with their order, the moment at which the supplier last named terms, and the
    buyer's country."""
    proposed = select(func.max(_events.c.at)).where(
        _events.c.order_id == _orders.c.id, _events.c.kind == "change_proposed"
    )
    return (
        select(
            _changes,
            _orders.c.number,
            _orders.c.buyer_id,
            _orders.c.supplier_id,
            _buyers.c.country,
            proposed.correlate(_orders).scalar_subquery().label("proposed_at"),
        )
        .join(_orders, _orders.c.id == _changes.c.order_id)
        .join(_buyers, _buyers.c.id == _orders.c.buyer_id)
        .where(_changes.c.state == state)
    )


def _after(since: datetime, country: str) -> Due:
    return Due(morning(add_working_days(local_day(since, country), CHANGE_ANSWERED_WITHIN, country), country))


async def _remind_supplier(occasion: Occasion) -> None:
    await _tell_of_change(occasion, CHANGE_REMINDER, CHANGE_UNANSWERED, "supplier_id", "buyer_id")


async def _remind_buyer(occasion: Occasion) -> None:
    await _tell_of_change(occasion, TERMS_REMINDER, TERMS_UNANSWERED, "buyer_id", "supplier_id")


async def _tell_of_change(occasion: Occasion, reminder: NoticeKind, told: NoticeKind, silent: str, other: str) -> None:
    row = occasion.row
    about = {"order": row.number, "change": str(row.subject_id)}
    await occasion.tell(reminder, about, **{silent: row._mapping[silent]})
    await occasion.tell(told, about, **{other: row._mapping[other]})


# A promised day of shipment passes


def _select_promised(now: datetime) -> Select[Any]:
    return select(_orders).where(_orders.c.state.in_(TO_SHIP), _orders.c.ships_on < now.astimezone(UTC).date())


def _day_after(day: date, country: str) -> Due:
    return Due(morning(find_working_day(day + _ONE_DAY, country), country))


async def _tell_of_ship_day(occasion: Occasion) -> None:
    row = occasion.row
    about = {"order": row.number, "day": row.ships_on.isoformat()}
    await occasion.tell(SHIP_DAY_PASSED, about, supplier_id=row.supplier_id)
    await occasion.tell(SHIP_DAY_MISSED, about, buyer_id=row.buyer_id)


# An arrival is not reported


def _select_expected(now: datetime) -> Select[Any]:
    return (
        select(_shipments, _orders.c.number, _orders.c.buyer_id, _orders.c.supplier_id, _buyers.c.country)
        .join(_orders, _orders.c.id == _shipments.c.order_id)
        .join(_buyers, _buyers.c.id == _orders.c.buyer_id)
        .where(
            _shipments.c.arrived_at.is_(None),
            _shipments.c.eta < now.astimezone(UTC).date(),
            _orders.c.state.in_(TO_RECEIVE),
        )
    )


async def _ask_for_arrival(occasion: Occasion) -> None:
    row = occasion.row
    about = {"order": row.number, "shipment": str(row.subject_id)}
    await occasion.tell(ARRIVAL_ASKED, about, buyer_id=row.buyer_id)
    await occasion.tell(ARRIVAL_UNREPORTED, about, supplier_id=row.supplier_id)


DUE = (
    DueKind(
        "change_unanswered",
        of=_changes,
        locks=_orders,
        select=lambda now: _select_changes("open"),
        when=lambda row: _after(row.asked_at, CHINA),
        act=_remind_supplier,
    ),
    DueKind(
        "terms_unanswered",
        of=_changes,
        locks=_orders,
        select=lambda now: _select_changes("proposed"),
        when=lambda row: _after(row.proposed_at or row.asked_at, row.country),
        act=_remind_buyer,
    ),
    DueKind(
        "ship_day_passed",
        of=_orders,
        locks=_orders,
        select=_select_promised,
        when=lambda row: _day_after(row.ships_on, CHINA),
        act=_tell_of_ship_day,
        hangs_on=_orders.c.ships_on,
    ),
    DueKind(
        "arrival_unreported",
        of=_shipments,
        locks=_orders,
        select=_select_expected,
        when=lambda row: _day_after(row.eta, row.country),
        act=_ask_for_arrival,
        hangs_on=_shipments.c.eta,
    ),
)
