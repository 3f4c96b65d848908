"""Holds conversations through the web chat's protocol (docs/webchat-protocol.md), as the chat page of a person does."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

Frame = dict[str, Any]

PAUSE_SECONDS = 2.0
"""How long to wait before a frame is sent again, when the server does not say."""
_COMES_BACK = ("rate_limited", "unavailable")


class NoAnswer(Exception):
    """A message got no complete answer. The text of the error says why."""


class NoButton(Exception):
    """No message of the chat has a button with that label."""


@dataclass(frozen=True)
class Answer:
    """Holds the answer to a message: all text in it, how the message was understood, and how long the answer took."""

    text: str
    intent: str | None
    acts: list[str]
    seconds: float


class Chat:
    """Holds one conversation.

    The answer to a message consists of the messages after it (its id is in the frame `ack`) up to the frame
    `turn_done`. Greetings, and messages that come between two turns, are not part of an answer.
    """

    def __init__(self, socket: ClientConnection, patience: float) -> None:
        self._socket = socket
        self._patience = patience
        self._messages: dict[int, Frame] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str, identity: str | None, language: str, patience: float) -> AsyncIterator[Chat]:
        """Begins a conversation. `patience` is how many seconds a turn may take.

        Raises:
            NoAnswer: the conversation could not begin.
        """
        try:
            async with connect(url, proxy=None) as socket:
                chat = cls(socket, patience)
                hello = {"session": None, "identity": identity, "language": language, "last_id": None}
                await chat._send({"type": "hello", **hello})
                async with asyncio.timeout(patience):
                    while (frame := await chat._receive())["type"] != "welcome":
                        if frame["type"] == "error":
                            raise NoAnswer(f"no welcome but {frame['code']}: {frame['text']}")
                yield chat
        except (OSError, WebSocketException, TimeoutError) as error:
            raise NoAnswer(f"the connection was lost ({type(error).__name__})") from error

    async def say(self, text: str) -> Answer:
        """Sends a message and waits until its answer is complete.

        Raises:
            NoAnswer: the answer is not complete in time, or the message is refused.
        """
        return await self._take_turn({"type": "message", "text": text})

    async def press(self, label: str) -> Answer:
        """Presses the newest button with that label, and waits until its answer is complete.

        Raises:
            NoButton: there is no such button.
            NoAnswer: the answer is not complete in time, or the press is refused.
        """
        return await self._take_turn({"type": "button", "token": self._find_token(label)})

    def _find_token(self, label: str) -> str:
        for _, message in sorted(self._messages.items(), reverse=True):
            for button in list_buttons(message):
                if button["label"].strip().casefold() == label.strip().casefold() and "token" in button:
                    return str(button["token"])
        raise NoButton(f"no button {label!r}")

    async def _take_turn(self, frame: Frame) -> Answer:
        frame = {**frame, "client_id": str(uuid.uuid4())}
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                await self._send(frame)
                own_id, done = await self._wait_until_done(frame)
        except TimeoutError:
            raise NoAnswer(f"no answer within {self._patience:.0f} s") from None
        seconds = time.perf_counter() - began
        said = [message for id_, message in sorted(self._messages.items()) if id_ > own_id]
        understood = done.get("understood") or {}
        return Answer(
            text="\n".join(line for message in said for line in list_lines(message)),
            intent=understood.get("intent"),
            acts=[act["act"] if isinstance(act, dict) else str(act) for act in understood.get("acts") or []],
            seconds=seconds,
        )

    async def _wait_until_done(self, frame: Frame) -> tuple[int, Frame]:
        """Returns the id of the contact's own message, and the frame that ended the turn."""
        own_id = 0
        while True:
            seen = await self._receive()
            if seen.get("client_id") != frame["client_id"]:
                continue
            if seen["type"] == "ack":
                own_id = seen["id"]
            elif seen["type"] == "turn_done":
                return own_id, seen
            elif seen["type"] == "error":
                if seen["code"] not in _COMES_BACK:
                    raise NoAnswer(f"refused: {seen['code']}: {seen['text']}")
                await asyncio.sleep(seen.get("retry_after") or PAUSE_SECONDS)
                await self._send(frame)

    async def _receive(self) -> Frame:
        frame: Frame = json.loads(await self._socket.recv())
        if frame["type"] == "message" and frame["author"] != "contact":
            self._messages[frame["id"]] = frame
        return frame

    async def _send(self, frame: Frame) -> None:
        await self._socket.send(json.dumps(frame))


def list_lines(message: Frame) -> Iterator[str]:
    """Yields all text of a message: its own, that of its cards with their fields, and the labels of its buttons."""
    yield message["text"]
    for card in message["cards"]:
        yield card["title"]
        yield from (f"{field['label']}: {field['value']}" for field in card["fields"])
    yield from (f"[{button['label']}]" for button in list_buttons(message))


def list_buttons(message: Frame) -> Iterator[Frame]:
    for card in message["cards"]:
        yield from card["buttons"]
    yield from message["buttons"]
