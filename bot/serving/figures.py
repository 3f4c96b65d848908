"""Serves the Prometheus metrics, which the packages that count something declare. Metrics about the
present state, such as how many messages wait, are updated whenever the metrics are requested."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from bot.serving.health import Health
from foundation.database.announcing import Connection, Database
from foundation.database.outages import DatabaseUnavailable
from telemetry.access import may_read

ASK_SECONDS = 3.0
"""The longest time, in seconds, that a request for the metrics waits for the database."""
DATABASE_UP = Gauge("caravan_database_up", "1 when the backlog could be counted")
PART_UP = Gauge("caravan_part_up", "The parts of /readyz: 1 ok, 0 starting or down; none when off", ["part"])


Stored = tuple[Callable[[Connection], Awaitable[None]], Callable[[], None]]
"""Two functions for metrics that are read from the database: one that counts and sets them, and one
that clears them while the database cannot be reached."""


class Figures:
    """Updates the metrics that are computed only when they are requested."""

    def __init__(
        self, database: Database, stored: Sequence[Stored], health: Health, others: Sequence[Callable[[], None]] = ()
    ) -> None:
        """`stored` are the metrics that are read from the database, and `others` functions that
        update metrics of this process."""
        self._database, self._stored, self._health, self._others = database, stored, health, others

    async def refresh(self) -> None:
        PART_UP.clear()
        for part, state in self._health.parts.items():
            if state != "off":
                PART_UP.labels(part).set(state == "ok")
        for update in self._others:
            update()
        await self._count()

    async def _count(self) -> None:
        """Updates the metrics that are read from the database. If the database cannot be reached,
        these metrics are cleared."""
        try:
            async with asyncio.timeout(ASK_SECONDS), self._database.read() as connection:
                for count, _ in self._stored:
                    await count(connection)
        except (DatabaseUnavailable, TimeoutError):
            DATABASE_UP.set(0)
            for _, forget in self._stored:
                forget()
            return
        DATABASE_UP.set(1)


def metrics_router(token: str, refresh: Callable[[], Awaitable[None]]) -> APIRouter:
    """Returns the router of `GET /metrics`. If `token` is set, a request needs it; otherwise the
    request must come from this machine. `refresh` updates the metrics that are computed on request."""
    router = APIRouter()

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        if not may_read(token, request.client.host if request.client else None, request.headers):
            return JSONResponse({"error": "forbidden"}, 403)
        await refresh()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
