"""The gateway's server: takes connections once everything is up, and stops without losing or keeping waiting anybody."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.bootstrap import Caravan

SOCKET_FRAME_BYTES = 256 * 1024
"""Larger frames close the socket; those up to here get a `too_large` of ours."""
GRACE_SECONDS = 2
"""How long a request that is being answered may take after everything else is done."""
DEAD_LINE_MILLISECONDS = 60_000
"""A client that takes nothing for so long, or is no longer there, is let go with all that the system keeps for it (Linux)."""

HEAD_SECONDS = 15.0
HEAD_BYTES = 64 * 1024
"""Within which the head of a request has to have come: who sends it drop by drop, without end, or not at all is let go."""


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's own, which waits for a head for ever, and takes one of any size."""

    _late: asyncio.TimerHandle | None = None
    _come = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._late is None:  # another request on the same connection
            self._await_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._late is not None:
            self._come += len(data)
            if self._come > HEAD_BYTES:
                self.transport.close()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._come = 0
        self._late = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None


class GatewayServer(uvicorn.Server):
    """Serves the application of `build_app`, from the start of its parts to their end.

    Raises:
        CaravanError: a part could not start (the database is away, or newer than this version).
    """

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        caravan: Caravan = app.state.caravan
        proxies = caravan.settings.trusted_proxies
        config = uvicorn.Config(
            app,
            host,
            port,
            log_config=None,
            access_log=False,
            lifespan="off",
            http=HttpProtocol,
            ws="websockets-sansio",
            ws_max_size=SOCKET_FRAME_BYTES,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
        )
        super().__init__(config)
        self._caravan = caravan

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self._caravan.start()
        await super().startup(sockets)
        for server in self.servers:
            for listener in server.sockets:
                _let_go_of_dead_lines(listener)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes no more, finishes the turns under way, tells everybody to come back, lets go."""
        for server in self.servers:
            server.close()
        await self._caravan.drain()
        await super().shutdown(sockets)
        await self._caravan.stop()


def _let_go_of_dead_lines(listener: socket.socket) -> None:
    """Connections inherit this from the socket that took them."""
    if listener.family in (socket.AF_INET, socket.AF_INET6):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_LINE_MILLISECONDS)
