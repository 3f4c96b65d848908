"""Security headers of every HTTP answer, whatever made it: pages bring stricter or more fitting ones of their own, and what has none
(JSON, refusals, errors of the framework) gets these."""

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
"""Browsers that came by https come by https for a year."""


class SecuredApp(FastAPI):
    """The gateway's application. The headers are put in outside of everything, the page of an unforeseen error included."""

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
