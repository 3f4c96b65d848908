"""Declares what happens when a question is not answered: the side that was asked is reminded, and later the side that
asked is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.trades.due.calendar import CHINA, add_working_days, local_day, morning
from actions.marketplace.trades.due.kinds import Due, DueKind, Occasion
from actions.marketplace.trades.letters.tables import letters
from actions.marketplace.trades.questions import tables
from actions.marketplace.trades.questions.notices import QUESTION_REMINDER, QUESTION_UNANSWERED
from actions.marketplace.trades.questions.terms import LATE_AFTER, REMINDED_AFTER

_questions, _buyers = tables.questions, marketplace_tables.buyers


def _select_unanswered(now: datetime) -> Select[Any]:
    """Selects the questions without an answer whose words the other side may read."""
    readable = select(letters.c.id).where(
        letters.c.subject == _questions.c.number,
        letters.c.part == "question",
        letters.c.state.in_(("passed", "released")),
    )
    return (
        select(_questions, _buyers.c.country)
        .join(_buyers, _buyers.c.id == _questions.c.buyer_id)
        .where(_questions.c.state == "asked", readable.correlate(_questions).exists())
    )


def _morning_after(row: Row[Any], working_days: int) -> Due:
    """Returns the morning, in the country of the side that was asked, after this many working days."""
    country = CHINA if row.asked_by == "buyer" else row.country
    return Due(morning(add_working_days(local_day(row.asked_at, country), working_days, country), country))


async def _remind(occasion: Occasion) -> None:
    row = occasion.row
    company = {"supplier_id": row.supplier_id} if row.asked_by == "buyer" else {"buyer_id": row.buyer_id}
    await occasion.tell(QUESTION_REMINDER, {"question": row.number}, **company)


async def _tell_unanswered(occasion: Occasion) -> None:
    row = occasion.row
    company = {"buyer_id": row.buyer_id} if row.asked_by == "buyer" else {"supplier_id": row.supplier_id}
    await occasion.tell(QUESTION_UNANSWERED, {"question": row.number}, **company)


DUE = (
    DueKind(
        "question_reminder",
        of=_questions,
        locks=_questions,
        select=_select_unanswered,
        when=lambda row: _morning_after(row, REMINDED_AFTER),
        act=_remind,
    ),
    DueKind(
        "question_unanswered",
        of=_questions,
        locks=_questions,
        select=_select_unanswered,
        when=lambda row: _morning_after(row, LATE_AFTER),
        act=_tell_unanswered,
    ),
)
