"""Repeats what a gateway does by itself: a subject declares a `Job`, and `Jobs` runs those in its
list."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import structlog
from prometheus_client import Counter

from bot.jobs.shared_lease import SharedLease
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import CaravanError

JOBS = Counter(
    "caravan_jobs_total",
    "Rounds of what runs by itself: done, elsewhere (another gateway's turn), away (something it needs), failed",
    ["job", "outcome"],
)

log = structlog.get_logger()

Outcome = Literal["done", "elsewhere", "away", "failed"]
Sleep = Callable[[float], Awaitable[object]]


class DoubleName(CaravanError):
    """Two jobs have the same name, so their figures and leases would be confused."""


@dataclass(frozen=True)
class Job:
    """Declares something that is repeated. Each round is a call of `work`.

    A round begins `seconds` after the end of the one before; the first begins `first_after` seconds
    after the start. With a `lease`, only the gateway that gets it does the round; without one,
    every gateway does. `away` lists the errors that mean that something else is away at the moment,
    so the next round tries again. Any other error is logged with its traceback, and the next round
    is done all the same. `takes_in` marks a job that gives the conversations new work. Such a job
    is stopped before the conversations are drained.
    """

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]
    first_after: float = 0.0
    lease: SharedLease | None = None
    away: tuple[type[Exception], ...] = (DatabaseUnavailable,)
    takes_in: bool = False


class Jobs:
    """Runs the jobs of one gateway, each in its own task.

    Raises:
        DoubleName: two of them have the same name.
    """

    def __init__(self, jobs: Sequence[Job], sleep: Sleep = asyncio.sleep) -> None:
        names = [job.name for job in jobs]
        if double := {name for name in names if names.count(name) > 1}:
            raise DoubleName(f"more than one job is called {', '.join(sorted(double))}")
        self._jobs, self._sleep = tuple(jobs), sleep
        self._running: dict[Job, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Starts all jobs and returns at once."""
        for job in self._jobs:
            self._running[job] = asyncio.create_task(self._repeat(job), name=f"job {job.name}")

    async def stop_taking_in(self) -> None:
        """Stops the jobs that give the conversations new work."""
        await self._end([job for job in self._running if job.takes_in])

    async def stop(self) -> None:
        """Stops all jobs, even one that is working."""
        await self._end(list(self._running))

    async def _end(self, jobs: Sequence[Job]) -> None:
        tasks = [self._running.pop(job) for job in jobs]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _repeat(self, job: Job) -> None:
        await self._sleep(job.first_after)
        outcome: Outcome = "done"
        while True:
            outcome = await do_round(job, before=outcome)
            JOBS.labels(job.name, outcome).inc()
            await self._sleep(job.seconds)


async def do_round(job: Job, before: Outcome = "done") -> Outcome:
    """Does one round of a job and returns its outcome. It never raises.

    If something is away for many rounds it is logged once: `before` is the outcome of the previous
    round.
    """
    try:
        if job.lease is None:
            await job.work()
            return "done"
        async with job.lease.borrow() as is_ours:
            if is_ours:
                await job.work()
            return "done" if is_ours else "elsewhere"
    except job.away as error:
        if before != "away":
            log.warning("something a job needs is away", job=job.name, error=type(error).__name__, reason=str(error))
        return "away"
    except Exception:
        log.exception("job failed", job=job.name)
        return "failed"
