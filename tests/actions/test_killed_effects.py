"""A process that is killed with SIGKILL around the commit of an effect, or of a due thing, leaves nothing half done; done
again, it has happened once."""

from __future__ import annotations

import asyncio
import inspect
import multiprocessing
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import Marketplace
from actions.marketplace.schema import tables as schema_tables
from actions.marketplace.trades.claims.tables import claim_events, claims
from actions.marketplace.trades.due.tables import due_starts
from actions.marketplace.trades.due.working import DueWork
from actions.marketplace.trades.questions.tables import questions
from actions.marketplace.trades.samples.tables import sample_events, samples
from actions.marketplace.trades.timetable import TIMETABLE
from tests.fakes import PATIENCE
from tests.fakes.actions import killed
from tests.fakes.actions.due import (
    LONG_AGO,
    OTHER,
    SUPPLIER,
    add_change,
    add_counter_offer,
    add_letter,
    add_order,
    add_payment,
    add_quotation,
    add_request,
    add_row,
    add_shipment,
)
from tests.fakes.actions.killed import EFFECTS, Point
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.trading import key, market

pytestmark = pytest.mark.asyncio(loop_scope="session")
POINTS: tuple[Point, ...] = ("before", "after")
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.fakes.actions.forked"])
TODAY, DAY = NOW.date(), timedelta(days=1)


async def kill(target: Callable[..., None], *about: Any) -> None:
    process = _context.Process(target=target, args=about)
    process.start()
    await asyncio.to_thread(process.join, PATIENCE)
    assert process.exitcode == -signal.SIGKILL, f"{about} was not killed: {process.exitcode}"


COUNTS = [
    select(func.count()).select_from(table).scalar_subquery().label(table.name)
    for table in schema_tables.metadata.sorted_tables
    if table.name != "counters"  # which has a row once the first of its kind is there
]


async def count_rows(of: Marketplace) -> dict[str, int]:
    async with of.database.read() as connection:
        return dict((await connection.execute(select(*COUNTS))).one()._mapping)


def find_more(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: count - before[name] for name, count in after.items() if count != before[name]}


async def test_every_effect_is_killed() -> None:
    """Everything that is done under a key is an effect; `steps` carries out what orders have."""
    named = set()
    for name, part in inspect.get_annotations(Marketplace, eval_str=True).items():
        for method, function in inspect.getmembers(part, inspect.isfunction):
            is_read = method.startswith(("_", "find_"))
            if "key" in inspect.signature(function).parameters and not is_read and name != "steps":
                named.add(f"{name}.{method}")
    assert named <= EFFECTS.keys(), f"no test kills {named - EFFECTS.keys()}"
    assert DUE.keys() == {kind.name for kind in TIMETABLE}


@pytest.mark.timeout(600)
async def test_an_effect_that_was_killed_happens_once(server: httpx.AsyncClient, marketplace: tuple[str, Path]) -> None:
    here = await market()
    for name, effect in EFFECTS.items():
        added = []
        for point in POINTS:
            about, once = await effect.arrange(), key(name)
            before = await count_rows(here)
            await kill(killed.die, marketplace[0], name, about, once, point)
            assert (await count_rows(here) == before) is (point == "before") or name.endswith("decide"), (name, point)
            await effect.run(here, about, once)
            added.append(find_more(before, await count_rows(here)))
            await effect.run(here, about, once)
            assert find_more(before, await count_rows(here)) == added[-1], f"{name} has happened twice"
        assert added[0] == added[1], f"{name}, killed {POINTS}"
        assert added[0] or name == "relays.decide", f"{name} did nothing"


# What is due


async def _request(connection: AsyncConnection, due_in: int, quoted_until: int | None = None) -> None:
    rfq, _ = await add_request(connection, TODAY + due_in * DAY, (SUPPLIER, OTHER))
    if quoted_until is not None:
        await add_quotation(connection, rfq, TODAY + quoted_until * DAY)


async def _payment(connection: AsyncConnection, due_in: int) -> None:
    order, _ = await add_order(connection, "accepted", LONG_AGO)
    await add_payment(connection, order, TODAY + due_in * DAY)


async def _delivered(connection: AsyncConnection, until: datetime) -> None:
    await add_order(connection, "delivered", LONG_AGO, claim_until=until)


async def _unconfirmed(connection: AsyncConnection) -> None:
    await add_order(connection, "awaiting_confirmation", NOW - 20 * DAY)


def _find_since(name: str) -> datetime:
    """Returns a moment since when something must have waited so that this is due now, and still of use."""
    kind = next(kind for kind in TIMETABLE if kind.name == name)
    for days in range(1, 60):
        since = NOW - days * DAY
        due = kind.when(SimpleNamespace(since=since, asked_at=since, asked_by="buyer", country="NG", decided=None))  # type: ignore[arg-type]
        if due.at <= NOW and (due.useless_at is None or due.useless_at > NOW):
            return since
    raise AssertionError(f"{name} is never due")


async def _claim(connection: AsyncConnection, name: str, state: str) -> None:
    order, _ = await add_order(connection, "delivered", LONG_AGO, claim_until=NOW + 90 * DAY)
    facts = {"kind": "damaged", "wish": "refund", "estimate": Decimal(80), "currency": "USD", "opened_at": NOW}
    number = await add_row(connection, claims, claim_events, state, order_id=order, **facts)
    await add_letter(connection, number, "description")
    latest = select(func.max(claim_events.c.id)).scalar_subquery()
    await connection.execute(claim_events.update().where(claim_events.c.id == latest).values(at=_find_since(name)))


async def _question(connection: AsyncConnection, name: str) -> None:
    about = {"subject": "company", "about": "", "asked_at": _find_since(name)}
    number = await add_row(connection, questions, questions, "asked", **about)
    await add_letter(connection, number, "question")


async def _sample(connection: AsyncConnection, name: str, state: str) -> None:
    goods = {"name_en": "silk", "name_zh": "真丝", "quantity": Decimal(1), "unit": "piece", "currency": "USD"}
    place = {"destination_country": "DE", "destination_en": "Hamburg", "destination_zh": "汉堡"}
    await add_row(connection, samples, sample_events, state, requested_at=NOW, **goods, **place)
    latest = select(func.max(sample_events.c.id)).scalar_subquery()
    await connection.execute(sample_events.update().where(sample_events.c.id == latest).values(at=_find_since(name)))


async def _change(connection: AsyncConnection, state: str) -> None:
    order, _ = await add_order(connection, "in_production", LONG_AGO)
    await add_change(connection, order, "change", state, NOW - 9 * DAY)


async def _missed(connection: AsyncConnection) -> None:
    await add_order(connection, "ready_to_ship", LONG_AGO, ships_on=TODAY - 9 * DAY)


async def _arriving(connection: AsyncConnection) -> None:
    order, _ = await add_order(connection, "shipped", LONG_AGO)
    await add_shipment(connection, order, TODAY - 9 * DAY)


async def _countered(connection: AsyncConnection) -> None:
    rfq, _ = await add_request(connection, TODAY + 9 * DAY)
    await add_counter_offer(connection, await add_quotation(connection, rfq, TODAY + 9 * DAY), "buyer", NOW - 9 * DAY)


DUE: dict[str, Callable[[AsyncConnection], Awaitable[None]]] = {
    "quotation_expired": lambda c: _request(c, 5, -1),
    "request_last_day": lambda c: _request(c, -1, 5),
    "request_expired": lambda c: _request(c, -1),
    "suppliers_silent": lambda c: _request(c, 1),
    "counter_unanswered": _countered,
    "change_unanswered": lambda c: _change(c, "open"),
    "terms_unanswered": lambda c: _change(c, "proposed"),
    "ship_day_passed": _missed,
    "arrival_unreported": _arriving,
    "confirm_reminder": _unconfirmed,
    "order_unconfirmed": _unconfirmed,
    "payment_soon": lambda c: _payment(c, 2),
    "payment_today": lambda c: _payment(c, -1),
    "payment_overdue": lambda c: _payment(c, -9),
    "claim_closing": lambda c: _delivered(c, datetime.combine(TODAY + DAY, datetime.min.time(), UTC)),
    "claim_closed": lambda c: _delivered(c, NOW - DAY),
    "claim_reminder": lambda c: _claim(c, "claim_reminder", "open"),
    "claim_unanswered": lambda c: _claim(c, "claim_unanswered", "open"),
    "claim_agree_reminder": lambda c: _claim(c, "claim_agree_reminder", "offered"),
    "claim_undecided": lambda c: _claim(c, "claim_undecided", "offered"),
    "question_reminder": lambda c: _question(c, "question_reminder"),
    "question_unanswered": lambda c: _question(c, "question_unanswered"),
    "sample_reminder": lambda c: _sample(c, "sample_reminder", "requested"),
    "sample_cost_reminder": lambda c: _sample(c, "sample_cost_reminder", "quoted"),
    "sample_to_send": lambda c: _sample(c, "sample_to_send", "accepted"),
    "sample_arrival_asked": lambda c: _sample(c, "sample_arrival_asked", "shipped"),
}
"""Brings about that one thing of each kind is due."""


@asynccontextmanager
async def only_due(here: Marketplace, name: str) -> AsyncIterator[DueWork]:
    """Yields a worker of this kind alone, to which nothing but what is arranged now is due."""
    kind = next(kind for kind in TIMETABLE if kind.name == name)
    work = DueWork(here.database, lambda: NOW, [kind])
    await work.work()  # what is in the demo's data is done
    async with here.database.begin() as connection:
        await connection.execute(due_starts.update().where(due_starts.c.kind == name).values(started_at=LONG_AGO))
        await DUE[name](connection)
    yield work


@pytest.mark.timeout(600)
async def test_a_due_thing_that_was_killed_happens_once(
    server: httpx.AsyncClient, marketplace: tuple[str, Path]
) -> None:
    here = await market()
    for name in DUE:
        added = []
        for point in POINTS:
            async with only_due(here, name) as work:
                before = await count_rows(here)
                await kill(killed.die_when_due, marketplace[0], name, point)
                assert (await count_rows(here) == before) is (point == "before"), (name, point)
                assert await work.work() == (1 if point == "before" else 0), (name, point)
                assert await work.work() == 0
                added.append(find_more(before, await count_rows(here)))
        assert added[0] == added[1], f"{name}, killed {POINTS}"
        assert added[0]["due_things"] == 1, name
        assert added[0]["outbox"] >= 1, name
