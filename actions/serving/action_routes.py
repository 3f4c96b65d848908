"""Serves the route by which Rasa has the action server run an action (Rasa's action protocol)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException

from actions.marketplace.errors import is_outage
from actions.serving.metrics import measured
from telemetry import bind_turn

logger = structlog.get_logger(__name__)

_SAID_TO_RASA = {
    # These are rasa_sdk's own statuses. Rasa takes a 400 to mean that the form rejected the message.
    ActionExecutionRejection: 400,
    ActionNotFoundException: 404,
    ActionMissingDomainException: 449,
}


def action_router() -> APIRouter:
    """Returns the router of `POST /webhook`, which Rasa calls."""
    executor = ActionExecutor()
    executor.register_package("actions")
    router = APIRouter()

    @router.post("/webhook")
    async def webhook(request: Request) -> JSONResponse:
        try:
            call = await request.json()
        except (ValueError, RecursionError):
            call = None
        if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
            return JSONResponse({"error": "malformed"}, status_code=422)
        return await _run(executor, call)

    return router


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
    """Binds the ids of the call's turn to the log for the block, and keeps the contact's words out
    of every log line."""
    latest = tracker.get("latest_message")
    latest = latest if isinstance(latest, dict) else {}
    said = latest.get("text")
    conversation, message = str(tracker.get("sender_id")), str(latest.get("message_id"))
    return bind_turn(conversation, message, (said if isinstance(said, str) else None,))
