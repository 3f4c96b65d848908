"""Talks to one client of the web chat: sends and receives frames over its WebSocket, reports errors
in the client's language, and closes the connection."""

from __future__ import annotations

import asyncio
import math
import random
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.channels.webchat.shared import Patience
from bot.rendering.renderer import Renderer
from bot.web.language import find_preferred_language
from foundation.errors import Explain
from foundation.json_text import write_json

CLOSE_MISUSED = 1002
"""WebSocket close code "protocol error": the first frame was no `hello`."""
CLOSE_RETRY = 1012
"""WebSocket close code "service restart": the client should reconnect after the pause that the
close reason names."""
CLOSE_ENDED = 4001
"""WebSocket close code of Caravan: the session was ended elsewhere, and the client must not resume
it."""


class Line:
    """Sends and receives the frames of one WebSocket, one at a time in each direction."""

    def __init__(self, socket: WebSocket, renderer: Renderer, patience: Patience) -> None:
        self._socket, self._renderer, self._patience = socket, renderer, patience
        self._sending = asyncio.Lock()
        self.address = socket.client.host if socket.client else ""
        # the browser's language, until the contact's is known
        self.language = find_preferred_language(socket)

    @property
    def is_open(self) -> bool:
        return self._socket.client_state is WebSocketState.CONNECTED

    async def accept(self) -> None:
        await self._socket.accept()

    async def receive(self) -> str | bytes:
        """Returns the next frame from the client, unparsed.

        Raises:
            WebSocketDisconnect: the client left. The error holds the close code.
        """
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        text = message.get("text")
        return text if text is not None else message.get("bytes") or b""

    async def send(self, frame: dict[str, Any]) -> None:
        """Sends a frame to the client, as JSON.

        Raises:
            TimeoutError: the client has not read for too long.
        """
        async with self._sending, asyncio.timeout(self._patience.send):
            await self._socket.send_text(write_json(frame))

    async def send_error(self, problem: Explain, client_id: str | None = None, **besides: bool) -> None:
        """Sends an `error` frame. `client_id` is the id of the client's frame that could not be
        handled, and `besides` are further fields."""
        text = self._renderer.term(problem.term, self.language, problem.values)
        frame: dict[str, Any] = {"type": "error", "client_id": client_id, "code": problem.code, "text": text, **besides}
        if problem.code == "rate_limited":
            frame["retry_after"] = math.ceil(problem.values["wait"])
        await self.send(frame)

    async def turn_away(self) -> None:
        """Refuses a client because too many connect from its address, and asks it to reconnect
        later."""
        await self.send_error(Explain("rate_limited", "gateway.too_many", wait=self._patience.come_back))
        await self.ask_to_come_back()

    async def ask_to_come_back(self) -> None:
        """Closes the connection, and tells the client after how many seconds to reconnect."""
        pause = random.uniform(0.5, self._patience.come_back)
        await self.close(CLOSE_RETRY, f"retry_after={pause:.1f}")

    async def close(self, code: int, reason: str = "") -> None:
        """Closes the connection with this close code and reason."""
        async with asyncio.timeout(self._patience.send):
            await self._socket.close(code, reason)
