"""Adds security headers to every HTTP answer that does not set them itself, such as JSON, refusals
and errors of the framework. Web pages set security headers of their own."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEFAULTS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
TRANSPORT = "max-age=31536000"
"""Makes browsers that used https once use only https for a year."""


class SecuredApp(FastAPI):
    """Extends FastAPI for the gateway's application. The security headers are added outside of all
    middleware, so that even the answer to an unexpected error has them."""

    def __init__(self, *, https: bool, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._headers = {**DEFAULTS, "Strict-Transport-Security": TRANSPORT} if https else DEFAULTS

    def build_middleware_stack(self) -> ASGIApp:
        app, headers = super().build_middleware_stack(), self._headers

        async def secured(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_secured(message: Message) -> None:
                if message["type"] == "http.response.start":
                    present = MutableHeaders(scope=message)
                    for name, value in headers.items():
                        present.setdefault(name, value)
                await send(message)

            await app(scope, receive, send_secured if scope["type"] == "http" else send)

        return secured
