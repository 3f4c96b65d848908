"""Counts what the action server does, and serves the counts at `GET /metrics` for Prometheus
(docs/operations.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

from telemetry.access import may_read

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

ACTION_SECONDS = Histogram("caravan_action_seconds", "How long an action took", ["action"], buckets=SECONDS)
ACTIONS = Counter(
    "caravan_actions_total", "Actions by how they ended: done, refused, outage, failed", ["action", "outcome"]
)
RUNNING = Gauge("caravan_actions_running", "Actions that run now")
NOTICES_UNKNOWN = Gauge(
    "caravan_notices_unknown", "Notices of kinds that this version does not know, which wait for one that does"
)
NOTICES_FAILED = Counter("caravan_notices_failed_total", "Notices that nobody was told, by a fault of ours", ["kind"])


class Outcome:
    """Says how an action ended: `name` is done, refused, outage or failed. `name` stays "failed" unless the caller of
    `measured` sets another outcome within the block."""

    def __init__(self) -> None:
        self.name = "failed"


@contextmanager
def measured(action: str) -> Iterator[Outcome]:
    """Counts and times the action that runs within the block.

    `action` must be the name of a registered action or "unknown", so that requests cannot create new labels of the
    metrics.
    """
    outcome, began = Outcome(), perf_counter()
    RUNNING.inc()
    try:
        yield outcome
    finally:
        RUNNING.dec()
        ACTION_SECONDS.labels(action).observe(perf_counter() - began)
        ACTIONS.labels(action, outcome.name).inc()


def metrics_router(token: str) -> APIRouter:
    router = APIRouter()

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        if not may_read(token, request.client.host if request.client else None, request.headers):
            return JSONResponse({"error": "forbidden"}, 403)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
