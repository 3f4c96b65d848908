"""Counts what happens in the gateway; `GET /metrics` reports it (docs/operations.md says what each
figure means and when to worry).

The figures belong to this process, as is usual with Prometheus. What the database holds is counted
when the figures are requested.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import perf_counter
from typing import ParamSpec, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from telemetry.access import may_read

P = ParamSpec("P")
R = TypeVar("R")

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

RECEIVED = Counter("caravan_messages_received_total", "Messages taken in; again: redelivered", ["channel", "again"])
RATE_LIMITED = Counter(
    "caravan_rate_limited_total",
    "Times that a limit was over: contact, account, address, overall, sessions, frames, connections",
    ["limit"],
)
LANE_WAIT_SECONDS = Histogram(
    "caravan_lane_wait_seconds", "From stored to the start of the attempt that answered it", buckets=SECONDS
)
LANES_BUSY = Gauge("caravan_lanes_busy", "Conversations that are worked now by this gateway")
TURN_SECONDS = Histogram(
    "caravan_turn_seconds",
    "A turn by part. whole holds dialogue and commit; dialogue holds rasa, which holds nlu and actions",
    ["part"],
    buckets=SECONDS,
)
TURNS = Counter(
    "caravan_turns_total", "Attempts at a turn: answered, rasa, actions, failed, given_up, lease_lost", ["outcome"]
)
DELIVERIES = Counter(
    "caravan_deliveries_total",
    "Attempts to send: sent, resent (an earlier outcome was unknown), later, unknown_retried, unknown, refused",
    ["channel", "outcome"],
)
SEND_SECONDS = Histogram(
    "caravan_send_seconds", "How long a channel took to take a message", ["channel"], buckets=SECONDS
)
SET_ASIDE = Counter(
    "caravan_set_aside_total",
    "What came from the marketplace and could not be handed on, by a fault of ours: notice, held",
    ["what"],
)
JOBS = Counter(
    "caravan_jobs_total",
    "Rounds of what runs by itself: done, elsewhere (another gateway's turn), away (something it needs), failed",
    ["job", "outcome"],
)
FILES = Counter(
    "caravan_files_total",
    "Files that were sent to us: kept, or the reason why one was not taken (kind, damaged, macros, pixels, …)",
    ["outcome"],
)
FILES_ANSWERED = Counter(
    "caravan_files_answered_total",
    "Messages with files, by what the bot did with them: order, request, draft, problem, person, asked, left",
    ["place"],
)
FILE_SECONDS = Histogram(
    "caravan_file_seconds", "Receiving and inspecting a file, with the wait for others", buckets=SECONDS
)
SOCKETS = Gauge("caravan_sockets_open", "Web chats that are connected to this gateway")

DATABASE_UP = Gauge("caravan_database_up", "1 when the backlog could be counted")
MESSAGES_WAITING = Gauge("caravan_messages_waiting", "Received and not answered, in the whole installation")
OLDEST_WAITING_SECONDS = Gauge("caravan_messages_waiting_oldest_seconds", "How long the first of them has waited")
DELIVERIES_WAITING = Gauge("caravan_deliveries_waiting", "Replies not sent, in the whole installation", ["state"])
HANDOFFS_WAITING = Gauge("caravan_handoffs_waiting", "People who wait for an agent, in the whole installation")
PART_UP = Gauge("caravan_part_up", "The parts of /readyz: 1 ok, 0 starting or down; none when off", ["part"])
RASA_UP = Gauge("caravan_rasa_up", "Rasa instances: 1 when it answered last", ["instance"])
RASA_WORKING = Gauge("caravan_rasa_turns_working", "Turns that this gateway waits for, by Rasa instance", ["instance"])


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


def metrics_router(token: str, refresh: Callable[[], Awaitable[None]]) -> APIRouter:
    """Serves `GET /metrics` to loopback and, if a token is set, to requests with the token.
    `refresh` updates what is not counted as it happens."""
    router = APIRouter()

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        if not may_read(token, request.client.host if request.client else None, request.headers):
            return JSONResponse({"error": "forbidden"}, 403)
        await refresh()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
