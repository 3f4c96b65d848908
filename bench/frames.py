"""Measures the figure `control_frames`: how much a WebSocket that sends half a megabyte of pings, pongs and
empty fragments a second slows patient contacts down."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.beside import compare_beside
from bench.report import Result, build_result
from bench.running import Stack
from bench.texts import Templates
from bench.turns import AT_ONCE, Say

BYTES_PER_SECOND = 500_000
PACKETS_PER_SECOND = 50
STREAM = 63
MASK = b"\0\0\0\0"
PING, PONG, FRAGMENT = (bytes([first, 0x80]) + MASK for first in (0x89, 0x8A, 0x00))
FIRST_FRAGMENT = b"\x01\x80" + MASK
KINDS = {"pings": (b"", PING), "pongs": (b"", PONG), "fragments": (FIRST_FRAGMENT, FRAGMENT)}
"""For each kind of WebSocket frame, the bytes that are sent first and the bytes that are then repeated."""


async def measure_control_frames(stack: Stack, templates: Templates, say: Say) -> Result:
    """Holds conversations of patient contacts, in turn with and without a WebSocket that floods the gateway with
    frames. The figure is the p99 of these contacts' response times with the disturbing WebSocket, divided by the p99
    without it."""
    sent: Counter[str] = Counter()
    compared = await compare_beside(
        "control frames", stack, templates, STREAM, lambda: _run_flooder(stack.address, sent), say
    )
    return build_result(
        "control_frames", "p99 with over without", compared.ratio, None,
        f"pings, pongs and empty fragments, {BYTES_PER_SECOND / 1000:.0f} kB a second, one socket after the other as each is closed, "
        f"beside {AT_ONCE} patient conversations: {sent['bytes'] / 1e6:.1f} MB sent on {sent['sockets']} sockets in "
        f"{compared.seconds:.0f} s. {compared.conditions}", better="lower",
    )  # fmt: skip


@asynccontextmanager
async def _run_flooder(address: str, sent: Counter[str]) -> AsyncIterator[None]:
    """Sends pings, pongs and empty fragments while the block runs, and counts the sockets and bytes in `sent`."""
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
    """Opens one WebSocket, sends `first` once and then `frame` again and again, until the gateway closes it."""
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
    """Reads and ignores what the gateway sends, until it closes the connection."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(65536):
            continue
