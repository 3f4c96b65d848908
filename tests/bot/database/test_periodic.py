"""What runs by itself: round after round, whatever happens in one of them, on one gateway at a time where that is said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from bot.database.engine import open_database
from bot.database.leases.lease import GatewayLease
from bot.database.migrations import migrate
from foundation.database.announcing import Database
from foundation.database.outages import DatabaseUnavailable
from foundation.jobs.periodic import DoubleName, Job, Jobs, do_round


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    await migrate(database)
    yield database
    await database.close()


class Work:
    """Counts its rounds; each raises the next of `errors`, as long as there is one."""

    def __init__(self, *errors: Exception) -> None:
        self.rounds, self._errors = 0, list(errors)

    async def __call__(self) -> None:
        self.rounds += 1
        if self._errors:
            raise self._errors.pop(0)


class Sleeps:
    """Stands for time: notes how long somebody wants to sleep, and ends the sleeping after so many."""

    def __init__(self, most: int) -> None:
        self.asked: list[float] = []
        self._most, self.over = most, asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        if len(self.asked) > self._most:
            self.over.set()
            await asyncio.Event().wait()


@asynccontextmanager
async def running(jobs: Jobs) -> AsyncIterator[None]:
    await jobs.start()
    try:
        yield
    finally:
        await jobs.stop()


def counted(job: str, outcome: str) -> float:
    return REGISTRY.get_sample_value("caravan_jobs_total", {"job": job, "outcome": outcome}) or 0.0


async def test_a_job_goes_on_after_every_kind_of_error_and_each_round_is_counted() -> None:
    work, sleeps = Work(DatabaseUnavailable("away"), ValueError("a mistake"), TimeoutError()), Sleeps(most=4)
    job = Job("trying", 7.0, work, first_after=3.0, away=(DatabaseUnavailable, TimeoutError))
    before = {outcome: counted("trying", outcome) for outcome in ("done", "away", "failed")}
    async with running(Jobs([job], sleeps)):
        await asyncio.wait_for(sleeps.over.wait(), 5)
    assert sleeps.asked == [3.0, 7.0, 7.0, 7.0, 7.0]
    assert work.rounds == 4
    after = {outcome: counted("trying", outcome) - before[outcome] for outcome in before}
    assert after == {"done": 1, "away": 2, "failed": 1}


async def test_what_is_away_for_long_is_logged_once() -> None:
    with capture_logs() as lines:
        job = Job("waiting", 1.0, Work(*(DatabaseUnavailable("away") for _ in range(3))))
        outcomes = [await do_round(job)]
        outcomes.append(await do_round(job, before=outcomes[-1]))
    assert outcomes == ["away", "away"]
    assert [line["event"] for line in lines] == ["something a job needs is away"]


async def test_a_stop_ends_a_round_that_is_at_work_and_gives_the_lease_back(database: Database) -> None:
    began = asyncio.Event()

    async def never_ends() -> None:
        began.set()
        await asyncio.Event().wait()

    jobs = Jobs([Job("long", 1.0, never_ends, lease=GatewayLease(database, "long", "a:1"))])
    await jobs.start()
    await asyncio.wait_for(began.wait(), 5)
    other = GatewayLease(database, "long", "b:1")
    assert not await other.try_to_hold()
    await asyncio.wait_for(jobs.stop(), 5)
    assert await other.try_to_hold()
    await other.give_back()


async def test_one_gateway_at_a_time_does_a_job_with_a_lease(database: Database) -> None:
    other = GatewayLease(database, "turns", "b:1")
    assert await other.try_to_hold()
    work = Work()
    job = Job("turns", 1.0, work, lease=GatewayLease(database, "turns", "a:1"))
    assert (await do_round(job), work.rounds) == ("elsewhere", 0)
    await other.give_back()
    assert (await do_round(job), work.rounds) == ("done", 1)
    assert await other.try_to_hold(), "the lease was kept after the round"
    await other.give_back()


async def test_what_takes_in_ends_before_the_rest() -> None:
    taking, looking = Work(), Work()
    jobs = Jobs([Job("taking", 0.01, taking, takes_in=True), Job("looking", 0.01, looking)])
    async with running(jobs):
        await _until(lambda: taking.rounds > 1 and looking.rounds > 1)
        await jobs.stop_taking_in()
        taken, looked = taking.rounds, looking.rounds
        await _until(lambda: looking.rounds > looked + 3)
        assert taking.rounds == taken


def test_two_jobs_of_one_name_do_not_start() -> None:
    with pytest.raises(DoubleName, match="retention"):
        Jobs([Job("retention", 1.0, Work()), Job("retention", 2.0, Work())])


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the condition is a count
            await asyncio.sleep(0.01)
