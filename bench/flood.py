"""Measures the figure `flood`: how much a client that sends hundreds of messages a second slows patient
contacts down, at Caravan's default limits."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection

from bench.beside import compare_beside
from bench.report import Result, build_result
from bench.running import Stack
from bench.systems import open_chat
from bench.texts import Templates, write_scripts
from bench.turns import AT_ONCE, Say

PER_SECOND = 500
STREAM, FLOOD_STREAM = 60, 61
QUIET_SECONDS = 4.0
SETTLE_SECONDS = 120.0


async def measure_flood(stack: Stack, templates: Templates, say: Say) -> Result:
    """Holds conversations of patient contacts, in turn with and without a client that floods the gateway with messages.
    The figure is the p99 of these contacts' response times with the disturbing client, divided by the p99 without
    it."""
    flooding = itertools.chain.from_iterable(write_scripts(templates, FLOOD_STREAM))
    frames: Counter[str] = Counter()
    compared = await compare_beside(
        "flood", stack, templates, STREAM, lambda: _run_flooder(stack.address, flooding, frames), say
    )
    return build_result(
        "flood", "p99 with over without", compared.ratio, None,
        f"one web chat that sends {PER_SECOND} messages a second beside {AT_ONCE} patient conversations, a new contact each round: "
        f"{frames['sent']} sent in {compared.seconds:.0f} s, {frames['ack']} taken, {frames['turn_done']} answered, "
        f"{frames['error']} refused or told so. {compared.conditions}", better="lower",
    )  # fmt: skip


@asynccontextmanager
async def _run_flooder(address: str, texts: Iterator[str], frames: Counter[str]) -> AsyncIterator[None]:
    """Sends messages to the gateway while the block runs. In `frames` it counts the messages (`sent`) and the frames
    that come back, by their type.

    After the block, it waits until every message that the gateway accepted has been answered.

    Raises:
        ExceptionGroup: the gateway closed the socket during the block.
    """
    socket, session = await open_socket(address, None)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_send(socket, texts, frames)), group.create_task(_count(socket, frames))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
    socket.transport.abort()  # drops what the gateway has not read yet
    await socket.wait_closed()
    socket, _ = await open_socket(address, session)
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            await _wait_for_quiet(socket)
    finally:
        await socket.close()


async def open_socket(address: str, session: str | None) -> tuple[ClientConnection, str]:
    """Opens a web chat, and returns its socket and the token of its session. `session` continues an earlier
    session."""
    socket = await open_chat(address, session)
    welcome: dict[str, Any] = json.loads(await socket.recv())
    return socket, welcome["session"]


async def _send(socket: ClientConnection, texts: Iterator[str], frames: Counter[str]) -> None:
    began = time.monotonic()
    for number in itertools.count(1):
        frame = {"type": "message", "client_id": str(uuid.uuid4()), "text": next(texts)}
        await socket.send(json.dumps(frame))
        frames["sent"] += 1
        await asyncio.sleep(max(began + number / PER_SECOND - time.monotonic(), 0))


async def _count(socket: ClientConnection, frames: Counter[str]) -> None:
    async for raw in socket:
        frames[json.loads(raw)["type"]] += 1


async def _wait_for_quiet(socket: ClientConnection) -> None:
    """Waits until the gateway has sent nothing for `QUIET_SECONDS`."""
    while True:
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                await socket.recv()
        except TimeoutError:
            return
