"""Lets programs that play conversations with a running demo (`make dialogues`) reset it, and ask
whether its desk is staffed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, HTTPException, Request

from bot.support.handoff.waiting import do_empty_queue
from bot.support.store.calendars import find_calendar
from foundation.clock import Clock
from foundation.database.announcing import Database


def playing_router(database: Database, reset_marketplace: Callable[[], Awaitable[bool]], clock: Clock) -> APIRouter:
    """Serves two addresses, in the demo only. `reset_marketplace` restores the demo's orders and requests, and returns
    False if no action server of a demo can be reached.

    `GET /demo/hours` returns `{"now", "staffed"}`: the demo's time (RFC 3339), and whether the desk is staffed then.
    `POST /demo/reset` restores the demo's orders and requests to those of the first start, forgets unfinished tasks,
    and ends all requests for a person. Conversations stay. Browsers may not send this request, because any website
    could then cause it.
    """
    router = APIRouter(prefix="/demo")

    @router.get("/hours")
    async def hours() -> dict[str, str | bool]:
        now = clock()
        async with database.read() as connection:
            calendar = await find_calendar(connection)
        return {"now": now.isoformat(), "staffed": calendar.is_staffed(now)}

    @router.post("/reset", status_code=204)
    async def reset(request: Request) -> None:
        if "origin" in request.headers:
            raise HTTPException(403, "not for pages of a browser")
        if not await reset_marketplace():
            raise HTTPException(503, "no action server of a demo answers")
        async with database.begin() as connection:
            await do_empty_queue(connection)

    return router
