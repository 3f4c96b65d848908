"""Declares what happens to requests and quotations when their time has come: a last day passes, a quotation expires, or
an invited supplier stays silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, func, select, update

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.due import tables as due_tables
from actions.marketplace.trades.due.calendar import CHINA, add_working_days, end_of, local_day, morning, remind_before
from actions.marketplace.trades.due.kinds import Due, DueKind, Occasion
from actions.marketplace.trades.requests import tables
from actions.marketplace.trades.requests.notices import (
    COUNTER_REMINDER,
    COUNTER_UNANSWERED,
    QUOTATION_EXPIRED,
    QUOTATION_STANDS,
    QUOTATIONS_IN,
    REQUEST_CLOSED,
    REQUEST_EXPIRED,
    REQUEST_REMINDER,
    SUPPLIERS_SILENT,
)
from actions.marketplace.trades.requests.terms import COUNTER_ANSWERED_WITHIN, REMINDED_AFTER, REMINDED_BEFORE

_rfqs, _quotations, _recipients = tables.rfqs, tables.quotations, tables.rfq_recipients
_offers, _buyers = tables.counter_offers, marketplace_tables.buyers
_accounts, _suppliers = marketplace_tables.accounts, catalogue_tables.suppliers
_LOOKS_AHEAD = timedelta(days=21)
"""How far ahead reminders are looked for. A holiday may move a reminder to a day long before the last day."""

_has_open = (select(_quotations.c.id).where(_quotations.c.rfq_id == _rfqs.c.id, _quotations.c.state == "open")).exists()
_own_quotation = select(_quotations.c.id).where(
    _quotations.c.rfq_id == _recipients.c.rfq_id, _quotations.c.supplier_id == _recipients.c.supplier_id
)
_is_silent = and_(_recipients.c.declined_at.is_(None), ~_own_quotation.correlate(_recipients).exists())
"""The SQL condition that an invited supplier has sent no quotation and has not said that it sends none."""
_has_silent = (
    select(_recipients.c.supplier_id).where(_recipients.c.rfq_id == _rfqs.c.id, _is_silent).correlate(_rfqs).exists()
)


def _over(now: datetime) -> Select[Any]:
    """Selects the open requests whose last day is over."""
    return select(_rfqs).where(_rfqs.c.state == "open", _rfqs.c.due_on < now.astimezone(UTC).date())


def _silent_accounts(rfq_id: int) -> Select[tuple[str]]:
    """Selects the accounts of the suppliers that were invited to the request and have not answered it."""
    return (
        select(_accounts.c.slug)
        .join(_recipients, _recipients.c.supplier_id == _accounts.c.supplier_id)
        .where(_recipients.c.rfq_id == rfq_id, _is_silent)
        .order_by(_accounts.c.slug)
    )


# A quotation is valid no longer


def _select_ended_quotations(now: datetime) -> Select[Any]:
    return (
        select(_quotations, _rfqs.c.number.label("rfq"), _rfqs.c.buyer_id, _rfqs.c.state.label("rfq_state"))
        .join(_rfqs, _rfqs.c.id == _quotations.c.rfq_id)
        .where(_quotations.c.state == "open", _quotations.c.valid_until < now.astimezone(UTC).date())
    )


async def _expire_quotation(occasion: Occasion) -> None:
    row = occasion.row
    await occasion.connection.execute(
        update(_quotations).where(_quotations.c.id == row.subject_id).values(state="expired")
    )
    if row.rfq_state != "open":
        return
    payload = {"rfq": row.rfq, "quotation": row.number}
    await occasion.tell(QUOTATION_EXPIRED, payload, supplier_id=row.supplier_id)
    await occasion.tell(QUOTATION_EXPIRED, payload, buyer_id=row.buyer_id)


# The last day of a request is over


async def _close_to_quotations(occasion: Occasion) -> None:
    """Tells both sides that no more quotations will come, because the last day for quotations is over. The request
    stays open, since the buyer may still accept one."""
    row, payload = occasion.row, {"rfq": occasion.row.number}
    await occasion.tell(QUOTATIONS_IN, payload, buyer_id=row.buyer_id)
    standing = select(_quotations.c.number, _quotations.c.supplier_id).where(
        _quotations.c.rfq_id == row.subject_id, _quotations.c.state == "open"
    )
    for quotation in (await occasion.connection.execute(standing.order_by(_quotations.c.id))).all():
        told = payload | {"quotation": quotation.number}
        await occasion.tell(QUOTATION_STANDS, told, supplier_id=quotation.supplier_id)
    await occasion.tell_accounts(REQUEST_CLOSED, payload, _silent_accounts(row.subject_id))


def _select_without_quotations(now: datetime) -> Select[Any]:
    """Selects the requests whose last day is over and that have no quotation that the buyer could accept."""
    ended = select(func.max(_quotations.c.valid_until)).where(
        _quotations.c.rfq_id == _rfqs.c.id, _quotations.c.state == "expired"
    )
    return _over(now).where(~_has_open).add_columns(ended.scalar_subquery().label("last_valid"))


def _when_nothing_is_left(row: Row[Any]) -> Due:
    return Due(end_of(max(row.due_on, row.last_valid or row.due_on)))


async def _expire_request(occasion: Occasion) -> None:
    row, things = occasion.row, due_tables.due_things.c
    await occasion.connection.execute(update(_rfqs).where(_rfqs.c.id == row.subject_id).values(state="expired"))
    await occasion.tell(REQUEST_EXPIRED, {"rfq": row.number}, buyer_id=row.buyer_id)
    told = select(things.id).where(
        things.kind == LAST_DAY.name, things.subject_id == row.subject_id, things.hangs_on == row.due_on
    )
    if (await occasion.connection.execute(told)).first() is None:
        await occasion.tell_accounts(REQUEST_CLOSED, {"rfq": row.number}, _silent_accounts(row.subject_id))


# An invited supplier is silent


def _select_silent(now: datetime) -> Select[Any]:
    today = now.astimezone(UTC).date()
    return select(_rfqs).where(
        _rfqs.c.state == "open", _rfqs.c.due_on >= today, _rfqs.c.due_on <= today + _LOOKS_AHEAD, _has_silent
    )


def _when_reminded(row: Row[Any]) -> Due | None:
    """Returns when silent suppliers are reminded. Nobody is reminded if the request was sent only a day before."""
    at = morning(remind_before(row.due_on, REMINDED_BEFORE.days, CHINA), CHINA)
    return Due(at, end_of(row.due_on)) if at >= row.created_at + REMINDED_AFTER else None


async def _remind_silent(occasion: Occasion) -> None:
    row = occasion.row
    silent = (
        select(_suppliers.c.slug)
        .join(_recipients, and_(_recipients.c.supplier_id == _suppliers.c.id, _recipients.c.rfq_id == row.subject_id))
        .where(_is_silent)
        .order_by(_suppliers.c.id)
    )
    slugs = (await occasion.connection.execute(silent)).scalars().all()
    await occasion.tell_accounts(REQUEST_REMINDER, {"rfq": row.number}, _silent_accounts(row.subject_id))
    told = {"rfq": row.number, "suppliers": ",".join(slugs)}
    await occasion.tell(SUPPLIERS_SILENT, told, buyer_id=row.buyer_id)


# A counter-offer waits for an answer


def _select_counter_offers(now: datetime) -> Select[Any]:
    return (
        select(
            _offers,
            _quotations.c.number,
            _quotations.c.supplier_id,
            _quotations.c.valid_until,
            _rfqs.c.number.label("rfq"),
            _rfqs.c.buyer_id,
            _buyers.c.country,
        )
        .join(_quotations, _quotations.c.id == _offers.c.quotation_id)
        .join(_rfqs, _rfqs.c.id == _quotations.c.rfq_id)
        .join(_buyers, _buyers.c.id == _rfqs.c.buyer_id)
        .where(_offers.c.state == "open", _quotations.c.state == "open", _rfqs.c.state == "open")
    )


def _when_offer_waits(row: Row[Any]) -> Due:
    country = row.country if row.side == "supplier" else CHINA
    day = add_working_days(local_day(row.created_at, country), COUNTER_ANSWERED_WITHIN, country)
    return Due(morning(day, country), end_of(row.valid_until))


async def _remind_of_offer(occasion: Occasion) -> None:
    row, about = occasion.row, {"rfq": occasion.row.rfq, "quotation": occasion.row.number}
    sides = {"buyer": {"buyer_id": row.buyer_id}, "supplier": {"supplier_id": row.supplier_id}}
    offered = sides.pop(row.side)
    (silent,) = sides.values()
    await occasion.tell(COUNTER_REMINDER, about, **silent)
    await occasion.tell(COUNTER_UNANSWERED, about, **offered)


LAST_DAY = DueKind(
    "request_last_day",
    of=_rfqs,
    locks=_rfqs,
    select=lambda now: _over(now).where(_has_open),
    when=lambda row: Due(end_of(row.due_on)),
    act=_close_to_quotations,
    hangs_on=_rfqs.c.due_on,
)
DUE = (
    DueKind(
        "quotation_expired",
        of=_quotations,
        locks=_rfqs,
        select=_select_ended_quotations,
        when=lambda row: Due(end_of(row.valid_until)),
        act=_expire_quotation,
        hangs_on=_quotations.c.valid_until,
        changes=True,
    ),
    LAST_DAY,
    DueKind(
        "request_expired",
        of=_rfqs,
        locks=_rfqs,
        select=_select_without_quotations,
        when=_when_nothing_is_left,
        act=_expire_request,
        hangs_on=_rfqs.c.due_on,
        changes=True,
    ),
    DueKind(
        "suppliers_silent",
        of=_rfqs,
        locks=_rfqs,
        select=_select_silent,
        when=_when_reminded,
        act=_remind_silent,
        hangs_on=_rfqs.c.due_on,
    ),
    DueKind(
        "counter_unanswered",
        of=_offers,
        locks=_rfqs,
        select=_select_counter_offers,
        when=_when_offer_waits,
        act=_remind_of_offer,
    ),
)
