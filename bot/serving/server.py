"""Runs the gateway's web server. The server accepts connections once all parts are up, and stops
without losing messages."""

from __future__ import annotations

import socket

import uvicorn
from fastapi import FastAPI

from bot.serving.bootstrap import Caravan
from bot.serving.connections import Connections, GatewayConfig, count_allowed_connections
from bot.serving.http_protocol import HttpProtocol
from bot.serving.socket_protocol import SocketProtocol

SOCKET_FRAME_BYTES = 256 * 1024
"""The largest WebSocket frame; a larger one closes the connection. Frames up to this size with a
message that is too long are answered with the error `too_large`."""
GRACE_SECONDS = 2
"""How many seconds a request in progress may still take at shutdown, after everything else is done."""
DEAD_LINE_MILLISECONDS = 60_000
"""After this time without an acknowledgement, Linux drops the connection to a client that has
disappeared or reads nothing."""


class GatewayServer(uvicorn.Server):
    """Serves the application of `build_app`. Starts the gateway's parts before it accepts
    connections, and stops them at the end.

    Raises:
        CaravanError: a part could not start, for example because the database cannot be reached or
            is of a newer version.
    """

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        caravan: Caravan = app.state.caravan
        proxies = caravan.settings.trusted_proxies
        connections = Connections(
            count_allowed_connections(caravan.settings.connections),
            caravan.settings.connections_per_address,
            proxies,
            counts_this_machine=not caravan.settings.demo,
            note_limited=caravan.note_limited,
        )
        config = GatewayConfig(
            app,
            host,
            port,
            log_config=None,
            access_log=False,
            lifespan="off",
            http=HttpProtocol,
            ws=SocketProtocol,
            ws_max_size=SOCKET_FRAME_BYTES,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
            open_connections=connections,
            body_limits=app.state.body_limits,
            last_words=caravan.renderer.term_in_every_language,
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
        """Accepts no more connections, finishes the messages in progress, tells every client to
        reconnect, and stops the gateway's parts."""
        for server in self.servers:
            server.close()
        await self._caravan.drain()
        await super().shutdown(sockets)
        await self._caravan.stop()


def _let_go_of_dead_lines(listener: socket.socket) -> None:
    """Sets a time-out for dead connections on a listening socket, from which accepted connections
    inherit it."""
    if listener.family in (socket.AF_INET, socket.AF_INET6):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_LINE_MILLISECONDS)
