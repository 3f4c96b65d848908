"""Serves the route that Rasa calls to run an action, by Rasa's protocol for action servers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException

from actions.marketplace.base.errors import is_outage
from actions.serving.metrics import measured
from foundation.json_text import read_json, write_json_bytes
from telemetry import bind_turn

logger = structlog.get_logger(__name__)

_SAID_TO_RASA = {
    # The server of rasa_sdk answers with the same statuses. Rasa takes a 400 to mean that a form rejected the message.
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
    async def webhook(request: Request) -> Response:
        try:
            call = read_json(await request.body())
        except (ValueError, RecursionError):
            call = None
        if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict):
            return JSONResponse({"error": "malformed"}, status_code=422)
        return await _run(executor, call)

    return router


async def _run(executor: ActionExecutor, call: dict[str, Any]) -> Response:
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
        answer = result and {"events": result.events, "responses": result.responses}
        return Response(write_json_bytes(answer), media_type="application/json")


def _turn_of(tracker: dict[str, Any]) -> AbstractContextManager[None]:
    """Adds the ids of the conversation and the message to every log line within the block, and removes the
    contact's words from these lines."""
    latest = tracker.get("latest_message")
    latest = latest if isinstance(latest, dict) else {}
    said = latest.get("text")
    conversation, message = str(tracker.get("sender_id")), str(latest.get("message_id"))
    return bind_turn(conversation, message, (said if isinstance(said, str) else None,))
