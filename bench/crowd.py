"""Opens `COUNT` web chats. All chats stay silent, except for `SAMPLED` ones that ask for a person (`python -m
bench.crowd ADDRESS COUNT SAMPLED`).

Each line of output is a JSON object. `{"ready": [conversation, …]}` says that all chats are open, and which
of them have asked for a person. Then `{"text": …, "at": …}` reports each message of an agent when it arrives;
`at` is read from the monotonic clock, which all processes of the machine share. `{"closed": code}` reports
that the gateway has closed a chat.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from typing import Any

from websockets.asyncio.client import ClientConnection

from bench.running import allow_many_files
from bench.systems import open_chat

AT_ONCE = 25
"""How many chats are opened at the same time."""
ASKING = "I want to talk to a person"
PATIENCE = 60.0
"""How many seconds the opening of one chat may take."""


async def main(address: str, count: int, sampled: int) -> None:
    """Opens the chats, `AT_ONCE` at a time, and reports the agent's messages until the process is stopped."""
    slots = asyncio.Semaphore(AT_ONCE)
    sampled_numbers = set(range(0, count, max(count // sampled, 1))[:sampled])
    async with asyncio.TaskGroup() as group:
        openings = [group.create_task(_open(address, slots, asks=number in sampled_numbers)) for number in range(count)]
    chats = [opening.result() for opening in openings]
    listening = [asyncio.create_task(_listen(socket)) for socket, _ in chats]
    say({"ready": [chats[number][1] for number in sorted(sampled_numbers)]})
    await asyncio.gather(*listening)


async def _open(address: str, slots: asyncio.Semaphore, *, asks: bool) -> tuple[ClientConnection, str]:
    async with slots, asyncio.timeout(PATIENCE):
        socket = await open_chat(address)
        conversation: str = (await _wait(socket, "welcome"))["conversation"]
        await _wait(socket, "message")
        if asks:
            await socket.send(json.dumps({"type": "message", "client_id": str(uuid.uuid4()), "text": ASKING}))
            await _wait(socket, "turn_done")
        return socket, conversation


async def _wait(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame["type"] == kind:
            return frame


async def _listen(socket: ClientConnection) -> None:
    async for raw in socket:
        at = time.monotonic()
        frame = json.loads(raw)
        if frame["type"] == "message" and frame["author"] == "agent":
            say({"text": frame["text"], "at": at})
    say({"closed": socket.close_code})


def say(line: dict[str, Any]) -> None:
    """Prints one line of JSON without delay."""
    print(json.dumps(line), flush=True)  # noqa: T201


if __name__ == "__main__":
    allow_many_files()
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
