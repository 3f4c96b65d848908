"""Claims, questions and samples that do not go on: the side whose turn it is is reminded, and a claim comes before the staff."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from actions.marketplace import Marketplace
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.claims.tables import claim_events, claims
from actions.marketplace.trades.due.tables import due_starts
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.questions.tables import questions
from actions.marketplace.trades.samples.tables import sample_events, samples
from tests.fakes.actions.due import (
    BUYER,
    LONG_AGO,
    NOON,
    SUPPLIER,
    Hands,
    add_change,
    add_counter_offer,
    add_letter,
    add_order,
    add_quotation,
    add_request,
    add_row,
    add_shipment,
    read_outbox,
)

GOODS = {"name_en": "silk", "name_zh": "真丝", "quantity": Decimal(1), "unit": "piece", "currency": "USD"}
PLACE = {"destination_country": "DE", "destination_en": "Hamburg", "destination_zh": "汉堡"}


async def tells(market: Marketplace, hands: Hands, moment: datetime, number: str) -> list[tuple[str, str]]:
    """Returns what is told about it until this moment and was not told before."""
    known = len(await read_outbox(market, number))
    hands.now = moment
    for _ in range(2):
        await market.due.work()
    return [(account, kind) for account, kind, _ in (await read_outbox(market, number))[known:]]


def day(month: int, number: int, hour: int = 1) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=UTC)


async def open_claim(market: Marketplace) -> str:
    async with market.database.begin() as connection:
        order, _ = await add_order(connection, "delivered", LONG_AGO, claim_until=datetime(2027, 3, 1, tzinfo=UTC))
        facts = {"kind": "damaged", "wish": "refund", "estimate": Decimal(80), "currency": "USD"}
        number = await add_row(connection, claims, claim_events, "open", order_id=order, opened_at=NOON, **facts)
        await add_letter(connection, number, "description")
    return number


async def test_an_unanswered_claim_comes_before_the_staff(timed: Marketplace, hands: Hands) -> None:
    number = await open_claim(timed)
    assert await tells(timed, hands, day(11, 26, 0), number) == []
    assert await tells(timed, hands, day(11, 27), number) == [(SUPPLIER, "claim_reminder")]
    assert await tells(timed, hands, day(11, 30, 0), number) == []
    told = await tells(timed, hands, day(11, 30), number)
    assert told == [(BUYER, "claim_unanswered"), (SUPPLIER, "claim_taken_over"), (BUYER, "claim_for_staff")]
    claim = await timed.claims.access_claim(BUYER, number)
    assert (claim.state, claim.events[-1].kind, claim.events[-1].by) == ("escalated", "unanswered", "clock")
    assert await tells(timed, hands, day(12, 30), number) == []


async def test_an_answered_claim_is_to_be_agreed(timed: Marketplace, hands: Hands) -> None:
    number = await open_claim(timed)
    hands.now = day(11, 26)
    await timed.claims.take_step(SUPPLIER, number, "offer", WriteKey("w", "o"), "c", amount=Decimal(40))
    assert await tells(timed, hands, day(12, 1), number) == [], "it was answered"
    assert await tells(timed, hands, day(12, 4, 9), number) == [(BUYER, "claim_agree_reminder")]
    told = await tells(timed, hands, day(12, 7, 9), number)
    assert told == [(BUYER, "claim_undecided"), (SUPPLIER, "claim_taken_over"), (BUYER, "claim_for_staff")]


async def test_the_operator_decides_how_long_each_side_of_a_claim_has(timed: Marketplace, hands: Hands) -> None:
    times = {"claim_answer_days": 8, "claim_answer_reminder_days": 1, "claim_agree_days": 2}
    await timed.operator.do_replace("1", times | {"claim_agree_reminder_days": 1}, [])
    number, other = await open_claim(timed), await open_claim(timed)
    assert (await timed.claims.access_claim(BUYER, number)).answer_by == day(12, 3, 12)
    await timed.claims.take_step(SUPPLIER, other, "refuse", WriteKey("w", "r"), "c")
    assert await tells(timed, hands, day(11, 26, 9), other) == [(BUYER, "claim_agree_reminder")]
    told = await tells(timed, hands, day(11, 27, 9), other)
    assert told[0] == (BUYER, "claim_undecided")
    assert await tells(timed, hands, day(11, 30), number) == [], "by default the staff would have it now"
    assert await tells(timed, hands, day(12, 2), number) == [(SUPPLIER, "claim_reminder")]
    told = await tells(timed, hands, day(12, 3), number)
    assert told[0] == (BUYER, "claim_unanswered")


@pytest.mark.parametrize("state", ["asked", "answered", "held"])
async def test_a_question_waits(timed: Marketplace, hands: Hands, state: str) -> None:
    async with timed.database.begin() as connection:
        stands = "asked" if state == "held" else state
        about = {"subject": "company", "about": "", "asked_at": NOON}
        number = await add_row(connection, questions, questions, stands, **about)
        await add_letter(connection, number, "question", "held" if state == "held" else "passed")
    told = [await tells(timed, hands, at, number) for at in (day(11, 26), day(11, 30))]
    expected = [[(SUPPLIER, "question_reminder")], [(BUYER, "question_unanswered")]]
    assert told == (expected if state == "asked" else [[], []])


async def test_each_side_of_a_sample_is_reminded(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        facts = {**GOODS, **PLACE, "requested_at": NOON}
        number = await add_row(connection, samples, sample_events, "requested", **facts)
    expected = {
        "requested": (SUPPLIER, "sample_reminder"),
        "quoted": (BUYER, "sample_cost_reminder"),
        "accepted": (SUPPLIER, "sample_to_send"),
        "shipped": (BUYER, "sample_arrival_asked"),
        "received": None,
    }
    for state, told in expected.items():
        async with timed.database.begin() as connection:
            found = select(samples.c.id).where(samples.c.number == number)
            await connection.execute(update(samples).where(samples.c.number == number).values(state=state))
            sample_id = (await connection.execute(found)).scalar_one()
            entry = {"sample_id": sample_id, "kind": state, "role": "buyer", "at": hands.now}
            await connection.execute(sample_events.insert().values(entry))
        start = hands.now
        assert await tells(timed, hands, start, number) == []
        hands.go(days=10)
        assert await tells(timed, hands, hands.now, number) == ([told] if told else [])


@pytest.mark.parametrize("kind", ["change", "cancel"])
async def test_a_change_that_nobody_answers(timed: Marketplace, hands: Hands, kind: str) -> None:
    async with timed.database.begin() as connection:
        order, number = await add_order(connection, "in_production", LONG_AGO)
        await add_change(connection, order, kind, "open")
    assert await tells(timed, hands, day(11, 27, 0), number) == []
    told = [(SUPPLIER, "change_reminder"), (BUYER, "change_unanswered")]
    assert await tells(timed, hands, day(11, 27), number) == told, "two working days later"
    assert await tells(timed, hands, day(12, 20), number) == [], "once"


async def test_terms_that_the_buyer_does_not_answer(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        order, number = await add_order(connection, "accepted", LONG_AGO)
        await add_change(connection, order, "change", "proposed")
        entry = {"order_id": order, "kind": "change_proposed", "at": day(11, 26)}
        await connection.execute(orders_tables.order_events.insert().values(entry))
    assert await tells(timed, hands, day(11, 30, 7), number) == []
    told = [(BUYER, "terms_reminder"), (SUPPLIER, "terms_unanswered")]
    assert await tells(timed, hands, day(11, 30, 9), number) == told
    assert await tells(timed, hands, day(12, 20), number) == []


async def test_a_promised_day_of_shipment_passes(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        order, number = await add_order(connection, "ready_to_ship", LONG_AGO, ships_on=date(2026, 11, 27))
    assert await tells(timed, hands, day(11, 28), number) == [], "a Saturday"
    told = [(SUPPLIER, "ship_day_passed"), (BUYER, "ship_day_missed")]
    assert await tells(timed, hands, day(11, 30), number) == told
    async with timed.database.begin() as connection:
        moved = update(orders_tables.orders).where(orders_tables.orders.c.id == order)
        await connection.execute(moved.values(ships_on=date(2026, 12, 7)))
    assert await tells(timed, hands, day(12, 7, 9), number) == []
    assert await tells(timed, hands, day(12, 8), number) == told, "another day is another promise"
    assert await tells(timed, hands, day(12, 20), number) == []


async def test_an_arrival_that_nobody_reports(timed: Marketplace, hands: Hands) -> None:
    async with timed.database.begin() as connection:
        order, number = await add_order(connection, "shipped", LONG_AGO)
        shipment = await add_shipment(connection, order, date(2026, 11, 27))
        _, other = await add_order(connection, "shipped", LONG_AGO)
    told = [(BUYER, "arrival_asked"), (SUPPLIER, "arrival_unreported")]
    assert await tells(timed, hands, day(11, 28, 9), number) == []
    assert await tells(timed, hands, day(11, 30, 9), number) == told
    async with timed.database.begin() as connection:
        moved = update(orders_tables.shipments).where(orders_tables.shipments.c.id == shipment)
        await connection.execute(moved.values(eta=date(2026, 12, 7), arrived_at=day(12, 6)))
    assert await tells(timed, hands, day(12, 20), number) == [], "it has arrived"
    assert await tells(timed, hands, day(12, 20), other) == []


@pytest.mark.parametrize(("side", "moment"), [("buyer", day(11, 27)), ("supplier", day(11, 27, 8))])
async def test_a_counter_offer_that_nobody_answers(
    timed: Marketplace, hands: Hands, side: str, moment: datetime
) -> None:
    async with timed.database.begin() as connection:
        rfq, number = await add_request(connection, date(2026, 12, 10))
        quotation = await add_quotation(connection, rfq, date(2026, 12, 10))
        await add_counter_offer(connection, quotation, side)
    assert await tells(timed, hands, day(11, 26, 12), number) == []
    silent, offered = (SUPPLIER, BUYER) if side == "buyer" else (BUYER, SUPPLIER)
    assert await tells(timed, hands, moment, number) == [
        (silent, "counter_reminder"),
        (offered, "counter_unanswered"),
    ]
    told = await tells(timed, hands, day(12, 8), number)
    assert not [kind for _, kind in told if kind.startswith("counter")]


async def test_what_waited_before_its_clock_started_is_told_to_nobody(timed: Marketplace, hands: Hands) -> None:
    kinds = ("change_unanswered", "ship_day_passed", "arrival_unreported", "counter_unanswered", "terms_unanswered")
    async with timed.database.begin() as connection:
        await connection.execute(due_starts.delete().where(due_starts.c.kind.in_(kinds)))
        order, number = await add_order(connection, "in_production", LONG_AGO, ships_on=date(2026, 11, 20))
        await add_change(connection, order, "change", "open")
        shipped, other = await add_order(connection, "shipped", LONG_AGO)
        await add_shipment(connection, shipped, date(2026, 11, 20))
        rfq, request = await add_request(connection, date(2026, 12, 30))
        await add_counter_offer(connection, await add_quotation(connection, rfq, date(2026, 12, 30)), "buyer")
    told = [await tells(timed, hands, day(12, 1), each) for each in (number, other, request)]
    assert told == [[], [], []]
