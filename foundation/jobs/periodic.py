"""Runs the periodic jobs of a process. Each feature's package declares its jobs as `Job`, and
`Jobs` repeats them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import structlog
from prometheus_client import Counter

from foundation.database.outages import DatabaseUnavailable
from foundation.errors import CaravanError
from foundation.jobs.shared_lease import SharedLease

JOBS = Counter(
    "caravan_jobs_total",
    "Rounds of what runs by itself: done, elsewhere (another process's turn), away (something it needs), failed",
    ["job", "outcome"],
)

log = structlog.get_logger()

Outcome = Literal["done", "elsewhere", "away", "failed"]
Sleep = Callable[[float], Awaitable[object]]


class DoubleName(CaravanError):
    """Two jobs have the same name, so that their metrics and leases would be confused."""


@dataclass(frozen=True)
class Job:
    """Declares a periodic job. Each round of the job calls `work`.

    A round begins `seconds` after the end of the previous one; the first begins `first_after`
    seconds after the start. With a `lease`, a lock in the database, only the process that gets it
    runs the round; without one, every process does. `away` lists the errors that mean that another
    service cannot be reached at the moment; they are logged briefly. Any other error is logged with
    its traceback. After any error, the next round runs as usual. `takes_in` marks a job that adds
    messages to conversations; at shutdown, such a job is stopped first.
    """

    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]
    first_after: float = 0.0
    lease: SharedLease | None = None
    away: tuple[type[Exception], ...] = (DatabaseUnavailable,)
    takes_in: bool = False


class Jobs:
    """Runs the jobs of one process, each in its own task.

    Raises:
        DoubleName: two jobs have the same name.
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
        """Stops the jobs that add messages to conversations (`takes_in`)."""
        await self._end([job for job in self._running if job.takes_in])

    async def stop(self) -> None:
        """Stops all jobs, also in the middle of a round."""
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
    """Runs one round of a job and returns its outcome. Errors are logged and not raised.

    `before` is the outcome of the previous round. If a service cannot be reached for many rounds,
    only the first of them is logged.
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
