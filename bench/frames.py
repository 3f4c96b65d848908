"""Measures `control_frames`: how a socket that sends half a megabyte of pings, pongs and empty
fragments a second slows patient contacts down."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.cost import Meter, describe_cost
from bench.load import Load, hold
from bench.report import Result, build_result
from bench.running import Stack
from bench.texts import Templates, write_scripts
from bench.turns import AT_ONCE, WARM_SECONDS, WARM_STREAM, Say

BYTES_PER_SECOND = 500_000
PACKETS_PER_SECOND = 50
ROUNDS = 4
SECONDS = 15.0
STREAM = 62
MASK = b"\0\0\0\0"
PING, PONG, FRAGMENT = (bytes([first, 0x80]) + MASK for first in (0x89, 0x8A, 0x00))
FIRST_FRAGMENT = b"\x01\x80" + MASK
KINDS = {"pings": (b"", PING), "pongs": (b"", PONG), "fragments": (FIRST_FRAGMENT, FRAGMENT)}
"""For each kind, the frame that opens the flood and the frame that is repeated."""


async def measure_control_frames(stack: Stack, templates: Templates, say: Say) -> Result:
    """Holds turns of patient contacts with such a socket beside them and without, in turn. The
    figure is the p99 of the turns with it, divided by the p99 of those without."""
    patient = write_scripts(templates, STREAM)
    loads = {"without": Load(), "with": Load()}
    cpu: dict[str, Counter[str]] = {name: Counter() for name in loads}
    sent: Counter[str] = Counter()
    ratios = []
    await hold(stack.whole, write_scripts(templates, WARM_STREAM), WARM_SECONDS, AT_ONCE)
    for number in range(ROUNDS):
        p99 = {}
        for name in ("without", "with") if number % 2 == 0 else ("with", "without"):
            async with _run_flooder(stack.address, sent) if name == "with" else contextlib.nullcontext():
                meter = Meter(stack.parts())
                load = await hold(stack.whole, patient, SECONDS, AT_ONCE)
                cpu[name].update(meter.read())
            loads[name].add(load)
            p99[name] = load.percentile(0.99)
            say(f"control frames, round {number + 1} of {ROUNDS}, {name}: {_describe(load)}")
        ratios.append(f"{p99['with'] / p99['without']:.2f}")
    parts = {
        name: f"{_describe(load)}, CPU ms a turn: {describe_cost(cpu[name], load.turns)}"
        for name, load in loads.items()
    }
    return build_result(
        "control_frames", "p99 with over without", loads["with"].percentile(0.99) / loads["without"].percentile(0.99), None,
        f"pings, pongs and empty fragments, {BYTES_PER_SECOND / 1000:.0f} kB a second, one socket after the other as each is closed, "
        f"beside {AT_ONCE} patient conversations: {sent['bytes'] / 1e6:.1f} MB sent on {sent['sockets']} sockets in "
        f"{loads['with'].seconds:.0f} s. By round {', '.join(ratios)}. Without: {parts['without']}. With: {parts['with']}.", better="lower",
    )  # fmt: skip


def _describe(load: Load) -> str:
    p50, p99 = 1000 * load.percentile(0.5), 1000 * load.percentile(0.99)
    return f"{load.turns} turns, {load.per_second:.1f} a second, p50 {p50:.0f} ms, p99 {p99:.0f} ms"


@asynccontextmanager
async def _run_flooder(address: str, sent: Counter[str]) -> AsyncIterator[None]:
    """Floods for the length of the block, and counts the sockets and bytes in `sent`."""
    task = asyncio.create_task(_flood(address, sent))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _flood(address: str, sent: Counter[str]) -> None:
    while True:
        for first, frame in KINDS.values():
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await _flood_one(address, first, frame, sent)


async def _flood_one(address: str, first: bytes, frame: bytes, sent: Counter[str]) -> None:
    """Sends on one socket until the gateway closes it."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /chat/ws HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        await reader.readuntil(b"\r\n\r\n")
        sent["sockets"] += 1
        writer.write(first)
        packet = frame * (BYTES_PER_SECOND // PACKETS_PER_SECOND // len(frame))
        reading = asyncio.create_task(_read(reader))
        while not reading.done():
            writer.write(packet)
            sent["bytes"] += len(packet)
            await asyncio.sleep(1 / PACKETS_PER_SECOND)
    finally:
        writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> None:
    """Reads to the end and drops what it reads."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(65536):
            continue
