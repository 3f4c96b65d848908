"""Limits HTTP connections: how many there are, and how long and how large requests may be."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.serving.connections import Deadline, GatewayConfig, Line, Place, Welcome
from bot.serving.socket_protocol import SocketProtocol
from bot.web.body_limit import LARGEST_BODY

HEAD_BYTES = 64 * 1024
HEADERS = 128
"""The most bytes and the most headers of the head of a request (its first line and headers)."""
PIPELINED = 8
"""How many further requests a client may send before the first is answered. Browsers send no such
requests."""
CHECKS = (b"/healthz", b"/readyz", b"/metrics")
CHECK_SECONDS = 2.0
REFUSAL_HEADERS = {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Retry-After": "5",
    "Connection": "close",
}


class HttpProtocol(HttpToolsProtocol):
    """Adds limits to uvicorn's HTTP protocol. By itself, uvicorn waits for ever for a head after an
    empty line, and for the end of a body that the application does not read. uvicorn also accepts
    heads of any size, and any number of waiting requests and connections."""

    def __init__(self, *, config: GatewayConfig, **more: Any) -> None:
        super().__init__(config=config, **more)
        self._connections, self._last_words = config.open_connections, config.last_words
        self._place: Place | None = None
        self._body_limits, self._limits = config.body_limits, config.connection_limits
        self._come, self._most = 0, 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._line = Line(transport, self._connections, self._limits.stuck)
        self._head_late, self._body_late = Deadline(self._line.hang_up), Deadline(self._line.hang_up)
        self._place = self._connections.enter(self.client[0] if self.client else "")
        if self._place.welcome in (Welcome.CROWDED, Welcome.FULL):
            self._turn_away()
        else:
            self._await_head()

    def data_received(self, data: bytes) -> None:
        if self._line.ending:
            self._line.throw_away(data)
            return
        super().data_received(data)
        if self._head_late:
            self._come += len(data)
            if self._come > HEAD_BYTES:
                self._line.hang_up()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._head_late:  # another request has arrived while one is being answered
            self._await_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        if len(self.headers) > HEADERS:
            raise ValueError("too many headers")

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= PIPELINED or not self.url.isascii():
            raise ValueError("too many requests at once, or no URL")
        self._head_late.stop()
        self._come = 0
        self._most, seconds = self._body_limits.find(unquote(self.url.partition(b"?")[0].decode()))
        self._body_late.start(seconds + self._limits.told)
        if self._is_for_checks_only() and self.url.partition(b"?")[0] not in CHECKS:
            self.app = self._tell_full
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        self._come += len(body)
        if self._come > self._most + LARGEST_BODY:  # `BodyLimit` has refused the body already
            self._line.hang_up()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._body_late.stop()
        self._await_another()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._line.watch()
        # the application did not read the rest of the body
        elif self._body_late and self.cycle.response_complete:
            self._body_late.start(self._limits.unread)
        self._await_another()

    def timeout_keep_alive_handler(self) -> None:
        self._line.hang_up()

    def handle_websocket_upgrade(self) -> None:
        if self._is_for_checks_only():
            self._turn_away()
            return
        super().handle_websocket_upgrade()
        protocol = self.transport.get_protocol()
        if isinstance(protocol, SocketProtocol):
            protocol.place, self._place = self._place, None
            self._stop_waiting()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._line.watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._line.stop_watching()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_waiting()
        self._unset_keepalive_if_required()
        if self._place is not None:
            self._connections.leave(self._place)
            self._place = None

    def _await_head(self) -> None:
        self._come = 0
        self._head_late.start(CHECK_SECONDS if self._is_for_checks_only() else self._limits.head)

    def _await_another(self) -> None:
        """Starts the timer for the next request, once the current one has arrived and been answered
        completely."""
        answered = self.cycle is not None and self.cycle.response_complete
        if answered and not (self._body_late or self._head_late or self.transport.is_closing()):
            self._await_head()

    def _stop_waiting(self) -> None:
        self._head_late.stop()
        self._body_late.stop()
        self._line.let_go()

    def _is_for_checks_only(self) -> bool:
        return self._place is not None and self._place.welcome is Welcome.CHECKS_ONLY

    def _turn_away(self) -> None:
        """Refuses the connection before anything is read."""
        status, body = self._refusal()
        head = (f"{name}: {value}\r\n" for name, value in {**REFUSAL_HEADERS, "Content-Length": len(body)}.items())
        self.transport.write(f"HTTP/1.1 {status.value} {status.phrase}\r\n{''.join(head)}\r\n".encode() + body)
        self._line.hang_up_after_last_words()

    def _refusal(self) -> tuple[HTTPStatus, bytes]:
        self._connections.note_limited("connections")
        if self._place is not None and self._place.welcome is Welcome.CROWDED:
            return HTTPStatus.TOO_MANY_REQUESTS, self._last_words("gateway.too_many").encode()
        return HTTPStatus.SERVICE_UNAVAILABLE, self._last_words("gateway.full").encode()

    async def _tell_full(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, body = self._refusal()
        await Response(body, status.value, REFUSAL_HEADERS)(scope, receive, send)
