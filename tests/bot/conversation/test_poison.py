"""A message that breaks the dialogue each time it is read: given up as what it is, and never taken for somebody else's outage."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.conversation.store.tables import inbound
from bot.support.store.tables import handoffs
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, free_port, running_gateway

POISON = "万" * 40


async def _outages(gateway: Gateway) -> list[int]:
    async with gateway.caravan.database.read() as connection:
        return list((await connection.execute(select(inbound.c.outages).order_by(inbound.c.id))).scalars())


async def test_a_poison_is_given_up_told_and_put_before_a_person_while_others_are_answered(gateway: Gateway) -> None:
    gateway.rasa.poison = POISON
    poisoner = await ChatClient.open(gateway.address, language="zh")
    other = await ChatClient.open(gateway.address)
    reading = asyncio.create_task(poisoner.say(POISON, seconds=60))
    while not reading.done():
        assert "where is it" in (await other.say("where is it"))[-1]["text"]
        await asyncio.sleep(0.3)
    texts = [message["text"] for message in await reading]
    assert any("没能读懂" in text for text in texts)
    assert len([request for request in gateway.rasa.requests if request["text"] == POISON]) == 4
    async with gateway.caravan.database.read() as connection:
        rows = (await connection.execute(select(handoffs.c.conversation_id, handoffs.c.reason))).all()
    assert [tuple(row) for row in rows] == [(poisoner.conversation, "not_read")]
    assert (await poisoner.say("next"))[-1]["text"] == "1: next"
    await poisoner.close()
    await other.close()


async def test_a_poison_with_nobody_else_in_the_house_is_given_up_too(gateway: Gateway) -> None:
    gateway.rasa.poison = POISON
    alone = await ChatClient.open(gateway.address, language="zh")
    texts = [message["text"] for message in await alone.say(POISON, seconds=60)]
    assert any("没能读懂" in text for text in texts)
    asked = [request["text"] for request in gateway.rasa.requests]
    assert asked == [POISON, "help", POISON, "help", POISON, "help", POISON]
    assert await _outages(gateway) == [4]
    assert (await alone.say("next"))[-1]["text"] == "1: next"
    await alone.close()


async def test_a_general_outage_gives_up_nobody_however_often_it_is_tried(gateway: Gateway) -> None:
    client, other = await ChatClient.open(gateway.address), await ChatClient.open(gateway.address)
    await other.say("before")
    gateway.rasa.fail = [(503, {"error": "actions_unavailable"})] * 12
    answers = await asyncio.gather(client.say("I wait", seconds=60), other.say("so do I", seconds=60))
    assert [answer[-1]["text"] for answer in answers] == ["1: I wait", "2: so do I"]
    assert max(await _outages(gateway)) <= 2
    async with gateway.caravan.database.read() as connection:
        assert (await connection.execute(select(handoffs.c.id))).all() == []
    await client.close()
    await other.close()


@contextlib.asynccontextmanager
async def _dropping(asked: list[int], port: int) -> AsyncIterator[None]:
    """A Rasa that is healthy and drops each turn in the middle."""

    async def drop(request: web.Request) -> web.Response:
        await request.read()
        asked.append(port)
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async def alive(_request: web.Request) -> web.Response:
        return web.Response(text=json.dumps("Hello"))

    app = web.Application()
    app.router.add_post("/webhooks/caravan/turn", drop)
    app.router.add_get("/", alive)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield
    finally:
        await runner.cleanup()


async def test_a_message_that_stops_one_is_not_given_to_each_in_turn(tmp_path: Path) -> None:
    ports, asked = [free_port() for _ in range(4)], list[int]()
    urls = ",".join(f"http://127.0.0.1:{port}" for port in ports)
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    async with contextlib.AsyncExitStack() as stack:
        for port in ports:
            await stack.enter_async_context(_dropping(asked, port))
        gateway = await stack.enter_async_context(running_gateway(url, tmp_path, FakeRasa(), rasas=urls))
        client = await ChatClient.open(gateway.address)
        await client.send({"type": "message", "client_id": "1" * 32, "text": "it stops you"})
        async with asyncio.timeout(20):
            while len(asked) < 4:
                await asyncio.sleep(0.02)
                if len(asked) == 2:
                    assert (await _outages(gateway))[-1] <= 1
        # Two at the first time, and then one at a time.
        assert await _outages(gateway) == [1]
        await client.close()


@pytest.mark.parametrize("count", [2])
async def test_what_cannot_be_reached_is_asked_of_the_next_and_nothing_is_counted(tmp_path: Path, count: int) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    urls = ",".join(f"http://127.0.0.1:{free_port()}" for _ in range(count))
    async with running_gateway(url, tmp_path, FakeRasa(), rasas=urls) as gateway:
        client = await ChatClient.open(gateway.address)
        await client.send({"type": "message", "client_id": "1" * 32, "text": "is anybody there"})
        await client.wait(lambda frame: frame["type"] == "message" and frame["author"] == "system")
        assert await _outages(gateway) == [0]
        await client.close()
