"""Makes a demo answer only requests whose Host header names this machine.

Another site can let its own host name point to 127.0.0.1 (DNS rebinding). The browser would then treat the demo as a
part of that site, and a page of the site could read the demo's identities, sign-in codes and chats. In production the
proxy before the gateway checks host names.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from foundation.addresses import is_loopback

_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<other>[^\s:\[\]]+))(?::\d{1,5})?", re.IGNORECASE)


class LoopbackHostsOnly:
    """Refuses requests and WebSockets whose Host header does not name this machine, as a middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or _is_of_this_machine(Headers(scope=scope).getlist("host")):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await JSONResponse({"error": "unknown_host"}, 421)(scope, receive, send)


def _is_of_this_machine(hosts: list[str]) -> bool:
    found = _HOST.fullmatch(hosts[0]) if len(hosts) == 1 else None
    return found is not None and is_loopback((found["six"] or found["other"]).lower())
