"""Declares the Prometheus metrics of answering: how long each part takes, and how many messages
wait (docs/operations.md says what each means and when to worry).

Times and counters are those of this process. Messages that wait in the database are counted when the metrics are
requested.
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
    """Measures how long the `with` block takes, under the name of one part of answering a message.
    A block that raises is not counted."""
    began = perf_counter()
    yield
    TURN_SECONDS.labels(part).observe(perf_counter() - began)


def measure_part(part: str) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Awaitable[R]]]:
    """Returns a decorator that measures how long a coroutine function takes, under the name of one
    part of answering a message. A call that raises is not counted."""

    def decorate(work: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
        @wraps(work)
        async def measured(*args: P.args, **kwargs: P.kwargs) -> R:
            with measure(part):
                return await work(*args, **kwargs)

        return measured

    return decorate


def note_server_timing(header: str) -> None:
    """Records how long the parts of Rasa took, from its header `Server-Timing`, such as
    `nlu;dur=3.1, rasa;dur=12.4` (milliseconds)."""
    for item in header.split(","):
        part, _, spent = item.strip().partition(";dur=")
        if part in ("nlu", "actions", "rasa"):
            try:
                TURN_SECONDS.labels(part).observe(float(spent) / 1000)
            except ValueError:
                continue


async def count_waiting(connection: Connection) -> None:
    """Sets the metrics of messages without an answer and of replies that are not sent yet."""
    number, oldest = await find_unanswered(connection)
    MESSAGES_WAITING.set(number)
    OLDEST_WAITING_SECONDS.set(max((system_clock() - oldest).total_seconds(), 0.0) if oldest else 0.0)
    for state, count in (await count_unsent(connection)).items():
        DELIVERIES_WAITING.labels(state).set(count)


def forget_waiting() -> None:
    """Clears the metrics about waiting messages while the database cannot be reached, so that they
    show no old values."""
    for gauge in (MESSAGES_WAITING, OLDEST_WAITING_SECONDS):
        gauge.set(float("nan"))
    DELIVERIES_WAITING.clear()
