"""Plays people who reconnect, send unacknowledged messages again, and remember everything that they saw."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.chaos.script import Script
from tests.fakes.telegram.server import TelegramServer

ACK_SECONDS = 10.0
LONGEST_PAUSE = 5.0


class Talker(Protocol):
    """Describes a person in one conversation. `answers` are the bot's messages in the order in which the person saw them."""

    script: Script
    name: str

    @property
    def answers(self) -> list[str]: ...

    @property
    def answered(self) -> int: ...

    @property
    def complaints(self) -> list[str]: ...

    async def talk(self) -> None: ...


class WebPerson:
    """Speaks the web chat's protocol as docs/webchat-protocol.md demands it of a client."""

    def __init__(
        self, name: str, addresses: Sequence[str], account: str, script: Script, chance: random.Random
    ) -> None:
        self.name, self.script = name, script
        self._addresses, self._account, self._chance = addresses, account, chance
        self._session: str | None = None
        self._last_id = 0
        self._frames: dict[int, dict[str, Any]] = {}
        self._ids: dict[str, int] = {}
        self._outbox: list[dict[str, str]] = []
        self._sent: str | None = None
        self._socket: ClientConnection | None = None
        self._news = asyncio.Event()
        self.turns_done: Counter[str] = Counter()
        self.complaints: list[str] = []
        self.connections = 0

    @property
    def answers(self) -> list[str]:
        return [frame["text"] for frame in self._frames.values() if frame["author"] == "bot"]

    @property
    def answered(self) -> int:
        return len(self.turns_done)

    async def talk(self) -> None:
        staying = asyncio.create_task(self._stay())
        try:
            steps = iter(self.script.steps)
            for size in self.script.bursts:
                burst = [
                    {"type": "message", "client_id": str(uuid.uuid4()), "text": next(steps).text} for _ in range(size)
                ]
                self._outbox += burst
                await self._pump()
                while not all(frame["client_id"] in self.turns_done for frame in burst):
                    self._news.clear()
                    await self._news.wait()
            self._look_for_gaps()
        finally:
            staying.cancel()
            await asyncio.gather(staying, return_exceptions=True)

    def _look_for_gaps(self) -> None:
        """Complains of messages that were lost: ids count 1, 2, 3 …, and each must have been shown or acknowledged."""
        known = self._frames.keys() | self._ids.values()
        if missing := set(range(1, max(known) + 1)) - known:
            self.complaints.append(f"messages {sorted(missing)} were never shown")

    async def _stay(self) -> None:
        failures = 0
        while True:
            welcomed = self.connections
            with contextlib.suppress(OSError, WebSocketException, httpx.HTTPError):
                await self._converse(self._chance.choice(self._addresses))
            self._socket, self._sent = None, None
            failures = 0 if self.connections > welcomed else failures + 1
            await asyncio.sleep(min(LONGEST_PAUSE, 0.3 * 2.0**failures) * self._chance.uniform(0.3, 1.0))

    async def _converse(self, address: str) -> None:
        identity = await self._fetch_identity(address) if self._session is None else None
        url = address.replace("http", "ws", 1) + "/chat/ws"
        async with connect(
            url, proxy=None, open_timeout=10, close_timeout=1, ping_interval=5, ping_timeout=10
        ) as socket:
            hello = {"type": "hello", "session": self._session, "identity": identity, "language": "en"}
            await socket.send(json.dumps({**hello, "last_id": self._last_id or None}))
            async for raw in socket:
                frame = json.loads(raw)
                if frame["type"] == "welcome":
                    self._socket = socket
                await self._take(frame)

    async def _fetch_identity(self, address: str) -> str:
        async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=10) as http:
            response = await http.get(f"/demo/identity/{self._account}")
            response.raise_for_status()
            return str(response.json()["token"])

    async def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "welcome":
                if self._session is not None and frame["session"] != self._session:
                    self.complaints.append("the session was forgotten")
                self._session = frame["session"]
                self.connections += 1
            case "message":
                self._show(frame)
            case "ack":
                self._note_ack(frame["client_id"], frame["id"])
            case "turn_done":
                self.turns_done[frame["client_id"]] += 1
            case "error" if frame["client_id"] is not None and frame["code"] in ("unavailable", "rate_limited"):
                await asyncio.sleep(frame.get("retry_after", 1))
                self._sent = None
            case "error" if frame["code"] != "unavailable":
                self.complaints.append(f"error {frame['code']}")
        self._news.set()
        await self._pump()

    def _show(self, frame: dict[str, Any]) -> None:
        if frame["id"] <= self._last_id:
            self.complaints.append(f"message {frame['id']} came again, or late: {frame['text'][:60]!r}")
        self._frames[frame["id"]] = frame
        self._last_id = max(self._last_id, frame["id"])

    def _note_ack(self, client_id: str, message_id: int) -> None:
        if self._ids.setdefault(client_id, message_id) != message_id:
            self.complaints.append(f"{client_id} is message {self._ids[client_id]} and {message_id}")
        self._outbox = [frame for frame in self._outbox if frame["client_id"] != client_id]
        if self._sent == client_id:
            self._sent = None

    async def _pump(self) -> None:
        """Sends the next message. One that is not acknowledged is sent again over a new connection."""
        if self._socket is None or self._sent is not None or not self._outbox:
            return
        socket, frame = self._socket, self._outbox[0]
        self._sent = frame["client_id"]
        with contextlib.suppress(WebSocketException, OSError):
            await socket.send(json.dumps(frame))
        asyncio.get_running_loop().call_later(ACK_SECONDS, self._give_up, socket, frame["client_id"])

    def _give_up(self, socket: ClientConnection, client_id: str) -> None:
        if self._socket is socket and self._sent == client_id and client_id not in self._ids:
            socket.transport.abort()


class TelegramPerson:
    """Writes to the bot on Telegram as a linked account. Telegram itself stores messages that the bot has not taken."""

    def __init__(
        self, number: int, addresses: Sequence[str], telegram: TelegramServer, account: str, script: Script
    ) -> None:
        self.name, self.script = f"telegram {number}", script
        self.person = telegram.person(number, first_name=f"Person {number}")
        self._addresses, self._telegram, self._account = addresses, telegram, account
        self.complaints: list[str] = []

    @property
    def answers(self) -> list[str]:
        return [message.text for message in self.person.received]

    @property
    def answered(self) -> int:
        """Returns the number of steps that are answered, counted up to the first one without an answer."""
        texts = self.answers
        for count, step in enumerate(self.script.steps):
            if not any(step.is_answered_by(text) for text in texts):
                return count
        return len(self.script.steps)

    async def talk(self) -> None:
        await self.person.starts(await self._fetch_code())
        await self._reads("Connect")
        await self.person.presses("Yes, connect")
        await self._reads("connected with")
        begun = 0
        for size in self.script.bursts:
            for step in self.script.steps[begun : begun + size]:
                await self.person.sends(step.text)
            begun += size
            while self.answered < begun:
                await self._telegram.changed.wait(1.0)

    async def _reads(self, words: str) -> None:
        while not any(words in text for text in self.answers):
            await self._telegram.changed.wait(1.0)

    async def _fetch_code(self) -> str:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                async with httpx.AsyncClient(base_url=self._addresses[0], trust_env=False, timeout=10) as http:
                    response = await http.post("/demo/telegram-link", json={"account": self._account})
                    response.raise_for_status()
                    return str(response.json()["code"])
            await asyncio.sleep(0.5)
