"""Reaches what is measured as a client does: Caravan by its web chat, its Rasa process by our
channel, a stock Rasa by REST."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
from websockets.asyncio.client import ClientConnection, connect

CONTEXT_SECONDS = 300
"""Seconds for which a signed context is valid."""


class ProtocolError(RuntimeError):
    """Reports that the system answered something that its protocol does not allow."""


@dataclass(frozen=True)
class Caravan:
    """Opens web chats of visitors with the whole of Caravan. A turn ends with its `turn_done`."""

    address: str

    async def open(self) -> WebChat:
        chat = WebChat(await open_chat(self.address))
        await chat.wait_for_greeting()
        return chat


async def open_chat(address: str, session: str | None = None) -> ClientConnection:
    """Returns a socket of the web chat that has sent `hello`; the next frame to come is
    `welcome`."""
    socket = await connect(
        address.replace("http", "ws", 1) + "/chat/ws", proxy=None, compression=None, ping_interval=None
    )
    hello = {"type": "hello", "session": session, "identity": None, "language": "en", "last_id": None}
    await socket.send(json.dumps(hello))
    return socket


class WebChat:
    """Holds one conversation on one socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def wait_for_greeting(self) -> None:
        """Waits for the welcome and the bot's greeting."""
        while (await self._receive())["type"] != "message":
            continue

    async def say(self, text: str) -> int:
        client_id, answers = str(uuid.uuid4()), 0
        await self._socket.send(json.dumps({"type": "message", "client_id": client_id, "text": text}))
        while True:
            frame = await self._receive()
            if frame["type"] == "message":
                answers += 1
            elif frame["type"] == "turn_done" and frame["client_id"] == client_id:
                return answers

    async def close(self) -> None:
        await self._socket.close()

    async def _receive(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await self._socket.recv())
        if frame["type"] == "error":
            raise ProtocolError(f"the chat answered {frame['code']}")
        return frame


class RasaAlone:
    """Reaches our Rasa process by its channel, as the gateway does: the client stores the state and
    signs the context."""

    def __init__(self, address: str, token: str, context_secret: str) -> None:
        self.http = _open_http(address, {"Authorization": f"Bearer {token}"})
        self.context_secret = context_secret

    async def __aenter__(self) -> RasaAlone:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def open(self) -> RasaConversation:
        return RasaConversation(self, uuid.uuid4().hex)


class RasaConversation:
    """Holds one conversation with the Rasa process."""

    def __init__(self, rasa: RasaAlone, name: str) -> None:
        self._rasa = rasa
        self._name = name
        self._state: dict[str, Any] | None = None
        self._turn = 0

    async def say(self, text: str) -> int:
        self._turn += 1
        message_id = f"{self._name}-{self._turn}"
        request = {
            "message_id": message_id, "conversation": self._name, "text": text, "intent": None, "entities": {},
            "language": "en", "role": "visitor", "context": self._context(message_id), "state": self._state,
        }  # fmt: skip
        response = await self._rasa.http.post("/webhooks/caravan/turn", json=request)
        if response.status_code == 503:  # Rasa gave the turn up, and it counts as unanswered; a gateway would retry
            return 0
        if response.status_code != 200:
            raise ProtocolError(f"Rasa answered {response.status_code}")
        body = response.json()
        self._state = body["state"]
        return len(body["replies"])

    async def close(self) -> None:
        pass

    def _context(self, message_id: str) -> str:
        now = int(time.time())
        claims = {
            "aud": "caravan-actions", "iat": now, "exp": now + CONTEXT_SECONDS, "contact": self._name,
            "account": None, "role": "visitor", "name": None, "conversation": self._name,
            "message_id": message_id, "language": "en", "channel": "webchat",
        }  # fmt: skip
        return jwt.encode(claims, self._rasa.context_secret, algorithm="HS256")


class Peer:
    """Reaches a stock Rasa server by its REST channel, which answers a message with all that the
    bot says to it."""

    def __init__(self, address: str) -> None:
        self.http = _open_http(address, {})

    async def open(self) -> PeerConversation:
        return PeerConversation(self.http, uuid.uuid4().hex)

    async def close(self) -> None:
        await self.http.aclose()


@dataclass(frozen=True)
class PeerConversation:
    """Holds one sender of the REST channel."""

    http: httpx.AsyncClient
    sender: str

    async def say(self, text: str) -> int:
        response = await self.http.post("/webhooks/rest/webhook", json={"sender": self.sender, "message": text})
        if response.status_code != 200:
            raise ProtocolError(f"the peer answered {response.status_code}")
        return len(response.json())

    async def close(self) -> None:
        pass


def _open_http(address: str, headers: dict[str, str]) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    return httpx.AsyncClient(
        base_url=address, headers=headers, timeout=httpx.Timeout(60), limits=limits, trust_env=False
    )


async def wait_until_ready(url: str, seconds: float) -> None:
    """Waits until a GET of `url` is answered with 200.

    Raises: TimeoutError: it was not answered so within the time.
    """
    async with asyncio.timeout(seconds), httpx.AsyncClient(trust_env=False, timeout=5) as http:
        while True:
            try:
                if (await http.get(url)).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.3)
