"""Serves the route by which the gateway of a demo resets the demo's trades. Outside a demo there is no such route."""

from __future__ import annotations

from fastapi import APIRouter

from actions.marketplace import demo
from actions.world import open_world


def demo_router() -> APIRouter:
    """Returns the router of one route.

    `POST /demo/reset` restores orders, requests, quotations and everything else that a chat changes,
    as at the first start, with dates relative to now.
    """
    router = APIRouter(prefix="/demo")

    @router.post("/reset", status_code=204)
    async def reset() -> None:
        world = await open_world()
        await demo.reset_trades(world.market.database, world.clock())

    return router
