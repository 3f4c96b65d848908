"""Connections that would never be let go, and too many of them: each ends in time, whatever state it is in, and others are served."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.conversation.limits import Limits, Rates
from bot.serving.connections import FILES_OF_OTHERS, SPARE, Connections, Welcome, count_allowed_connections
from bot.serving.waits import Waits
from bot.web.body_limit import BodyWaits
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient, say_hello_from
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, limit, running_gateway

STRONG = "6f1d0c0a7be94a7f9b7a2e5c8d3f41b2"
PRODUCTION = {"demo": False, "secret_key": STRONG, "identity_secret": "k1:9d41c7f02be85a6310d7f4e8b29c5a6e83f1d07b"}
OK, UPGRADE = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n", "Connection: Upgrade\r\nUpgrade: websocket\r\n"


@asynccontextmanager
async def gateway(folder: Path, **changes: Any) -> AsyncIterator[Gateway]:
    async with running_gateway(f"sqlite:///{folder / 'c.db'}", folder, FakeRasa(), **changes) as running:
        yield running


async def line(gateway: Gateway) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(*gateway.address.removeprefix("http://").split(":"))


async def rest(reader: asyncio.StreamReader, seconds: float = PATIENCE) -> bytes:
    """What comes until the end.

    Raises:
        TimeoutError: it does not end.
    """
    told = b""
    async with asyncio.timeout(seconds):
        with contextlib.suppress(ConnectionError):
            while some := await reader.read(65536):
                told += some
    return told


SLOW = {
    "a bare line end after a request": (OK + "\r\n", "", b"200 OK"),
    "a bare line end now and then": (OK + "\r\n", "\r\n", b"200 OK"),
    "bare line ends only": ("\r\n", "\r\n", b""),
    "a head after a line end": (OK + "\r\n\r\nGET /healthz HTTP/1.1\r\n", "X: y\r\n", b"200 OK"),
    "a body that nobody reads": ("POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n", "x", b"405"),
    "a body in chunks that nobody reads": (
        "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", b"404",
    ),
    "a body that was announced and does not come": (
        "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n", "", b"404",
    ),
    "a body before a handshake": (f"GET /chat/ws HTTP/1.1\r\nHost: localhost\r\n{UPGRADE}Content-Length: 5000\r\n\r\n", "x", b""),
    "an upgrade to nothing known": ("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", "", b"200"),
    "a body that is read": (
        "POST /console/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n",
        "x", b"408 Request Timeout",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(SLOW))
async def test_it_is_let_go_in_time(tmp_path: Path, what: str) -> None:
    first, drop, answer = SLOW[what]
    async with gateway(tmp_path, waits=Waits(bodies=BodyWaits(body=0.5, progress=0.3))) as running:
        limit(running, head=1.0, told=0.5, unread=1.0)
        reader, writer = await line(running)
        writer.write(first.encode())

        async def drips() -> None:
            while True:
                writer.write(drop.encode())
                await asyncio.sleep(0.2)

        dripping = asyncio.create_task(drips())
        told = await rest(reader)
        dripping.cancel()
        writer.close()
        assert answer in told
        async with asyncio.timeout(PATIENCE):
            while running.server.server_state.connections:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def test_who_uses_one_connection_for_many_requests_may(tmp_path: Path) -> None:
    async with gateway(tmp_path) as running:
        limit(running, head=0.6)
        reader, writer = await line(running)
        for _ in range(6):  # longer altogether than one head may take
            writer.write((OK + "\r\n").encode())
            assert (await asyncio.wait_for(reader.readuntil(b"}"), PATIENCE)).startswith(b"HTTP/1.1 200")
            await asyncio.sleep(0.2)
        writer.write(
            b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" + (OK + "\r\n").encode()
        )
        told = await rest(reader)
        assert told.index(b"404 Not Found") < told.index(b"200 OK")
        writer.close()


async def test_who_takes_nothing_is_let_go(tmp_path: Path) -> None:
    async with gateway(tmp_path) as running:
        limit(running, stuck=0.5)

        async def endless() -> AsyncIterator[bytes]:
            while True:
                yield b"x" * 65536
                await asyncio.sleep(0)

        @running.server.config.app.get("/endless")  # type: ignore[union-attr, untyped-decorator]
        async def _endless() -> Any:
            from starlette.responses import StreamingResponse

            return StreamingResponse(endless())

        _, writer = await line(running)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
        async with asyncio.timeout(20):
            while not running.server.server_state.connections:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            while running.server.server_state.connections:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        writer.transport.abort()


@pytest.mark.parametrize(
    "sent",
    [(OK + "\r\n") * 3000, OK + "X: y\r\n" * 3000 + "\r\n"],
    ids=["thousands of requests at once", "thousands of headers"],
)
async def test_too_much_at_once_is_not_worked(tmp_path: Path, sent: str) -> None:
    async with gateway(tmp_path) as running:
        before = running.server.server_state.total_requests
        reader, writer = await line(running)
        writer.write(sent.encode())
        assert b"400 Bad Request" in await rest(reader)
        assert running.server.server_state.total_requests - before < 20
        writer.close()


async def test_connections_of_one_address_are_counted_and_the_next_is_told(tmp_path: Path) -> None:
    async with gateway(tmp_path, **PRODUCTION, connections_per_address=3) as running:
        kept = [await line(running) for _ in range(3)]
        await asyncio.sleep(0.2)
        reader, writer = await line(running)
        told = (await rest(reader)).decode()
        writer.close()
        assert told.startswith("HTTP/1.1 429")
        assert "Retry-After" in told
        assert "from your network" in told
        assert "网络" in told
        for _, writer in kept:
            writer.close()
        await asyncio.sleep(0.2)
        chat = await ChatClient.open(running.address)  # a chat is a connection, too
        other = [await line(running) for _ in range(2)]
        await asyncio.sleep(0.2)
        reader, writer = await line(running)
        assert (await rest(reader)).startswith(b"HTTP/1.1 429")
        writer.close()
        await chat.close()
        await asyncio.sleep(0.2)
        async with httpx.AsyncClient(base_url=running.address, trust_env=False) as http:
            assert (await http.get("/healthz")).status_code == 200
        for _, writer in other:
            writer.close()


async def test_a_full_gateway_says_so_and_still_answers_the_checks(tmp_path: Path) -> None:
    async with gateway(tmp_path, connections=3) as running:
        kept = [await line(running) for _ in range(3)]
        await asyncio.sleep(0.2)
        async with httpx.AsyncClient(base_url=running.address, trust_env=False) as http:
            assert (await http.get("/healthz")).status_code == 200
            refused = await http.get("/chat")
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            assert "More people" in refused.text
            assert "稍后再试" in refused.text
        reader, writer = await line(running)
        writer.write(f"GET /chat/ws HTTP/1.1\r\nHost: localhost\r\n{UPGRADE}\r\n".encode())
        assert (await rest(reader)).startswith(b"HTTP/1.1 503")
        writer.close()
        kept += [await line(running) for _ in range(SPARE)]
        await asyncio.sleep(0.2)
        reader, writer = await line(running)
        assert (await rest(reader)).startswith(b"HTTP/1.1 503")
        writer.close()
        for _, writer in kept:
            writer.close()
        await asyncio.sleep(0.3)
        chat = await ChatClient.open(running.address)
        await chat.close()


def test_proxies_of_ours_are_not_counted_and_a_network_is_one() -> None:
    connections = Connections(100, 2, ["10.0.0.0/8", "127.0.0.1/32", "fd00::/8"])

    def met(address: str) -> list[Welcome]:
        return [connections.enter(address).welcome for _ in range(3)]

    free, counted = [Welcome.OPEN] * 3, [Welcome.OPEN, Welcome.OPEN, Welcome.CROWDED]
    assert [met(address) for address in ("10.1.2.3", "127.0.0.1", "::ffff:10.1.2.3", "fd00::1", "")] == [free] * 5
    assert [met(address) for address in ("203.0.113.7", "::ffff:203.0.113.8", "127.0.0.2")] == [counted] * 3
    assert met("2001:db8::1") == counted
    assert met("2001:db8::2") == [Welcome.CROWDED] * 3
    place = Connections(100, 1, counts_this_machine=False).enter("127.0.0.1")
    assert place.key is None


def test_a_place_that_was_given_back_is_free_again() -> None:
    connections = Connections(2, 1)
    for _ in range(100):
        place = connections.enter("203.0.113.7")
        assert place.welcome is Welcome.OPEN
        assert connections.enter("203.0.113.7").welcome is Welcome.CROWDED
        connections.leave(place)


async def test_behind_a_proxy_here_that_is_not_named_everybody_counts_as_one(tmp_path: Path) -> None:
    """docs/operations.md says so; in a demo, which is this machine's alone, nobody counts."""
    async with gateway(tmp_path, **PRODUCTION, rate_limit_sessions="2/minute") as running:
        for number in range(2):
            chat = await ChatClient.open(running.address, headers={"X-Forwarded-For": f"203.0.113.{number}"})
            await chat.close()
        with pytest.raises(AssertionError, match="rate_limited"):
            await opened(running, "203.0.113.9")
    limits = Limits(Rates(address="2/minute"), counts_this_machine=True)
    assert [await limits.message(f"c{n}", None, "127.0.0.1") > 0 for n in range(3)] == [False, False, True]
    assert [await Limits(Rates(address="1/minute")).message("c", None, "127.0.0.1") for _ in range(3)] == [0, 0, 0]


async def opened(running: Gateway, address: str) -> None:
    """Opens a chat through the proxy.

    Raises:
        AssertionError: it is refused; with the frame.
    """
    (first,) = await say_hello_from(address, running.address)
    assert first["type"] == "welcome", first


def test_there_are_no_more_connections_than_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.serving.connections._raise_files", lambda: 1024)
    assert count_allowed_connections(10_000) == 1024 - FILES_OF_OTHERS - SPARE
    assert count_allowed_connections(500) == 500
