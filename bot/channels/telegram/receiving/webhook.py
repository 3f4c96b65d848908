"""Receives updates by webhook. Telegram sends an update again until it is answered with 200, so 200
means that it is stored."""

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
    """Serves `POST /telegram/webhook`. It answers 404 unless enabled, 401 without the secret, 413
    over 1 MiB, 400 if the body is no update, and 503 if the update could not be stored (Telegram
    sends it again)."""
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
    """Returns the whole body, or None as soon as it is larger than any update."""
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
