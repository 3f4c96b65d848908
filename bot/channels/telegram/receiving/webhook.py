"""Receives updates by webhook. Telegram sends an update again until the webhook answers 200, so the
webhook answers 200 only once the update is stored."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable

import structlog
from fastapi import APIRouter, Request, Response

from bot.channels.telegram.receiving.intake import Intake
from foundation.errors import describe_for_log

log = structlog.get_logger(__name__)

PATH = "/telegram/webhook"
LARGEST_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the name of a header


def webhook_router(intake: Intake, secret: str, enabled: Callable[[], bool]) -> APIRouter:
    """Returns the router of `POST /telegram/webhook`. The webhook answers 404 unless enabled, 401
    without the secret, 413 over 1 MiB, 400 if the body is no update, and 503 if the update could
    not be stored (Telegram then sends it again)."""
    router = APIRouter()

    @router.post(PATH, include_in_schema=False)
    async def webhook(request: Request) -> Response:
        if not enabled():
            return Response(status_code=404)
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
            return Response(status_code=401)
        body = await _read_body(request)
        if body is None:
            return Response(status_code=413)
        return Response(status_code=await _take(intake, body))

    return router


async def _read_body(request: Request) -> bytes | None:
    """Returns the whole body of the request, or None if it is larger than `LARGEST_BODY` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


async def _take(intake: Intake, body: bytes) -> int:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return 400
    if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
        return 400
    try:
        await intake.take(update)
    except Exception as error:
        log.error("telegram message not stored, to be sent again", **describe_for_log(error))
        return 503
    return 200
