"""The action server: Rasa's action protocol on FastAPI, and the news for the gateway (`X-Caravan-Token`)."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException

from actions.marketplace.errors import is_outage
from actions.serving.held_routes import held_router
from actions.serving.metrics import measured, metrics_router
from actions.serving.notices_routes import outbox_router
from actions.settings import Settings
from actions.world import close_world, open_world
from telemetry import bind_turn

logger = structlog.get_logger(__name__)

TOKEN_HEADER = "X-Caravan-Token"  # noqa: S105 - the header's name
_SAID_TO_RASA = {
    # rasa_sdk's own statuses: Rasa reads a rejected form from 400.
    ActionExecutionRejection: 400,
    ActionNotFoundException: 404,
    ActionMissingDomainException: 449,
}


def create_app(settings: Settings) -> FastAPI:
    """Returns the application. Its start-up opens the marketplace.

    Raises:
        ValueError: `ACTIONS_TOKEN` is not set.
    """
    if not settings.actions_token:
        raise ValueError("ACTIONS_TOKEN is missing: Rasa proves itself with it")
    executor = ActionExecutor()
    executor.register_package("actions")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await open_world(settings)
        yield
        await close_world()

    app = FastAPI(title="Caravan actions", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)

    app.include_router(metrics_router(settings.metrics_token))
    app.include_router(held_router(settings.actions_token, TOKEN_HEADER))
    app.include_router(outbox_router(settings.actions_token))

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

    @app.post("/webhook")
    async def webhook(request: Request) -> JSONResponse:
        given = request.headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(given.encode(), settings.actions_token.encode()):
            return JSONResponse({"error": "unauthorized"}, status_code=401)
        try:
            call = await request.json()
        except (ValueError, RecursionError):
            call = None
        if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
            return JSONResponse({"error": "malformed"}, status_code=422)
        return await _run(executor, call)

    return app


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> JSONResponse:
    name = str(call.get("next_action"))
    call.setdefault("domain", {})
    known = name if name in executor.actions else "unknown"
    with _turn_of(call["tracker"]), measured(known) as outcome:
        try:
            result = await executor.run(call)
        except tuple(_SAID_TO_RASA) as refused:
            outcome.name = "refused"
            body = {"error": refused.message, "action_name": name}
            return JSONResponse(body, status_code=_SAID_TO_RASA[type(refused)])
        except Exception as error:
            outcome.name = "outage" if is_outage(error) else "failed"
            logger.exception("action failed", action=known)
            return JSONResponse({"error": "action_failed"}, status_code=503 if is_outage(error) else 500)
        outcome.name = "done"
        logger.info("action done", action=known)
        return JSONResponse(result.model_dump() if result else None)


def _turn_of(tracker: dict[str, Any]) -> AbstractContextManager[None]:
    """The ids of the turn that the call belongs to, and the words that no line may quote."""
    latest = tracker.get("latest_message")
    latest = latest if isinstance(latest, dict) else {}
    said = latest.get("text")
    conversation, message = str(tracker.get("sender_id")), str(latest.get("message_id"))
    return bind_turn(conversation, message, (said if isinstance(said, str) else None,))
