"""Measures the figure `poison_message`: how much a client that sends the longest allowed messages, with content
that takes most time to understand, slows patient contacts down."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.beside import compare_beside
from bench.flood import open_socket
from bench.report import Result, build_result
from bench.running import Stack
from bench.texts import Templates
from bench.turns import AT_ONCE, Say

STREAM = 62
LONGEST = 4096
"""The number of characters of the longest message that the gateway accepts."""
PIECES = ("万", "one ", "一件", "1 ", "我", "a@b.", " \n", "one-", "上海", "$1 ")
"""Each message of the client repeats one of these texts. The first two texts once kept the language understanding busy
for tens of seconds."""
APART_SECONDS = 3.0
"""How many seconds lie between an answer and the next message."""
PATIENCE_SECONDS = 60.0
"""How many seconds an answer may take."""


async def measure_poison(stack: Stack, templates: Templates, say: Say) -> Result:
    """Holds conversations of patient contacts, in turn with and without a client that sends the most difficult
    messages. The figure is the p99 of these contacts' response times with the disturbing client, divided by the p99
    without it."""
    frames: Counter[str] = Counter()
    compared = await compare_beside(
        "poison", stack, templates, STREAM, lambda: _run_poisoner(stack.address, frames), say
    )
    return build_result(
        "poison_message", "p99 with over without", compared.ratio, None,
        f"one web chat that sends {LONGEST} characters of {', '.join(map(repr, PIECES))} in turn, each {APART_SECONDS:g} s after the "
        f"last was answered, beside {AT_ONCE} patient conversations, a new contact each round: {frames['sent']} sent in "
        f"{compared.seconds:.0f} s, {frames['turn_done']} answered. {compared.conditions}", better="lower",
    )  # fmt: skip


@asynccontextmanager
async def _run_poisoner(address: str, frames: Counter[str]) -> AsyncIterator[None]:
    """Sends the longest and most difficult messages while the block runs. In `frames` it counts the messages (`sent`)
    and the frames that come back, by their type.

    Raises:
        ExceptionGroup: the gateway closed the socket, or did not answer a message in time.
    """
    socket, _ = await open_socket(address, None)

    async def send() -> None:
        for piece in itertools.cycle(PIECES):
            text = (piece * LONGEST)[:LONGEST].strip() or "?"
            await socket.send(json.dumps({"type": "message", "client_id": str(uuid.uuid4()), "text": text}))
            frames["sent"] += 1
            async with asyncio.timeout(PATIENCE_SECONDS):
                kind = ""
                while kind != "turn_done":
                    kind = json.loads(await socket.recv())["type"]
                    frames[kind] += 1
            await asyncio.sleep(APART_SECONDS)

    try:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(send())
            try:
                yield
            finally:
                task.cancel()
    finally:
        await socket.close()
