"""Checks every two seconds whether the parts of the installation (database, Rasa, action servers,
channels) are up, and reports the result at `/healthz` and `/readyz`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from foundation.database.outages import DatabaseUnavailable
from foundation.jobs.periodic import Job
from telemetry.access import may_read

Check = Callable[[], Awaitable[str]]
"""A function that checks one part and returns `ok`, `starting`, `down` or `off`."""

EVERY_SECONDS = 2.0


class Health:
    """Keeps the last state of each part. The gateway is ready once every enabled part has been up,
    as long as the database is up."""

    def __init__(self, checks: dict[str, Check], progress: dict[str, float] | None = None) -> None:
        """`checks` maps each part to its check. While a part is still preparing something, such as
        a search index, its check stores the finished share (0 to 1) in `progress`."""
        self._checks = checks
        self.progress = {} if progress is None else progress
        self.parts = dict.fromkeys(checks, "starting")
        self._been_ready = False

    @property
    def job(self) -> Job:
        """Returns the periodic job that checks all parts. Every gateway runs this job."""
        return Job("health", EVERY_SECONDS, self.look)

    async def look(self) -> None:
        answers = await asyncio.gather(*(check() for check in self._checks.values()), return_exceptions=True)
        for part, answer in zip(self._checks, answers, strict=True):
            state = answer if isinstance(answer, str) else "down"
            up_before = self.parts[part] not in ("starting",)
            self.parts[part] = "starting" if state == "down" and not up_before else state
        self._been_ready = self._been_ready or all(state in ("ok", "off") for state in self.parts.values())

    @property
    def ready(self) -> bool:
        return self._been_ready and self.parts.get("database") == "ok"


def report_known(state: Callable[[], str]) -> Check:
    """Returns a check that only reports a state which is already known."""

    async def check() -> str:
        return state()

    return check


async def check_rasa(alive: Callable[[], Awaitable[bool]]) -> str:
    return "ok" if await alive() else "down"


async def check_database(ping: Callable[[], Awaitable[None]]) -> str:
    try:
        async with asyncio.timeout(3):
            await ping()
    except (DatabaseUnavailable, TimeoutError):
        return "down"
    return "ok"


def health_router(health: Health, token: str = "") -> APIRouter:
    """Returns the router of `GET /healthz` and `GET /readyz`. The state of each part is shown only
    to requests from this machine and those with the `METRICS_TOKEN`; others see only whether the
    gateway is ready."""
    router = APIRouter()

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz(request: Request) -> Response:
        client = request.client.host if request.client else None
        may_see_parts = may_read("", client, request.headers) or (token and may_read(token, client, request.headers))
        parts = {"parts": health.parts} if may_see_parts else {}
        progress = {"progress": health.progress} if may_see_parts and health.progress else {}
        return JSONResponse({"ready": health.ready, **parts, **progress}, 200 if health.ready else 503)

    return router
