"""Builds the action server's web application: the routes for Rasa and the gateway, health checks and
metrics."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse

from actions.serving.account_routes import accounts_router
from actions.serving.action_routes import action_router
from actions.serving.demo_routes import demo_router
from actions.serving.desk_routes import desk_router
from actions.serving.due_job import due_job
from actions.serving.events_routes import events_router
from actions.serving.file_routes import files_router
from actions.serving.guard import require_token
from actions.serving.held_routes import held_router
from actions.serving.metrics import metrics_router
from actions.serving.names_routes import names_router
from actions.serving.notices_routes import outbox_router
from actions.serving.operator_routes import operator_router
from actions.serving.outgoing_job import outgoing_job
from actions.serving.oversight_routes import oversight_router
from actions.serving.picture_routes import pictures_router
from actions.serving.uploads_job import uploads_job
from actions.serving.uploads_routes import uploads_router
from actions.serving.views_job import views_job
from actions.settings import Settings
from actions.world import close_world, open_world
from foundation.jobs.periodic import Jobs


def create_app(settings: Settings, works_due: bool = True) -> FastAPI:
    """Returns the web application, which opens the marketplace when it starts. With `works_due`, it also runs the
    periodic jobs.

    Raises:
        ValueError: `ACTIONS_TOKEN` is not set.
    """
    if not settings.actions_token:
        raise ValueError("ACTIONS_TOKEN is missing: Rasa proves itself with it")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        world = await open_world(settings)
        holder = f"{settings.actions_host}:{settings.actions_port}"
        async with AsyncExitStack() as stack:
            stack.push_async_callback(close_world)
            jobs = []
            if works_due:
                jobs += [
                    due_job(world.market, holder),
                    uploads_job(world.market, settings.marketplace_database_url, holder),
                ]
            if works_due and (url := settings.operator_database_url):
                jobs.append(await stack.enter_async_context(views_job(world.market, url, world.clock, holder)))
            if works_due and (url := settings.operator_url):
                keys = settings.operator_secret
                jobs.append(await stack.enter_async_context(outgoing_job(world.market, url, keys, world.clock, holder)))
            running = Jobs(jobs)
            await running.start()
            stack.push_async_callback(running.stop)
            yield

    app = FastAPI(title="Caravan actions", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    app.include_router(metrics_router(settings.metrics_token))
    for router in (*_routers(), outbox_router(), *([demo_router()] if settings.demo else [])):
        app.include_router(router, dependencies=[Depends(require_token(settings.actions_token))])

    async def search_index() -> float:
        return round((await open_world(settings)).market.search.built, 2)

    @app.get("/healthz")
    async def healthz() -> dict[str, str | float]:
        """Answers 200 as long as the process works. While the first search index is being built,
        `search_index` in the answer is the share that is done."""
        built = await search_index()
        return {"status": "ok"} if built == 1 else {"status": "ok", "search_index": built}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        """Answers 200 once the server can search and thus can replace another server, and 503 before."""
        built = await search_index()
        return JSONResponse({"ready": built == 1, "search_index": built}, 200 if built == 1 else 503)

    return app


@cache
def _routers() -> tuple[APIRouter, ...]:
    """Returns the routers that keep nothing between requests. FastAPI inspects the parameters of all their functions,
    which takes half of the time of a start, so they are made once in a process."""
    return (
        action_router(),
        held_router(),
        files_router(),
        events_router(),
        operator_router(),
        oversight_router(),
        names_router(),
        pictures_router(),
        uploads_router(),
        accounts_router(),
        desk_router(),
    )
