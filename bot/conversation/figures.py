"""Declares the figures of a turn's parts and of what waits (docs/operations.md says what each means
and when to worry).

The figures belong to this process, as is usual with Prometheus. What the database holds is counted
when the figures are requested.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import perf_counter
from typing import ParamSpec, TypeVar

from prometheus_client import Counter, Gauge, Histogram

from bot.conversation.store.arrivals import find_unanswered
from bot.conversation.store.deliveries import count_unsent
from foundation.clock import system_clock
from foundation.database.announcing import Connection

P = ParamSpec("P")
R = TypeVar("R")

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

TURN_SECONDS = Histogram(
    "caravan_turn_seconds",
    "A turn by part. whole holds dialogue and commit; dialogue holds rasa, which holds nlu and actions",
    ["part"],
    buckets=SECONDS,
)
STARTED_ANEW = Counter(
    "caravan_dialogues_started_anew_total", "Dialogues whose state could not be read and that began anew"
)
FILES_ANSWERED = Counter(
    "caravan_files_answered_total",
    "Messages with files, by what the bot did with them: order, request, draft, problem, person, asked, left",
    ["place"],
)
MESSAGES_WAITING = Gauge("caravan_messages_waiting", "Received and not answered, in the whole installation")
OLDEST_WAITING_SECONDS = Gauge("caravan_messages_waiting_oldest_seconds", "How long the first of them has waited")
DELIVERIES_WAITING = Gauge("caravan_deliveries_waiting", "Replies not sent, in the whole installation", ["state"])


@contextmanager
def measure(part: str) -> Iterator[None]:
    """Measures the block as a part of a turn. A block that fails is not counted."""
    began = perf_counter()
    yield
    TURN_SECONDS.labels(part).observe(perf_counter() - began)


def measure_part(part: str) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Measures a coroutine function as a part of a turn. A call that fails is not counted."""

    def decorate(work: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        @wraps(work)
        async def measured(*args: P.args, **kwargs: P.kwargs) -> R:
            with measure(part):
                return await work(*args, **kwargs)

        return measured

    return decorate


def note_server_timing(header: str) -> None:
    """Records what Rasa reports of its parts in `Server-Timing`: `nlu;dur=3.1, rasa;dur=12.4`, in
    milliseconds."""
    for item in header.split(","):
        part, _, spent = item.strip().partition(";dur=")
        if part in ("nlu", "actions", "rasa"):
            try:
                TURN_SECONDS.labels(part).observe(float(spent) / 1000)
            except ValueError:
                continue


async def count_waiting(connection: Connection) -> None:
    """Counts messages without an answer and replies not sent."""
    number, oldest = await find_unanswered(connection)
    MESSAGES_WAITING.set(number)
    OLDEST_WAITING_SECONDS.set(max((system_clock() - oldest).total_seconds(), 0.0) if oldest else 0.0)
    for state, count in (await count_unsent(connection)).items():
        DELIVERIES_WAITING.labels(state).set(count)


def forget_waiting() -> None:
    """Shows no old values while the database is away."""
    for gauge in (MESSAGES_WAITING, OLDEST_WAITING_SECONDS):
        gauge.set(float("nan"))
    DELIVERIES_WAITING.clear()
