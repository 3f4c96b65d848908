"""Talks to the systems that are measured as a client would: to Caravan through its web chat, to Caravan's Rasa
process through its own channel, and to a stock Rasa through the REST channel."""

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
"""How many seconds the signed context of a message, which tells the actions who is writing, is valid."""


class ProtocolError(RuntimeError):
    """Says that a system gave an answer that its protocol does not allow."""


@dataclass(frozen=True)
class Caravan:
    """Opens web chats with a running Caravan, as visitors who are not signed in. A turn ends with the frame
    `turn_done`."""

    address: str

    async def open(self) -> WebChat:
        chat = WebChat(await open_chat(self.address))
        await chat.wait_for_greeting()
        return chat


async def open_chat(address: str, session: str | None = None) -> ClientConnection:
    """Opens a socket of the web chat and sends `hello`. The next frame to receive is `welcome`. `session`
    continues an earlier session."""
    socket = await connect(
        address.replace("http", "ws", 1) + "/chat/ws", proxy=None, compression=None, ping_interval=None
    )
    hello = {"type": "hello", "session": session, "identity": None, "language": "en", "last_id": None}
    await socket.send(json.dumps(hello))
    return socket


class WebChat:
    """Holds one conversation on one socket of the web chat."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def wait_for_greeting(self) -> None:
        """Waits for the frame `welcome` and the bot's greeting."""
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
    """Talks to Caravan's Rasa process in the same way as the gateway: the client stores the state of each
    conversation and signs the context of each message."""

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
    """Holds one conversation with Caravan's Rasa process."""

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
        if response.status_code == 503:  # the turn failed and counts as unanswered; a gateway would try again
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
    """Talks to a stock Rasa server through its REST channel, which returns all of the bot's answers to a message
    at once."""

    def __init__(self, address: str) -> None:
        self.http = _open_http(address, {})

    async def open(self) -> PeerConversation:
        return PeerConversation(self.http, uuid.uuid4().hex)

    async def close(self) -> None:
        await self.http.aclose()


@dataclass(frozen=True)
class PeerConversation:
    """Holds one conversation with the stock Rasa server. The REST channel tells conversations apart by `sender`."""

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

    Raises:
        TimeoutError: there was no such answer within `seconds`.
    """
    async with asyncio.timeout(seconds), httpx.AsyncClient(trust_env=False, timeout=5) as http:
        while True:
            try:
                if (await http.get(url)).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.3)
