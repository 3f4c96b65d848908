"""No request is read further than it may be long, or looked up by what no database keeps, whoever sends it and whatever reads it."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1024 * 1024
"""Bytes; Telegram's longest update is a fraction of it, a form of ours has at most 20 fields of 64 KiB."""


class BodyLimit:
    """Middleware: 404 for a path with NUL in it; 413, at once where the length is announced, else as soon as more has come."""

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
        come = 0

        async def receive_some() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > self._most:
                raise HTTPException(413, "too_large", headers={"Connection": "close"})
            return message

        await self._app(scope, receive_some, send)
