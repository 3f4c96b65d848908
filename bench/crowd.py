"""`python -m bench.crowd ADDRESS COUNT SAMPLED`: web chats that are open and say nothing, but for some that have asked for a person.

Each line of output is JSON: `{"ready": [conversation, …]}` with the sampled ones once all are open, then `{"text": …, "at": …}` for
every frame of an agent as it arrives, by the clock that all processes of the machine share.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from typing import Any

from websockets.asyncio.client import ClientConnection

from bench.running import many_files
from bench.systems import open_chat

AT_ONCE = 25
ASKING = "I want to talk to a person"
PATIENCE = 60.0


async def main(address: str, count: int, sampled: int) -> None:
    """Opens them some at once and listens until it is stopped."""
    turn = asyncio.Semaphore(AT_ONCE)
    asking = set(range(0, count, max(count // sampled, 1))[:sampled])
    async with asyncio.TaskGroup() as group:
        openings = [group.create_task(_open(address, turn, asks=number in asking)) for number in range(count)]
    chats = [opening.result() for opening in openings]
    listening = [asyncio.create_task(_listen(socket)) for socket, _ in chats]
    say({"ready": [chats[number][1] for number in sorted(asking)]})
    await asyncio.gather(*listening)


async def _open(address: str, turn: asyncio.Semaphore, *, asks: bool) -> tuple[ClientConnection, str]:
    async with turn, asyncio.timeout(PATIENCE):
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
    """One line, at once."""
    print(json.dumps(line), flush=True)  # noqa: T201


if __name__ == "__main__":
    many_files()
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
