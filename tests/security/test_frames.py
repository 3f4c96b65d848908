"""Frames that cost a parser and say nothing: the socket is closed before they are worked, and never before a client that behaves."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.serving.frame_limits import CONTROL_FRAMES, FRAGMENTS
from bot.serving.socket_protocol import SocketProtocol
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.processes import gateway_process
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.raw_socket import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, RawSocket, frame
from tests.fakes.gateway.running import Gateway, free_port, limit, running_gateway, serving


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running_gateway(f"sqlite:///{tmp_path / 'frames.db'}", tmp_path, FakeRasa()) as gateway:
        yield gateway


FLOODS = {
    "empty fragments": (frame(TEXT, last=False), frame(CONTINUATION, last=False)),
    "fragments of a byte": (frame(BINARY, b"x", last=False), frame(CONTINUATION, b"x", last=False)),
    "pings": (b"", frame(PING)),
    "long pings": (b"", frame(PING, b"x" * 125)),
    "pongs that nobody asked for": (b"", frame(PONG)),
    "pings between fragments": (frame(TEXT, last=False), frame(PING) + frame(CONTINUATION, last=False)),
}


@pytest.mark.parametrize("greets", [True, False], ids=["after hello", "before hello"])
@pytest.mark.parametrize("what", sorted(FLOODS))
async def test_a_flood_of_frames_closes_the_socket_before_it_is_worked(
    gateway: Gateway, what: str, greets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked = []
    handle = SocketProtocol.handle_events

    def counted(self: SocketProtocol) -> None:
        worked.append(len(self.conn.events))
        handle(self)

    first, one = FLOODS[what]
    if greets:
        socket = await RawSocket.chat(gateway.address)
    else:
        socket = await RawSocket.open(gateway.address)
        await socket.reader.readuntil(b"\r\n\r\n")
    monkeypatch.setattr(SocketProtocol, "handle_events", counted)
    closing = asyncio.create_task(socket.until_closed())
    socket.writer.write(first)
    await socket.send(one * 500)
    code, pongs = await closing
    assert code == 1008
    assert pongs <= CONTROL_FRAMES
    assert sum(worked) <= CONTROL_FRAMES + FRAGMENTS + 2
    other = await ChatClient.open(gateway.address)
    assert (await other.say("is anybody there?"))[-1]["author"] == "bot"
    await other.close()
    socket.writer.close()


async def test_frames_in_drops_are_counted_as_well(gateway: Gateway) -> None:
    socket = await RawSocket.chat(gateway.address)
    closing = asyncio.create_task(socket.until_closed())
    for byte in frame(PING, b"drop") * (CONTROL_FRAMES + 5):
        socket.writer.write(bytes([byte]))
        await asyncio.sleep(0)
    assert (await closing)[0] == 1008
    socket.writer.close()


async def test_a_flood_of_bytes_closes_the_socket(gateway: Gateway) -> None:
    limit(gateway, burst=200_000)
    socket = await RawSocket.chat(gateway.address)
    closing = asyncio.create_task(socket.until_closed())
    await socket.send(frame(BINARY, b"x" * 60_000))
    assert (await closing)[0] == 1008
    socket.writer.close()


@pytest.mark.parametrize(
    "part",
    [frame(TEXT, b'{"type"', last=False), frame(TEXT, b"x" * 5000)[:-1], frame(PING, b"never")[:-1], b"\x81"],
    ids=["half a message", "half a frame", "half a ping", "half a head"],
)
async def test_what_has_begun_has_to_come_whole(gateway: Gateway, part: bytes) -> None:
    limit(gateway, message=0.5)
    socket = await RawSocket.chat(gateway.address)
    socket.writer.write(part)
    assert (await socket.until_closed())[0] == 1008
    socket.writer.close()


async def test_who_keeps_to_the_protocol_is_not_closed(gateway: Gateway) -> None:
    """Messages in pieces with pings between them, several in one packet, a packet that ends inside of a frame; and a pause."""
    limit(gateway, message=0.5)
    socket = await RawSocket.chat(gateway.address)
    said = [f"number {number} " + "long and longer " * 60 for number in range(12)]
    stream = b""
    for number, text in enumerate(said):
        message = json.dumps({"type": "message", "client_id": f"c{number}", "text": text}).encode()
        pieces = [message[at : at + 100] for at in range(0, len(message), 100)]
        for at, piece in enumerate(pieces):
            stream += frame(CONTINUATION if at else TEXT, piece, last=at == len(pieces) - 1)
            stream += frame(PING, f"{number}".encode()) if at == 1 else b""
    for at in range(0, len(stream), 777):
        socket.writer.write(stream[at : at + 777])
        await asyncio.sleep(0.01)
    done: list[str] = []
    pongs = 0
    async with asyncio.timeout(60):
        while len(done) < len(said):
            kind, payload = await socket.next_frame()
            assert kind != CLOSE
            pongs += kind == PONG
            if kind == TEXT and (told := json.loads(payload))["type"] == "turn_done":
                done.append(told["client_id"])
    assert done == [f"c{number}" for number in range(12)]
    assert pongs >= len(said)
    await asyncio.sleep(1)  # longer than a message may take: nothing has begun
    socket.writer.write(frame(PING, b"still here"))
    kind, payload = await asyncio.wait_for(socket.next_frame(), PATIENCE)
    assert (kind, payload) == (PONG, b"still here")
    socket.writer.write(frame(CLOSE, struct.pack("!H", 1000)))
    assert (await socket.until_closed())[0] == 1000
    socket.writer.close()


async def test_messages_of_one_packet_are_read_as_they_are_taken(gateway: Gateway) -> None:
    """However many come at once, one is kept for the chat and the rest stays unread, yet none is lost."""
    socket = await RawSocket.chat(gateway.address)
    lines = [
        json.dumps({"type": "message", "client_id": f"c{number}", "text": f"number {number}"}) for number in range(40)
    ]
    kept: list[int] = []
    (protocol,) = [one for one in gateway.server.server_state.connections if isinstance(one, SocketProtocol)]
    put = protocol.queue.put_nowait

    def counted(message: Any) -> None:
        put(message)
        kept.append(protocol.queue.qsize())

    protocol.queue.put_nowait = counted  # type: ignore[method-assign]
    socket.writer.write(b"".join(frame(TEXT, line.encode()) for line in lines))
    while (await socket.receive(TEXT)).get("client_id") != "c39":
        continue
    assert max(kept) == 1
    async with asyncio.timeout(30):
        while len(gateway.rasa.requests) < 40:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert [request["text"] for request in gateway.rasa.requests] == [f"number {number}" for number in range(40)]
    socket.writer.close()


@pytest.mark.parametrize(
    ("method", "more"),
    [("POST", ""), ("GET", f"X-Long: {'y' * 9000}\r\n"), ("GET", "Sec-WebSocket-Key: twice\r\n")],
)
async def test_a_handshake_that_is_none_is_refused_and_let_go(gateway: Gateway, method: str, more: str) -> None:
    socket = await RawSocket.open(gateway.address, method, more)
    async with asyncio.timeout(PATIENCE):
        told = await socket.reader.read()
    assert told.startswith(b"HTTP/1.1 400")
    socket.writer.close()


async def test_who_never_reads_costs_next_to_nothing(tmp_path: Path) -> None:
    rasa, port = FakeRasa(token="t" * 32), free_port()
    async with (
        serving(rasa.app(), port) as rasa_url,
        gateway_process(f"sqlite:///{tmp_path / 'm.db'}", tmp_path, rasa_url, rasa.token) as (address, child),
    ):
        first = await ChatClient.open(address)  # what is loaded with the first chat is not counted
        await first.say("hello to you")
        process = psutil.Process(child.pid)
        before = process.memory_info().rss
        socket = await RawSocket.open(address)
        await socket.reader.readuntil(b"\r\n\r\n")
        socket.writer.transport.pause_reading()  # type: ignore[attr-defined]
        most, sent = before, 0
        while sent < 40 * 1024 * 1024 and (now := await _send_for(socket, frame(PING, b"x" * 125) * 500, 0.5)):
            sent += now
            most = max(most, process.memory_info().rss)
        assert most - before < 4 * 1024 * 1024
        await first.say("are you still there?")
        await first.close()
        socket.writer.transport.abort()


async def _send_for(socket: RawSocket, data: bytes, seconds: float) -> int:
    """How much was taken within the time; 0 once the line is closed."""
    sent = 0
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(seconds):
            while not socket.writer.transport.is_closing():
                sent += await socket.send(data, until=len(data))
    return 0 if socket.writer.transport.is_closing() else max(sent, 1)
