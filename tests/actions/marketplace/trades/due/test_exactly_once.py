"""Each thing happens once: while its worker is killed at any moment, with two workers at once, and as time goes on."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import signal
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select, update

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.base.tables import outbox
from actions.marketplace.trades.due import tables as due_tables
from actions.marketplace.trades.due.working import DueWork
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.timetable import TIMETABLE
from tests.fakes import PATIENCE
from tests.fakes.actions.due import (
    LONG_AGO,
    NOON,
    OTHER,
    SUPPLIER,
    Hands,
    add_change,
    add_counter_offer,
    add_order,
    add_payment,
    add_quotation,
    add_request,
    add_shipment,
    read_outbox,
    set_started,
)
from tests.fakes.actions.due_worker import work

_context = multiprocessing.get_context("forkserver")  # whose server imports only once what the workers need
_context.set_forkserver_preload(["tests.fakes.actions.due_worker"])
MANY = 60
"""How many requests expire, and as many payments are overdue and orders wait."""


async def fill(market: Marketplace, hands: Hands) -> None:
    """Makes much due at once: everything of the demo, too, since the clocks started long ago."""
    async with market.database.begin() as connection:
        await set_started(connection, LONG_AGO)
        await connection.execute(due_tables.due_things.delete())
        for _ in range(MANY):
            await add_request(connection, hands.now.date() - timedelta(days=1), (SUPPLIER, OTHER))
            order, _ = await add_order(connection, "accepted", LONG_AGO)
            await add_payment(connection, order, hands.now.date() - timedelta(days=9))
            await add_order(connection, "awaiting_confirmation", hands.now - timedelta(days=20))
            made, _ = await add_order(
                connection, "in_production", LONG_AGO, ships_on=hands.now.date() - timedelta(days=9)
            )
            await add_change(connection, made, "change", "open", hands.now - timedelta(days=9))
            sent, _ = await add_order(connection, "shipped", LONG_AGO)
            await add_shipment(connection, sent, hands.now.date() - timedelta(days=9))
            rfq, _ = await add_request(connection, hands.now.date() + timedelta(days=9))
            quotation = await add_quotation(connection, rfq, hands.now.date() + timedelta(days=9))
            await add_counter_offer(connection, quotation, "buyer", hands.now - timedelta(days=9))


async def check_once(market: Marketplace, before: int) -> None:
    told = (await read_outbox(market))[before:]
    counted = Counter((account, kind, tuple(sorted(payload.items()))) for account, kind, payload in told)
    assert [one for one, times in counted.items() if times > 1] == []
    kinds = Counter(kind for _, kind, _ in told)
    waiting = ("change_reminder", "ship_day_passed", "arrival_asked", "counter_reminder", "counter_unanswered")
    each_once = dict.fromkeys((*waiting, "request_expired", "confirm_reminder"), 1)
    for kind, each in (each_once | {"request_closed": 2, "payment_overdue": 2}).items():
        assert kinds[kind] >= each * MANY, kind
    async with market.database.read() as connection:
        rfqs, things = requests_tables.rfqs.c, due_tables.due_things.c
        left = select(func.count()).where(rfqs.state == "open", rfqs.due_on < NOON.date())
        assert (await connection.execute(left)).scalar_one() == 0
        assert (await connection.execute(select(func.count()).where(things.state == "failed"))).scalar_one() == 0


async def run_worker(market: Marketplace, now: datetime, kill_after: int | None = None) -> int:
    """Runs a worker to its end, or kills it at some moment after it has written `kill_after` notices. Returns its
    exit status."""
    process = _context.Process(target=work, args=(market.database.url, now))
    process.start()
    known, patience = await _count_outbox(market), time.monotonic() + PATIENCE
    while kill_after is not None and process.is_alive() and time.monotonic() < patience:
        if await _count_outbox(market) >= known + kill_after:
            process.kill()
            break
        await asyncio.sleep(0.005)
    await asyncio.to_thread(process.join, PATIENCE)
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode


async def _count_outbox(market: Marketplace) -> int:
    async with market.database.read() as connection:
        counted = await connection.execute(select(func.count()).select_from(outbox))
        return int(counted.scalar_one())


@pytest.mark.timeout(600)
async def test_once_each_while_workers_are_killed(timed: Marketplace, hands: Hands) -> None:
    before, chance = len(await read_outbox(timed)), random.Random()
    await fill(timed, hands)
    for _ in range(4):
        assert await run_worker(timed, hands.now, kill_after=chance.randint(1, 60)) == -signal.SIGKILL
    assert await run_worker(timed, hands.now) == 0
    await check_once(timed, before)


@pytest.mark.timeout(600)
async def test_once_each_with_workers_at_once(timed: Marketplace, hands: Hands) -> None:
    """Two processes work without a lease, as when one holds it still and has been taken for dead."""
    before = len(await read_outbox(timed))
    await fill(timed, hands)
    ended = await asyncio.gather(*(run_worker(timed, hands.now) for _ in range(2)))
    assert ended == [0, 0]
    await check_once(timed, before)


@pytest.mark.timeout(600)
async def test_no_notice_comes_twice_as_time_goes_on(timed: Marketplace) -> None:
    """A week goes by in steps of minutes, in which rows come and change; two servers work in turn, and time jumps
    where one was away. Nobody is told the same twice, nothing is told of what is over, and every expired row is past
    its day."""
    hands, chance = Hands(NOON), random.Random(timed.database.url.partition(":")[0])
    databases = [open_database(timed.database.url) for _ in range(2)]
    servers = [DueWork(database, hands, TIMETABLE) for database in databases]
    before = len(await read_outbox(timed))
    requests, payments = list[int](), list[int]()
    while hands.now < NOON + timedelta(days=7):
        day = hands.now.date()
        async with timed.database.begin() as connection:
            await _change(connection, chance, hands, day, requests, payments)
        for server in chance.sample(servers, chance.choice((1, 1, 2))):
            await server.work()
        hands.go(minutes=chance.choice((1, 1, 7, 45, 240)))
        if chance.random() < 0.02:
            hands.go(days=1)
    told = (await read_outbox(timed))[before:]
    counted = Counter((account, kind, tuple(sorted(payload.items()))) for account, kind, payload in told)
    moved = {"request_reminder", "suppliers_silent", "request_closed", "quotations_in", "quotation_stands"}
    assert [one for one, times in counted.items() if times > 1 and one[1] not in moved] == []
    assert len({kind for _, kind, _ in told}) >= 8, "much of what there is has happened"
    async with timed.database.read() as connection:
        rfqs, quotations = requests_tables.rfqs.c, requests_tables.quotations.c
        early = select(rfqs.number).where(rfqs.state == "expired", rfqs.due_on >= hands.now.date())
        assert (await connection.execute(early)).all() == []
        late = select(quotations.number).where(quotations.state == "open", quotations.valid_until < hands.now.date())
        assert len((await connection.execute(late)).all()) <= len(requests)
        things = due_tables.due_things
        twice = select(things.c.kind).group_by(things.c.kind, things.c.subject_id, things.c.hangs_on)
        assert (await connection.execute(twice.having(func.count() > 1))).all() == []
    for database in databases:
        await database.close()


async def _change(
    connection: Any, chance: random.Random, hands: Hands, day: date, requests: list[int], payments: list[int]
) -> None:
    """Changes something of what buyers and suppliers may change."""
    later = day + timedelta(days=chance.randint(1, 6))
    match chance.randrange(8):
        case 0:
            rfq, _ = await add_request(connection, later, (SUPPLIER, OTHER), hands.now)
            requests.append(rfq)
        case 1 if requests:
            await add_quotation(connection, chance.choice(requests), later, chance.choice((SUPPLIER, OTHER)))
        case 2 if requests:
            rfqs = requests_tables.rfqs
            moved = update(rfqs).where(rfqs.c.id == chance.choice(requests), rfqs.c.state == "open")
            await connection.execute(moved.values(due_on=later))
        case 3:
            order, _ = await add_order(connection, "accepted", hands.now)
            payments.append(await add_payment(connection, order, later))
        case 4 if payments:
            rows = orders_tables.payments
            paid = update(rows).where(rows.c.id == chance.choice(payments))
            await connection.execute(paid.values(state="paid", amount=Decimal(480)))
        case 5:
            await add_order(connection, "awaiting_confirmation", hands.now)
        case 6:
            until = datetime.combine(later, hands.now.time(), UTC)
            await add_order(connection, "delivered", LONG_AGO, claim_until=until)
        case _:
            pass
