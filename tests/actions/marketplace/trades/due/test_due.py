"""What is due happens at its minute, once, to those whom it concerns."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from actions.marketplace import Marketplace
from actions.marketplace.base.records import Money, WriteKey
from actions.marketplace.trades.due import tables as due_tables
from actions.marketplace.trades.due.kinds import Due, DueKind, Occasion
from actions.marketplace.trades.due.working import DueWork, collect_kinds
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.requests.records import NewQuotation
from actions.marketplace.trades.timetable import TIMETABLE
from tests.fakes.actions.due import (
    BUYER,
    LONG_AGO,
    OTHER,
    SUPPLIER,
    Hands,
    add_order,
    add_payment,
    add_quotation,
    add_request,
    read_outbox,
)
from tests.fakes.storms import choose_size

MINUTE = timedelta(minutes=1)
MANY = choose_size(1000, 4400)
"""How many orders wait, and how many payments are due, of before."""


async def told_at(market: Marketplace, hands: Hands, moment: datetime, number: str) -> list[tuple[str, str]]:
    """Returns what is told at this minute. Nothing may be told a minute before, and nothing again a minute later."""
    known = len(await read_outbox(market, number))
    hands.now = moment - MINUTE
    await market.due.work()
    assert len(await read_outbox(market, number)) == known, "too early"
    hands.now = moment
    await market.due.work()
    told = [(account, kind) for account, kind, _ in (await read_outbox(market, number))[known:]]
    hands.go(minutes=1)
    await market.due.work()
    assert len(await read_outbox(market, number)) == known + len(told), "twice"
    return told


async def read_state(market: Marketplace, table: Any, number: str) -> str:
    async with market.database.read() as connection:
        return str((await connection.execute(select(table.c.state).where(table.c.number == number))).scalar_one())


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


async def test_a_request_without_quotations_expires(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        _, number = await add_request(connection, date(2026, 12, 10), (SUPPLIER, OTHER), created_at=hands.now)
    assert await told_at(timed, hands, utc(2026, 12, 8, 1), number) == [
        (SUPPLIER, "request_reminder"),
        (OTHER, "request_reminder"),
        (BUYER, "suppliers_silent"),
    ]
    assert await told_at(timed, hands, utc(2026, 12, 11), number) == [
        (BUYER, "request_expired"),
        (SUPPLIER, "request_closed"),
        (OTHER, "request_closed"),
    ]
    assert await read_state(timed, requests_tables.rfqs, number) == "expired"


async def test_only_who_is_silent_is_reminded(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        rfq, number = await add_request(connection, date(2026, 12, 10), (SUPPLIER, OTHER), created_at=hands.now)
        await add_quotation(connection, rfq, date(2026, 12, 20), OTHER)
    told = await told_at(timed, hands, utc(2026, 12, 8, 1), number)
    assert told == [(SUPPLIER, "request_reminder"), (BUYER, "suppliers_silent")]
    (payload,) = [one for _, kind, one in await read_outbox(timed, number) if kind == "suppliers_silent"]
    assert payload == {"rfq": number, "suppliers": SUPPLIER}


async def test_who_does_not_quote_is_left_in_peace(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        _, number = await add_request(connection, date(2026, 12, 10), (SUPPLIER, OTHER), created_at=hands.now)
    assert await timed.quoting.decline_request(SUPPLIER, number, "no clay left", WriteKey("m2", "decline_request"))
    assert await told_at(timed, hands, utc(2026, 12, 8, 1), number) == [
        (OTHER, "request_reminder"),
        (BUYER, "suppliers_silent"),
    ]
    payloads = [one for _, kind, one in await read_outbox(timed, number) if kind == "suppliers_silent"]
    assert payloads == [{"rfq": number, "suppliers": OTHER}]
    assert await told_at(timed, hands, utc(2026, 12, 11), number) == [
        (BUYER, "request_expired"),
        (OTHER, "request_closed"),
    ]


async def test_nobody_is_reminded_of_what_came_yesterday(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        _, number = await add_request(connection, date(2026, 11, 27), created_at=utc(2026, 11, 24, 12))
    hands.now = utc(2026, 11, 26, 12)
    await timed.due.work()
    assert await read_outbox(timed, number) == []


async def test_a_request_with_quotations_stays_open_until_they_end(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        rfq, number = await add_request(connection, date(2026, 12, 10), (SUPPLIER, OTHER), created_at=hands.now)
        quotation = await add_quotation(connection, rfq, date(2026, 12, 20), OTHER)
    hands.now = utc(2026, 12, 9)
    await timed.due.work()
    assert await told_at(timed, hands, utc(2026, 12, 11), number) == [
        (BUYER, "quotations_in"),
        (OTHER, "quotation_stands"),
        (SUPPLIER, "request_closed"),
    ]
    assert await read_state(timed, requests_tables.rfqs, number) == "open"
    assert await told_at(timed, hands, utc(2026, 12, 21), number) == [
        (OTHER, "quotation_expired"),
        (BUYER, "quotation_expired"),
        (BUYER, "request_expired"),
    ]
    assert await read_state(timed, requests_tables.rfqs, number) == "expired"
    assert await read_state(timed, requests_tables.quotations, quotation) == "expired"


async def test_an_order_may_be_placed_after_the_last_day(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        rfq, number = await add_request(connection, date(2026, 12, 10), (SUPPLIER,), created_at=hands.now)
        quotation = await add_quotation(connection, rfq, date(2026, 12, 20))
    hands.now = utc(2026, 12, 12)
    await timed.due.work()
    assert await timed.quoting.accept_quotation(BUYER, quotation, WriteKey("m1", "accept"))
    hands.now = utc(2026, 12, 30)
    known = await read_outbox(timed, number)
    await timed.due.work()
    assert await read_outbox(timed, number) == known, "neither request nor quotation is open"


async def test_a_new_last_day_is_a_new_reminder(timed: Marketplace, hands: Hands) -> None:
    rfqs = requests_tables.rfqs
    async with timed.database.begin() as connection:
        rfq, number = await add_request(connection, date(2026, 12, 10), created_at=hands.now)
    assert len(await told_at(timed, hands, utc(2026, 12, 8, 1), number)) == 2
    async with timed.database.begin() as connection:
        await connection.execute(update(rfqs).where(rfqs.c.id == rfq).values(due_on=date(2026, 12, 17)))
    hands.now = utc(2026, 12, 11, 1)
    await timed.due.work()
    assert await read_state(timed, rfqs, number) == "open"
    assert len(await told_at(timed, hands, utc(2026, 12, 15, 1), number)) == 2


@pytest.mark.parametrize("state", ["closed", "awarded"])
async def test_a_closed_request_cancels_what_was_due(timed: Marketplace, hands: Hands, state: str) -> None:
    async with timed.database.begin() as connection:
        _, number = await add_request(connection, date(2026, 12, 10), created_at=hands.now, state=state)
    hands.now = utc(2026, 12, 20)
    await timed.due.work()
    assert await read_outbox(timed, number) == []


async def test_a_changed_quotation_is_valid_anew(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        rfq, number = await add_request(connection, date(2026, 12, 30), created_at=hands.now)
        quotation = await add_quotation(connection, rfq, date(2026, 12, 5))
    assert [kind for _, kind in await told_at(timed, hands, utc(2026, 12, 6), quotation)] == ["quotation_expired"] * 2
    new = NewQuotation(Money(Decimal("3.10"), "USD"), 20, "FOB", date(2026, 12, 12))
    again = await timed.quoting.submit_quotation(SUPPLIER, number, new, WriteKey("m2", "quote"))
    assert again is not None
    assert len(await told_at(timed, hands, utc(2026, 12, 13), str(again))) == 2


async def test_an_order_waits_for_its_confirmation(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        _, number = await add_order(connection, "awaiting_confirmation", utc(2026, 11, 27, 4))  # a Friday
    told = await told_at(timed, hands, utc(2026, 12, 1, 1), number)
    assert told == [(SUPPLIER, "confirm_reminder")], "on the second working day in China, at nine"
    assert await told_at(timed, hands, utc(2026, 12, 3, 1), number) == [(BUYER, "order_unconfirmed")]


async def test_a_confirmed_order_reminds_nobody(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        _, number = await add_order(connection, "awaiting_confirmation", hands.now)
    assert await timed.fulfilment.confirm_order(SUPPLIER, number, WriteKey("m3", "confirm"))
    hands.now = utc(2026, 12, 10)
    await timed.due.work()
    assert [kind for _, kind, _ in await read_outbox(timed, number)] == ["order_confirmed"]


async def test_a_payment_falls_due(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        order, number = await add_order(connection, "accepted", hands.now)
        await add_payment(connection, order, date(2026, 12, 10))  # a Thursday
    assert await told_at(timed, hands, utc(2026, 12, 7, 8), number) == [(BUYER, "payment_soon")]
    assert await told_at(timed, hands, utc(2026, 12, 10, 8), number) == [(BUYER, "payment_today")]
    assert await told_at(timed, hands, utc(2026, 12, 11, 8), number) == [
        (BUYER, "payment_overdue"),
        (SUPPLIER, "payment_overdue"),
    ]


async def test_a_payment_on_a_holiday_is_due_on_the_next_working_day(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        order, number = await add_order(connection, "accepted", hands.now)
        await add_payment(connection, order, date(2026, 12, 25))
    assert await told_at(timed, hands, utc(2026, 12, 24, 8), number) == [(BUYER, "payment_soon")]
    assert await told_at(timed, hands, utc(2026, 12, 28, 8), number) == [(BUYER, "payment_today")]
    assert [kind for _, kind in await told_at(timed, hands, utc(2026, 12, 29, 8), number)] == ["payment_overdue"] * 2


async def test_after_an_outage_only_what_is_still_true_is_told(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        order, number = await add_order(connection, "accepted", hands.now)
        await add_payment(connection, order, date(2026, 12, 10))
    hands.now = utc(2026, 12, 14, 8)
    await timed.due.work()
    assert [kind for _, kind, _ in await read_outbox(timed, number)] == ["payment_overdue"] * 2
    async with timed.database.read() as connection:
        things = due_tables.due_things.c
        query = select(things.kind, things.state).where(things.kind.startswith("payment"), things.state != "past")
        rows = (await connection.execute(query.order_by(things.kind))).all()
    states = {(row.kind, row.state) for row in rows}
    assert {("payment_soon", "skipped"), ("payment_today", "skipped"), ("payment_overdue", "done")} <= states


@pytest.mark.parametrize("state", ["awaiting_confirmation", "cancelled", "disputed"])
async def test_nobody_is_asked_to_pay_for_such_an_order(timed: Marketplace, hands: Hands, state: str) -> None:
    async with timed.database.begin() as connection:
        order, number = await add_order(connection, state, hands.now)
        await add_payment(connection, order, date(2026, 11, 30))
    hands.now = utc(2026, 12, 20)
    await timed.due.work()
    assert not [kind for _, kind, _ in await read_outbox(timed, number) if kind.startswith("payment")]


async def test_what_is_paid_is_not_asked_for(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        order, number = await add_order(connection, "accepted", hands.now)
        payment = await add_payment(connection, order, date(2026, 12, 10))
    assert len(await told_at(timed, hands, utc(2026, 12, 7, 8), number)) == 1
    payments = orders_tables.payments
    async with timed.database.begin() as connection:
        await connection.execute(update(payments).where(payments.c.id == payment).values(state="paid"))
    hands.now = utc(2026, 12, 20)
    await timed.due.work()
    assert len(await read_outbox(timed, number)) == 1


async def test_the_time_for_claims_ends(timed: Marketplace, hands: Hands) -> None:
    until = utc(2026, 12, 14, 15, 30)  # a Monday
    async with timed.database.begin() as connection:
        _, number = await add_order(connection, "delivered", LONG_AGO, claim_until=until)
    told = await told_at(timed, hands, utc(2026, 12, 11, 8), number)
    assert told == [(BUYER, "claim_closing")], "Saturday would move to the last day, so Friday it is"
    assert await told_at(timed, hands, until, number) == [(BUYER, "order_completed"), (SUPPLIER, "order_completed")]
    assert await read_state(timed, orders_tables.orders, number) == "completed"


async def test_the_clocks_start_with_this_version(filled: tuple[str, Any], hands: Hands) -> None:
    """A database of before, with thousands of rows that are past, tells nobody of them."""
    market = await Marketplace.open(*filled, hands)
    rfqs, orders, payments = requests_tables.rfqs, orders_tables.orders, orders_tables.payments
    async with market.database.begin() as connection:
        rfq, _ = await add_request(connection, date(2026, 6, 1))
        order, _ = await add_order(connection, "delivered", LONG_AGO, claim_until=utc(2026, 6, 1))
        owed, _ = await add_order(connection, "in_production", LONG_AGO)
        waiting, _ = await add_order(connection, "awaiting_confirmation", LONG_AGO)
        await add_payment(connection, owed, date(2026, 6, 1))
        # Where a state changes, each row takes a transaction, and there are more of both than of one batch.
        past = ((rfqs, rfq, "RFQ", 600), (orders, order, "ORD", 600), (orders, waiting, "ORD-1", MANY))
        for table, row_id, number, count in past:
            row = dict((await connection.execute(select(table).where(table.c.id == row_id))).one()._mapping)
            del row["id"]
            many = [row | {"number": f"{number}-5{position:05}"} for position in range(count)]
            await connection.execute(table.insert(), many)
        paid = {"order_id": owed, "kind": "balance", "state": "due", "amount": Decimal(5), "currency": "USD"}
        paid |= {"method": "card", "due_on": date(2026, 6, 1)}
        await connection.execute(payments.insert(), [paid] * MANY)
    before = await read_outbox(market)
    await market.due.work()
    assert await read_outbox(market) == before
    async with market.database.begin() as connection:
        _, new = await add_request(connection, date(2026, 11, 26), created_at=hands.now)
        still_open = select(rfqs.c.id).where(rfqs.c.state == "open", rfqs.c.due_on < hands.now.date())
        assert (await connection.execute(still_open)).all() == [], "they have expired all the same"
    hands.now = utc(2026, 11, 27)
    await market.due.work()
    told = (await read_outbox(market))[len(before) :]
    assert {kind for _, kind, payload in told if payload.get("rfq") == new} == {"request_expired", "request_closed"}
    assert all(payload.get("rfq") == new for _, kind, payload in told if kind.startswith("request"))
    await market.close()


async def test_what_fails_is_tried_again_and_holds_up_nothing(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        ids = [(await add_request(connection, date(2026, 12, 10), created_at=hands.now))[0] for _ in range(2)]
    attempts, done, fails = list[datetime](), list[int](), True

    async def act(occasion: Occasion) -> None:
        if occasion.row.subject_id == ids[0] and fails:
            attempts.append(occasion.now)
            raise RuntimeError
        done.append(occasion.row.subject_id)

    rfqs = requests_tables.rfqs
    at = hands.now
    kind = DueKind(
        "a_test", of=rfqs, locks=rfqs, select=lambda now: select(rfqs).where(rfqs.c.id.in_(ids)),
        when=lambda row: Due(at), act=act,
    )  # fmt: skip
    work = DueWork(timed.database, hands, [kind])
    for _ in range(40):
        await work.work()
        hands.go(seconds=30)
    pauses = [later - earlier for earlier, later in itertools.pairwise(attempts)]
    assert pauses == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert done == [ids[1]]
    fails = False
    hands.go(minutes=16)
    await work.work()
    await work.work()
    assert done == [ids[1], ids[0]]


def test_kinds_have_names_of_their_own() -> None:
    with pytest.raises(ValueError, match="quotation_expired"):
        collect_kinds([TIMETABLE, TIMETABLE[:1]])
