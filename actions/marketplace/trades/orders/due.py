"""Declares what happens to orders when their time has come: an order is not confirmed, a payment falls due, or the time
for claims ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.outbox import NoticeKind
from actions.marketplace.trades.due.calendar import (
    CHINA,
    add_working_days,
    find_working_day,
    local_day,
    morning,
    remind_before,
)
from actions.marketplace.trades.due.kinds import Due, DueKind, Occasion
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.notices import (
    CLAIM_CLOSING,
    CONFIRM_REMINDER,
    ORDER_UNCONFIRMED,
    PAYMENT_OVERDUE,
    PAYMENT_SOON,
    PAYMENT_TODAY,
)
from actions.marketplace.trades.orders.steps import do_close_claims
from actions.marketplace.trades.orders.terms import (
    CLAIM_REMINDED_BEFORE,
    CONFIRM_LATE_AFTER,
    CONFIRM_REMINDED_AFTER,
    PAYMENT_REMINDED_BEFORE,
)

_orders, _payments, _buyers = tables.orders, tables.payments, marketplace_tables.buyers
_LOOKS_AHEAD = timedelta(days=21)
"""How far ahead reminders are looked for. A holiday may move a reminder to a day long before the last day."""
_NOT_OWED = ("awaiting_confirmation", "disputed", "cancelled")
"""The states of orders in which nobody is asked to pay."""
_ONE_DAY = timedelta(days=1)


# An order waits for its supplier's confirmation


def _select_unconfirmed(now: datetime) -> Select[Any]:
    return select(_orders).where(_orders.c.state == "awaiting_confirmation", _orders.c.placed_at <= now)


def _morning_after(row: Row[Any], working_days: int) -> datetime:
    return morning(add_working_days(local_day(row.placed_at, CHINA), working_days, CHINA), CHINA)


async def _remind_to_confirm(occasion: Occasion) -> None:
    payload = {"order": occasion.row.number}
    await occasion.tell(CONFIRM_REMINDER, payload, supplier_id=occasion.row.supplier_id)


async def _tell_unconfirmed(occasion: Occasion) -> None:
    await occasion.tell(ORDER_UNCONFIRMED, {"order": occasion.row.number}, buyer_id=occasion.row.buyer_id)


# A payment falls due


def _select_owed(now: datetime) -> Select[Any]:
    today = now.astimezone(UTC).date()
    return (
        select(_payments, _orders.c.number, _orders.c.buyer_id, _orders.c.supplier_id, _buyers.c.country)
        .join(_orders, _orders.c.id == _payments.c.order_id)
        .join(_buyers, _buyers.c.id == _orders.c.buyer_id)
        .where(
            _payments.c.state == "due",
            _payments.c.kind != "refund",
            _payments.c.due_on <= today + _LOOKS_AHEAD,
            _orders.c.state.not_in(_NOT_OWED),
        )
    )


def _pay_day(row: Row[Any]) -> date:
    """Returns the latest day on which the buyer can pay: the due day, or the next working day of the buyer."""
    return find_working_day(row.due_on, row.country)


def _overdue_day(row: Row[Any]) -> date:
    return find_working_day(_pay_day(row) + _ONE_DAY, row.country)


def _when_soon(row: Row[Any]) -> Due:
    pay_day = _pay_day(row)
    reminded_on = remind_before(pay_day, PAYMENT_REMINDED_BEFORE.days, row.country)
    return Due(morning(reminded_on, row.country), morning(pay_day, row.country))


def _when_today(row: Row[Any]) -> Due:
    return Due(morning(_pay_day(row), row.country), morning(_overdue_day(row), row.country))


def _when_overdue(row: Row[Any]) -> Due:
    return Due(morning(_overdue_day(row), row.country))


async def _tell_payment(occasion: Occasion, kind: NoticeKind, **company: int) -> None:
    row = occasion.row
    payload = {"order": row.number, "payment": row.kind, "due_on": row.due_on.isoformat()}
    await occasion.tell(kind, payload, **company)


async def _tell_soon(occasion: Occasion) -> None:
    await _tell_payment(occasion, PAYMENT_SOON, buyer_id=occasion.row.buyer_id)


async def _tell_today(occasion: Occasion) -> None:
    await _tell_payment(occasion, PAYMENT_TODAY, buyer_id=occasion.row.buyer_id)


async def _tell_overdue(occasion: Occasion) -> None:
    await _tell_payment(occasion, PAYMENT_OVERDUE, buyer_id=occasion.row.buyer_id)
    await _tell_payment(occasion, PAYMENT_OVERDUE, supplier_id=occasion.row.supplier_id)


# The time for claims ends


def _select_claimable(now: datetime) -> Select[Any]:
    return (
        select(_orders, _buyers.c.country)
        .join(_buyers, _buyers.c.id == _orders.c.buyer_id)
        .where(_orders.c.state == "delivered", _orders.c.claim_until <= now + _LOOKS_AHEAD)
    )


def _when_claims_close(row: Row[Any]) -> Due:
    last = local_day(row.claim_until, row.country)
    reminded_on = remind_before(last, CLAIM_REMINDED_BEFORE.days, row.country)
    return Due(morning(reminded_on, row.country), row.claim_until)


async def _tell_claims_close(occasion: Occasion) -> None:
    await occasion.tell(CLAIM_CLOSING, {"order": occasion.row.number}, buyer_id=occasion.row.buyer_id)


async def _close_claims(occasion: Occasion) -> None:
    await do_close_claims(occasion.connection, occasion.row, occasion.now, is_told=not occasion.is_past)


DUE = (
    DueKind(
        "confirm_reminder",
        of=_orders,
        locks=_orders,
        select=_select_unconfirmed,
        when=lambda row: Due(_morning_after(row, CONFIRM_REMINDED_AFTER)),
        act=_remind_to_confirm,
    ),
    DueKind(
        "order_unconfirmed",
        of=_orders,
        locks=_orders,
        select=_select_unconfirmed,
        when=lambda row: Due(_morning_after(row, CONFIRM_LATE_AFTER)),
        act=_tell_unconfirmed,
    ),
    DueKind(
        "payment_soon",
        of=_payments,
        locks=_orders,
        select=_select_owed,
        when=_when_soon,
        act=_tell_soon,
        hangs_on=_payments.c.due_on,
    ),
    DueKind(
        "payment_today",
        of=_payments,
        locks=_orders,
        select=_select_owed,
        when=_when_today,
        act=_tell_today,
        hangs_on=_payments.c.due_on,
    ),
    DueKind(
        "payment_overdue",
        of=_payments,
        locks=_orders,
        select=_select_owed,
        when=_when_overdue,
        act=_tell_overdue,
        hangs_on=_payments.c.due_on,
    ),
    DueKind(
        "claim_closing",
        of=_orders,
        locks=_orders,
        select=_select_claimable,
        when=_when_claims_close,
        act=_tell_claims_close,
    ),
    DueKind(
        "claim_closed",
        of=_orders,
        locks=_orders,
        select=_select_claimable,
        when=lambda row: Due(row.claim_until),
        act=_close_claims,
        changes=True,
    ),
)
