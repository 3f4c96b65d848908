"""Runs the web chat as a channel: serves its pages and WebSockets, and tells its clients to
reconnect elsewhere when the gateway stops."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, WebSocket
from prometheus_client import Gauge

from bot.channels.webchat.client.connection import ChatConnection
from bot.channels.webchat.shared import WebChat
from bot.channels.webchat.uploading import uploads_router
from bot.messages.channels import WEBCHAT

SOCKETS = Gauge("caravan_sockets_open", "Web chats that are connected to this gateway")

CLOSE_FORBIDDEN = 1008
"""WebSocket close code "policy violation", for a socket opened by a page whose origin is not
allowed."""


class WebChatChannel:
    """Serves the chat's web pages, and its WebSocket to pages of the allowed origins.

    The clients fetch their messages, so this channel has no sender and depends on no outside
    server.
    """

    def __init__(self, chat: WebChat, pages: Sequence[APIRouter], allowed_origins: Sequence[str]) -> None:
        self.kind = WEBCHAT
        self.status, self.sender, self.invitation = None, None, None
        self.has_staff_group = False
        self.chat = chat
        origins = frozenset(allowed_origins)
        self.routers = (*pages, uploads_router(chat, origins), self._socket_router(origins))

    async def start(self) -> None:
        """Does nothing, because the web server accepts the clients."""

    async def stop_receiving(self) -> None:
        self.chat.draining.set()

    async def send_away(self) -> None:
        self.chat.closing.set()
        await self.chat.attendance.wait_until_empty(self.chat.patience.goodbye)

    async def stop(self) -> None:
        """Does nothing, because `send_away` has disconnected every client."""

    def _socket_router(self, allowed_origins: frozenset[str]) -> APIRouter:
        router = APIRouter()

        @router.websocket("/chat/ws")
        async def chat(socket: WebSocket) -> None:
            origin = socket.headers.get("origin")
            if origin is not None and origin not in allowed_origins:
                await socket.close(CLOSE_FORBIDDEN)
                return
            with SOCKETS.track_inprogress():
                await ChatConnection(socket, self.chat).serve()

        return router
