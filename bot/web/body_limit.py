"""Limits the size and the duration of request bodies, and refuses paths with a NUL character, which
a database cannot store."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 1024 * 1024
"""The most bytes of a request body. Updates from Telegram and the console's forms are much smaller."""
PROGRESS_BYTES = 1024
"""How many bytes of a body must arrive, at least, within each period of `BodyWaits.progress`. A
request whose body arrives more slowly is refused."""


@dataclass(frozen=True)
class BodyWaits:
    """Holds how many seconds a whole `body` may take to arrive, how many an uploaded `file` (enough for 20 MB at half a
    megabit a second), and within how many `PROGRESS_BYTES` must arrive (`progress`)."""

    body: float = 30.0
    file: float = 300.0
    progress: float = 10.0


DEFAULT_WAITS = BodyWaits()


@dataclass(frozen=True)
class BodyLimits:
    """Holds how many bytes the body of a request may have. `larger` maps patterns of the paths to which files are
    uploaded to the most bytes of such a body. `waits` says how long bodies may take to arrive.
    """

    most: int = LARGEST_BODY
    larger: Mapping[re.Pattern[str], int] = MappingProxyType({})
    waits: BodyWaits = DEFAULT_WAITS

    def find(self, path: str) -> tuple[int, float]:
        """Returns how many bytes the body of a request to this path may have, and how many seconds
        it may take to arrive."""
        for pattern, most in self.larger.items():
            if pattern.fullmatch(path):
                return most, self.waits.file
        return self.most, self.waits.body


DEFAULT_LIMITS = BodyLimits()


class BodyLimit:
    """Refuses requests with a bad path or body, as a middleware. The answer is 404 for a path with
    a NUL character, 413 for a body that is too large, and 408 for a body that arrives too slowly or
    not in time. A body whose announced length is too large is refused before it is read.
    """

    def __init__(self, app: ASGIApp, limits: BodyLimits = DEFAULT_LIMITS) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "\0" in scope["path"]:
            await JSONResponse({"error": "not_found"}, 404)(scope, receive, send)
            return
        most, seconds = self._limits.find(scope["path"])
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced[:20]) > most:
            await JSONResponse({"error": "too_large"}, 413, headers={"Connection": "close"})(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        come, until = 0, clock() + seconds
        step, step_until = PROGRESS_BYTES, clock() + self._limits.waits.progress
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
                step, step_until = come + PROGRESS_BYTES, clock() + self._limits.waits.progress
            if come > most:
                refused = True
                raise HTTPException(413, "too_large")
            return message

        async def send_last(message: Message) -> None:
            """Sends the answer. After a refusal, the answer closes the connection, because the rest
            of the body is not read."""
            if refused and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        await self._app(scope, receive_some, send_last)
