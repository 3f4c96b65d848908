"""No request is read further or longer than it may be, or looked up by what no database keeps, whoever sends it and whatever reads it."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1024 * 1024
"""Bytes; Telegram's longest update is a fraction of it, a form of ours has at most 20 fields of 64 KiB."""
BODY_SECONDS = 30.0
"""Within which the whole body has to have come."""
PROGRESS_SECONDS = 10.0
PROGRESS_BYTES = 1024
"""So much has to come within each of these, or the end."""


class BodyLimit:
    """Middleware: 404 for a path with NUL in it; 413, at once where the length is announced, else as soon as more has come; 408 for a
    body that does not come to its end, or hardly comes."""

    def __init__(self, app: ASGIApp, most: int = LARGEST_BODY) -> None:
        self._app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"]:
            await JSONResponse({"error": "not_found"}, 404)(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > self._most:
            await JSONResponse({"error": "too_large"}, 413, headers={"Connection": "close"})(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        come, until = 0, clock() + BODY_SECONDS
        step, step_until = PROGRESS_BYTES, clock() + PROGRESS_SECONDS
        complete = refused = False

        async def receive_some() -> Message:
            nonlocal come, complete, refused, step, step_until
            try:
                async with asyncio.timeout_at(None if complete else min(until, step_until)):
                    message = await receive()
            except TimeoutError as error:
                refused = True
                raise HTTPException(408, "too_slow") from error
            complete = not message.get("more_body", False)
            come += len(message.get("body", b""))
            if come >= step:
                step, step_until = come + PROGRESS_BYTES, clock() + PROGRESS_SECONDS
            if come > self._most:
                refused = True
                raise HTTPException(413, "too_large")
            return message

        async def send_last(message: Message) -> None:
            """Whatever page tells the refusal: nothing more is read on this connection."""
            if refused and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive_some, send_last)
