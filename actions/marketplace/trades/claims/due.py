"""Declares what happens to claims whose time runs out: first the side that has to answer or to agree is reminded, and
later the staff decide the claim."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select, update

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.outbox import tell_accounts
from actions.marketplace.operator.records import OperatorTerms
from actions.marketplace.operator.tables import operator_copy
from actions.marketplace.trades.claims import notices, tables
from actions.marketplace.trades.claims.lifecycle import RUN_OUT
from actions.marketplace.trades.due.calendar import CHINA, find_working_day, local_day, morning
from actions.marketplace.trades.due.kinds import Due, DueKind, Occasion
from actions.marketplace.trades.letters.tables import letters

_claims, _events, _buyers = tables.claims, tables.claim_events, marketplace_tables.buyers
_ANSWER: tuple[str, ...] = ("open",)
_DECIDED = select(operator_copy.c.content).limit(1).scalar_subquery().label("decided")
_AGREE: tuple[str, ...] = ("offered", "refused")


def _select_since(states: tuple[str, ...]) -> Select[Any]:
    """Selects the claims in these states, with the moment at which each came into its state, the buyer's country, and
    what the operator has decided."""
    since = select(func.max(_events.c.at)).where(_events.c.claim_id == _claims.c.id).correlate(_claims)
    return (
        select(_claims, since.scalar_subquery().label("since"), _buyers.c.country, _DECIDED)
        .join(_buyers, _buyers.c.id == _claims.c.buyer_id)
        .where(_claims.c.state.in_(states))
    )


def _select_to_answer(now: datetime) -> Select[Any]:
    return _select_since(_ANSWER)


def _select_to_agree(now: datetime) -> Select[Any]:
    return _select_since(_AGREE)


def _terms(row: Row[Any]) -> OperatorTerms:
    return OperatorTerms.read((row.decided or {}).get("terms") or {})


def _end(row: Row[Any], within: timedelta, country: str) -> datetime:
    """Returns when the time has run out: nine o'clock in this country on the day on which `within` ends, or on the next
    working day."""
    return morning(find_working_day(local_day(row.since + within, country), country), country)


def _end_of_answer(row: Row[Any]) -> datetime:
    return _end(row, _terms(row).answered_within, CHINA)


def _end_of_agreement(row: Row[Any]) -> datetime:
    return _end(row, _terms(row).agreed_within, row.country)


def _remind(row: Row[Any], last: datetime, before: timedelta, country: str) -> Due:
    day = find_working_day(local_day(last, country) - before, country, -1)
    return Due(max(morning(day, country), row.since), last)


async def _remind_supplier(occasion: Occasion) -> None:
    row = occasion.row
    await occasion.tell(notices.CLAIM_REMINDER, {"claim": row.number}, supplier_id=row.supplier_id)


async def _remind_buyer(occasion: Occasion) -> None:
    row = occasion.row
    await occasion.tell(notices.CLAIM_AGREE_REMINDER, {"claim": row.number}, buyer_id=row.buyer_id)


async def _escalate(occasion: Occasion) -> None:
    """Hands the claim to the staff, and tells both sides and the staff. The notice for the staff belongs to the
    conversation of the person who opened the claim."""
    row, about = occasion.row, {"claim": occasion.row.number}
    transition = RUN_OUT[row.state]
    await occasion.connection.execute(
        update(_claims).where(_claims.c.id == row.subject_id).values(state=transition.state)
    )
    entry = {"claim_id": row.subject_id, "kind": transition.event, "role": "clock", "at": occasion.now}
    await occasion.connection.execute(_events.insert().values(entry))
    await occasion.tell(transition.notice, about, buyer_id=row.buyer_id)
    await occasion.tell(notices.CLAIM_TAKEN_OVER, about, supplier_id=row.supplier_id)
    opener = select(letters.c.account).where(letters.c.subject == row.number, letters.c.part == "description")
    await tell_accounts(occasion.connection, notices.CLAIM_FOR_STAFF, about, occasion.now, opener.limit(1))


DUE = (
    DueKind(
        "claim_reminder",
        of=_claims,
        locks=_claims,
        select=_select_to_answer,
        when=lambda row: _remind(row, _end_of_answer(row), _terms(row).answer_reminded_before, CHINA),
        act=_remind_supplier,
    ),
    DueKind(
        "claim_unanswered",
        of=_claims,
        locks=_claims,
        select=_select_to_answer,
        when=lambda row: Due(_end_of_answer(row)),
        act=_escalate,
    ),
    DueKind(
        "claim_agree_reminder",
        of=_claims,
        locks=_claims,
        select=_select_to_agree,
        when=lambda row: _remind(row, _end_of_agreement(row), _terms(row).agreement_reminded_before, row.country),
        act=_remind_buyer,
    ),
    DueKind(
        "claim_undecided",
        of=_claims,
        locks=_claims,
        select=_select_to_agree,
        when=lambda row: Due(_end_of_agreement(row)),
        act=_escalate,
    ),
)
