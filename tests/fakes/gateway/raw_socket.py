"""Sends single WebSocket frames to the web chat, also such as the protocol forbids."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import struct
from typing import Any

from tests.fakes import PATIENCE

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
HELLO = json.dumps({"type": "hello", "session": None, "identity": None, "language": "en", "last_id": None}).encode()


def frame(opcode: int, payload: bytes = b"", *, last: bool = True) -> bytes:
    """Returns a WebSocket frame as a client sends it, masked with zeros."""
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack("!H", len(payload))
    return bytes([(0x80 if last else 0) | opcode]) + length + b"\0\0\0\0" + payload


class RawSocket:
    """Is a WebSocket to the web chat whose client can send any bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, address: str, method: str = "GET", more: str = "") -> RawSocket:
        host, port = address.removeprefix("http://").split(":")
        socket = cls(*await asyncio.open_connection(host, int(port)))
        key = base64.b64encode(os.urandom(16)).decode()
        socket.writer.write(
            f"{method} /chat/ws HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{more}\r\n".encode()
        )
        return socket

    @classmethod
    async def chat(cls, address: str) -> RawSocket:
        """Opens a WebSocket, sends `hello`, and waits for the gateway's `welcome`."""
        socket = await cls.open(address)
        await asyncio.wait_for(socket.reader.readuntil(b"\r\n\r\n"), 20)
        socket.writer.write(frame(TEXT, HELLO))
        assert (await socket.receive(TEXT))["type"] == "welcome"
        return socket

    async def send(self, data: bytes, *, until: int = 8 * 1024 * 1024) -> int:
        """Sends `data` again and again until the connection is closed or `until` bytes were sent. Returns how many
        bytes were sent."""
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < until and not self.writer.transport.is_closing():
                self.writer.write(data)
                await self.writer.drain()
                sent += len(data)
                await asyncio.sleep(0)
        return sent

    async def next_frame(self) -> tuple[int, bytes]:
        first, length = await self.reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        return first & 15, await self.reader.readexactly(length)

    async def receive(self, opcode: int) -> dict[str, Any]:
        while True:
            kind, payload = await asyncio.wait_for(self.next_frame(), 20)
            if kind == opcode:
                read: dict[str, Any] = json.loads(payload)
                return read

    async def until_closed(self, seconds: float = PATIENCE) -> tuple[int | None, int]:
        """Waits until the gateway closes the connection. Returns the code of the gateway's close frame, or None if
        there was no such frame, and how many pongs came before."""
        pongs, code = 0, None
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            async with asyncio.timeout(seconds):
                while True:
                    kind, payload = await self.next_frame()
                    pongs += kind == PONG
                    code = struct.unpack("!H", payload[:2])[0] if kind == CLOSE else code
        return code, pongs
