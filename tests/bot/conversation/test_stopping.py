"""A graceful stop: what is under way is answered, everybody is told when to come back, nobody is waited for."""

from __future__ import annotations

import asyncio
import json
import socket
import time
import uuid
from pathlib import Path

from bot.conversation.answering.turns import LEASE_SECONDS
from bot.conversation.lanes import LaneWaits
from bot.serving.waits import Waits
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway, telegram_gateway
from tests.fakes.telegram.server import TelegramServer


async def test_a_stop_answers_what_is_under_way_then_says_when_to_come_back(database_url: str, tmp_path: Path) -> None:
    rasa = FakeRasa(pause=asyncio.Event())
    async with running_gateway(database_url, tmp_path, rasa) as gateway:
        client = await ChatClient.open(gateway.address)
        asked, late = str(uuid.uuid4()), str(uuid.uuid4())
        await client.send({"type": "message", "client_id": asked, "text": "answer me before you go"})
        await rasa.asked(1)
        gateway.server.should_exit = True
        await asyncio.sleep(0.5)
        await client.send({"type": "message", "client_id": late, "text": "too late for this one"})
        refused = await client.wait(lambda frame: frame["type"] == "error")
        assert (refused["code"], refused["client_id"]) == ("unavailable", late)
        assert rasa.pause is not None
        rasa.pause.set()
        await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == asked)
        assert client.messages()[-1]["text"] == "1: answer me before you go"
        await client._task
        assert client.socket.close_code == 1012
        assert 0.5 <= float((client.socket.close_reason or "").removeprefix("retry_after=")) <= 4
    async with running_gateway(database_url, tmp_path, FakeRasa()) as gateway:
        again = await ChatClient.open(gateway.address, session=client.session, last_id=client.messages()[-1]["id"])
        answer = await again.say("too late for this one", client_id=late)
        assert answer[-1]["text"] == "2: too late for this one"
        await again.close()


async def test_a_turn_that_takes_too_long_for_a_stop_is_taken_up_at_once_by_the_next(
    database_url: str, tmp_path: Path
) -> None:
    stuck, waits = FakeRasa(pause=asyncio.Event()), Waits(lanes=LaneWaits(stop=0.3))
    async with running_gateway(database_url, tmp_path, stuck, waits=waits) as gateway:
        client = await ChatClient.open(gateway.address)
        client_id = str(uuid.uuid4())
        await client.send({"type": "message", "client_id": client_id, "text": "take your time"})
        await stuck.asked(1)
        gateway.server.should_exit = True
        async with asyncio.timeout(PATIENCE):
            while gateway.server.servers and gateway.server.servers[0].is_serving():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            await client._task
        assert stuck.pause is not None
        stuck.pause.set()
    async with running_gateway(database_url, tmp_path, FakeRasa()) as gateway:
        began = time.monotonic()
        again = await ChatClient.open(gateway.address, session=client.session)
        await again.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == client_id)
        assert time.monotonic() - began < LEASE_SECONDS, "it waited for the lease of the one that stopped"
        await again.close()


async def _stubborn(address: str) -> socket.socket:
    """A client that says hello and then reads nothing, ever."""
    client = await ChatClient.open(address)
    await client.close()
    host, port = address.removeprefix("http://").split(":")
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(raw, (host, int(port)))
    upgrade = (
        f"GET /chat/ws HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await loop.sock_sendall(raw, upgrade.encode())
    assert (await loop.sock_recv(raw, 1024)).startswith(b"HTTP/1.1 101")
    hello = json.dumps(
        {"type": "hello", "session": client.session, "identity": None, "language": None, "last_id": None}
    )
    await loop.sock_sendall(raw, _frame(hello))
    return raw


def _frame(text: str) -> bytes:
    """A masked text frame, the mask all zeros."""
    body = text.encode()
    length = bytes([0x80 | len(body)]) if len(body) < 126 else bytes([0x80 | 126]) + len(body).to_bytes(2, "big")
    return b"\x81" + length + bytes(4) + body


async def test_clients_that_read_nothing_hold_up_neither_the_others_nor_a_stop(gateway: Gateway) -> None:
    """Each has far more coming than all buffers between hold, and asks a question whose answer nobody will read."""
    long = {"response": "test.echo", "values": {"text": "x" * 200_000, "turn": 0}, "buttons": [], "cards": []}
    stubborn = []
    for _ in range(4):
        gateway.rasa.replies.append([long] * 30)
        stubborn.append(raw := await _stubborn(gateway.address))
        question = json.dumps({"type": "message", "client_id": str(uuid.uuid4()), "text": "tell me everything"})
        await asyncio.get_running_loop().sock_sendall(raw, _frame(question))
    await gateway.rasa.asked(4, 60)
    client = await ChatClient.open(gateway.address)
    assert (await client.say("and who answers me"))[-1]["text"] == "1: and who answers me"
    gateway.server.should_exit = True
    async with asyncio.timeout(14):  # after 15 the supervisor kills
        await client._task
        while gateway.server.server_state.tasks:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    for raw in stubborn:
        raw.close()


async def test_a_console_that_is_open_does_not_hold_up_a_stop(database_url: str, tmp_path: Path) -> None:
    import httpx

    from tests.fakes.gateway.support_desk import Browser

    async with running_gateway(database_url, tmp_path, FakeRasa()) as gateway:
        password = json.loads((tmp_path / "passwords.json").read_text())["alice"]
        async with httpx.AsyncClient(base_url=gateway.address, timeout=20) as http:
            alice = Browser(http)
            assert (await alice.sign_in("alice", password)).status_code == 303
            async with alice.events() as events:
                assert await anext(events)
                gateway.server.should_exit = True
                began = time.monotonic()
                async with asyncio.timeout(10):
                    rest = [event async for event in events]
        assert time.monotonic() - began < 3, "the stream was cut off, not ended"
        assert all(isinstance(event, tuple) for event in rest)


async def test_slow_conversations_delay_no_other(gateway: Gateway) -> None:
    """More conversations than two gateways had workers hang in Rasa at once."""
    gateway.rasa.pause = asyncio.Event()
    slow = [await ChatClient.open(gateway.address) for _ in range(20)]
    for client in slow:
        await client.send({"type": "message", "client_id": str(uuid.uuid4()), "text": "slow"})
    await gateway.rasa.asked(20)
    pause, gateway.rasa.pause = gateway.rasa.pause, None
    other = await ChatClient.open(gateway.address)
    assert (await other.say("quick"))[-1]["text"] == "1: quick"
    pause.set()
    for client in slow:
        await client.wait(lambda frame: frame["type"] == "turn_done")
        await client.close()
    await other.close()


async def test_a_stop_takes_nothing_more_from_telegram(database_url: str, tmp_path: Path) -> None:
    async with TelegramServer() as telegram:
        anna = telegram.person(7001)
        async with telegram_gateway(database_url, tmp_path, telegram):
            await anna.sends("before the stop")
            await anna.receives("1: before the stop")
        await anna.sends("during the stop")
        async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
            await anna.receives("2: during the stop")
            assert [request["text"] for request in gateway.rasa.requests] == ["during the stop"]
