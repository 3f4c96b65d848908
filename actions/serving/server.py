"""Builds the action server's application: the routes for Rasa and the gateway, its health and its
figures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse

from actions.serving.action_routes import action_router
from actions.serving.guard import require_token
from actions.serving.held_routes import held_router
from actions.serving.metrics import metrics_router
from actions.serving.notices_routes import outbox_router
from actions.settings import Settings
from actions.world import close_world, open_world


def create_app(settings: Settings) -> FastAPI:
    """Returns the application. Its start-up opens the marketplace.

    Raises:
        ValueError: `ACTIONS_TOKEN` is not set.
    """
    if not settings.actions_token:
        raise ValueError("ACTIONS_TOKEN is missing: Rasa proves itself with it")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await open_world(settings)
        yield
        await close_world()

    app = FastAPI(title="Caravan actions", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    app.include_router(metrics_router(settings.metrics_token))
    for router in (action_router(), held_router(), outbox_router()):
        app.include_router(router, dependencies=[Depends(require_token(settings.actions_token))])

    async def search_index() -> float:
        return round((await open_world(settings)).market.search.built, 2)

    @app.get("/healthz")
    async def healthz() -> dict[str, str | float]:
        """Answers as long as the process works. While the first search index is being built,
        `search_index` is the share that is done."""
        built = await search_index()
        return {"status": "ok"} if built == 1 else {"status": "ok", "search_index": built}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        """Answers 200 once the server can search, and so can take the place of another; 503
        before."""
        built = await search_index()
        return JSONResponse({"ready": built == 1, "search_index": built}, 200 if built == 1 else 503)

    return app
