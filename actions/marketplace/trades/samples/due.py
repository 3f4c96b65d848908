"""Declares the reminders about samples: the side that has to act next is reminded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.outbox import NoticeKind
from actions.marketplace.trades.due.calendar import CHINA, add_working_days, find_working_day, local_day, morning
from actions.marketplace.trades.due.kinds import Due, DueKind, Occasion
from actions.marketplace.trades.samples import notices, tables
from actions.marketplace.trades.samples.records import SampleState
from actions.marketplace.trades.samples.terms import ARRIVAL_ASKED_AFTER, REMINDED_AFTER

_samples, _events, _buyers = tables.samples, tables.sample_events, marketplace_tables.buyers


def _selecting(state: SampleState) -> Callable[[datetime], Select[Any]]:
    """Returns a function that builds the query for the samples in this state, with the moment at which each came into
    it, and the buyer's country."""
    since = select(func.max(_events.c.at)).where(_events.c.sample_id == _samples.c.id).correlate(_samples)
    query = (
        select(_samples, since.scalar_subquery().label("since"), _buyers.c.country)
        .join(_buyers, _buyers.c.id == _samples.c.buyer_id)
        .where(_samples.c.state == state)
    )
    return lambda now: query


def _after_working_days(row: Row[Any], country: str) -> Due:
    return Due(morning(add_working_days(local_day(row.since, country), REMINDED_AFTER, country), country))


def _after_days(row: Row[Any], passed: timedelta) -> Due:
    return Due(morning(find_working_day(local_day(row.since + passed, row.country), row.country), row.country))


def _remind(kind: NoticeKind, side: str) -> Callable[[Occasion], Any]:
    async def tell(occasion: Occasion) -> None:
        company = {f"{side}_id": occasion.row._mapping[f"{side}_id"]}
        await occasion.tell(kind, {"sample": occasion.row.number}, **company)

    return tell


DUE = (
    DueKind(
        "sample_reminder",
        of=_samples,
        locks=_samples,
        select=_selecting("requested"),
        when=lambda row: _after_working_days(row, CHINA),
        act=_remind(notices.SAMPLE_REMINDER, "supplier"),
    ),
    DueKind(
        "sample_cost_reminder",
        of=_samples,
        locks=_samples,
        select=_selecting("quoted"),
        when=lambda row: _after_working_days(row, row.country),
        act=_remind(notices.SAMPLE_COST_REMINDER, "buyer"),
    ),
    DueKind(
        "sample_to_send",
        of=_samples,
        locks=_samples,
        select=_selecting("accepted"),
        when=lambda row: _after_working_days(row, CHINA),
        act=_remind(notices.SAMPLE_TO_SEND, "supplier"),
    ),
    DueKind(
        "sample_arrival_asked",
        of=_samples,
        locks=_samples,
        select=_selecting("shipped"),
        when=lambda row: _after_days(row, ARRIVAL_ASKED_AFTER),
        act=_remind(notices.SAMPLE_ARRIVAL_ASKED, "buyer"),
    ),
)
