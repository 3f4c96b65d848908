"""Runs the web chat as a channel: serves its pages and sockets, and sends its clients away at the
end."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, WebSocket
from prometheus_client import Gauge

from bot.channels.webchat.connection import ChatConnection
from bot.channels.webchat.shared import WebChat
from bot.channels.webchat.uploading import uploads_router
from bot.messages.channels import WEBCHAT

SOCKETS = Gauge("caravan_sockets_open", "Web chats that are connected to this gateway")

CLOSE_FORBIDDEN = 1008
"""WebSocket close code "policy violation": the page that opened the socket is not allowed to."""


class WebChatChannel:
    """Serves the chat's WebSocket to pages of the allowed origins, and the pages themselves.

    Its clients fetch their messages, so it sends nothing itself and needs nothing outside the
    gateway.
    """

    def __init__(self, chat: WebChat, pages: Sequence[APIRouter], allowed_origins: Sequence[str]) -> None:
        self.kind = WEBCHAT
        self.status, self.sender, self.invitation = None, None, None
        self.chat = chat
        origins = frozenset(allowed_origins)
        self.routers = (*pages, uploads_router(chat, origins), self._socket_router(origins))

    async def start(self) -> None:
        """Does nothing: clients come by themselves."""

    async def stop_receiving(self) -> None:
        self.chat.draining.set()

    async def send_away(self) -> None:
        self.chat.closing.set()
        await self.chat.attendance.wait_until_empty(self.chat.patience.goodbye)

    async def stop(self) -> None:
        """Does nothing, because every client has been sent away."""

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
