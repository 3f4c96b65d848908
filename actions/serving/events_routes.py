"""Serves the route by which the gateway hands on events of the operator's own system."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actions.marketplace.integrations.events.events import MOST, Result
from actions.world import open_world


class Batch(BaseModel):
    events: list[Any] = Field(min_length=1, max_length=MOST)


def events_router() -> APIRouter:
    """Returns the router of `POST /events {"events": […]}`, which answers `{"results": […]}` in the same order
    (docs/events.md)."""
    router = APIRouter()

    @router.post("/events")
    async def take(batch: Batch) -> dict[str, object]:
        events = (await open_world()).market.events
        return {"results": [write_result(one) for one in await events.take(batch.events)]}

    return router


def write_result(result: Result) -> dict[str, object]:
    """Returns what became of an event as JSON for the operator's system."""
    written: dict[str, object] = {"id": result.id, "outcome": result.outcome}
    if result.repeated:
        written["repeated"] = True
    if result.problems:
        written["problems"] = [dict(problem) for problem in result.problems]
    return written
