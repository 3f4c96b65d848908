"""Acts as a client of the web chat in tests, and keeps everything that it receives."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.fakes import PATIENCE


class ChatClient:
    """Holds one connection to the web chat. `frames` is everything that was received, in order."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._listen())
        self.session = ""
        self.conversation = ""

    @classmethod
    async def open(
        cls,
        address: str,
        account: str | None = None,
        *,
        language: str | None = None,
        session: str | None = None,
        last_id: int | None = None,
        identity: str | None = None,
        origin: str | None = None,
        headers: dict[str, str] | None = None,
        goes_on: bool = False,
    ) -> ChatClient:
        where = address.replace("http", "ws", 1) + "/chat/ws"
        socket = await connect(where, origin=origin, additional_headers=headers, proxy=None)  # type: ignore[arg-type]
        client = cls(socket)
        if account:
            identity = await demo_identity(address, account)
        hello = {"session": session, "identity": identity, "language": language, "last_id": last_id}
        await client.send({"type": "hello", **hello, "goes_on": goes_on})
        await client.wait(lambda frame: frame["type"] == "welcome")
        return client

    async def send(self, frame: dict[str, Any] | str) -> None:
        await self.socket.send(frame if isinstance(frame, str) else json.dumps(frame))

    async def say(self, text: str, *, client_id: str | None = None, seconds: float = PATIENCE) -> list[dict[str, Any]]:
        """Sends a message and returns the messages that came until the gateway had handled it (`turn_done`). If the
        gateway answers with an error, it returns only the error."""
        return await self._turn({"type": "message", "text": text}, client_id, seconds)

    async def press(self, label: str, *, seconds: float = PATIENCE) -> list[dict[str, Any]]:
        return await self._turn({"type": "button", "token": self.button(label)}, None, seconds)

    def button(self, label: str) -> str:
        """Returns the token of the newest button with that label."""
        for message in reversed(self.messages()):
            for button in [*message["buttons"], *(b for card in message["cards"] for b in card["buttons"])]:
                if button["label"] == label and "token" in button:
                    return str(button["token"])
        raise AssertionError(f"no button {label!r} in {[m['buttons'] for m in self.messages()]}")

    def messages(self) -> list[dict[str, Any]]:
        return [frame for frame in self.frames if frame["type"] == "message"]

    async def wait(
        self, wanted: Callable[[dict[str, Any]], bool], seconds: float = PATIENCE, since: int = 0
    ) -> dict[str, Any]:
        async with asyncio.timeout(seconds):
            while True:
                for frame in self.frames[since:]:
                    if wanted(frame):
                        return frame
                if self._task.done():
                    raise ConnectionError(f"closed with {self.socket.close_code}; saw {self.frames[-3:]}")
                self._news.clear()
                await self._news.wait()

    async def close(self) -> None:
        await self.socket.close()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _turn(self, frame: dict[str, Any], client_id: str | None, seconds: float) -> list[dict[str, Any]]:
        client_id = client_id or str(uuid.uuid4())
        start = len(self.frames)
        await self.send({**frame, "client_id": client_id})
        finished = await self.wait(
            lambda seen: seen["type"] in ("turn_done", "error") and seen["client_id"] == client_id, seconds, start
        )
        if finished["type"] == "error":
            return [finished]
        return [seen for seen in self.frames[start:] if seen["type"] == "message"]

    async def _listen(self) -> None:
        try:
            async for raw in self.socket:
                frame = json.loads(raw)
                self.frames.append(frame)
                if frame["type"] == "welcome":  # comes again after a sign-in, with another session
                    self.session, self.conversation = frame["session"], frame["conversation"]
                self._news.set()
        except ConnectionClosed:
            pass
        finally:
            self._news.set()


async def demo_identity(address: str, account: str) -> str:
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as http:
        response = await http.get(f"/demo/identity/{account}")
        response.raise_for_status()
        return str(response.json()["token"])


async def say_hello_from(address: str, gateway_address: str, language: str = "en") -> list[dict[str, Any]]:
    """Opens a web chat through a proxy, as a client whose IP address is `address`. Returns the first frame from the
    gateway, in a list."""
    url = gateway_address.replace("http", "ws", 1) + "/chat/ws"
    headers = {"X-Forwarded-For": address, "Accept-Language": language}
    async with connect(url, additional_headers=headers, proxy=None) as client:
        await client.send(json.dumps({"type": "hello", "session": None, "last_id": None}))
        return [json.loads(await client.recv())]
