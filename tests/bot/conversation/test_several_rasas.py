"""Several Rasa processes: the least loaded first, another when one dies, the dead one again when it is back."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import free_port, running_gateway, serving


async def test_turns_go_to_the_least_loaded(database_url: str, tmp_path: Path) -> None:
    rasas, ports = [FakeRasa(pause=asyncio.Event()) for _ in range(2)], [free_port(), free_port()]
    urls = ",".join(f"http://127.0.0.1:{port}" for port in ports)
    async with contextlib.AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(running_gateway(database_url, tmp_path, FakeRasa(), rasas=urls))
        for rasa, port in zip(rasas, ports, strict=True):
            rasa.token = gateway.settings.rasa_token
            await stack.enter_async_context(serving(rasa.app(), port))
        clients = [await ChatClient.open(gateway.address) for _ in range(6)]
        talking = [asyncio.create_task(client.say(f"question {number}")) for number, client in enumerate(clients)]
        for rasa in rasas:
            await rasa.asked(3)
        for rasa in rasas:
            assert rasa.pause is not None
            rasa.pause.set()
        await asyncio.gather(*talking)
        assert [len(rasa.requests) for rasa in rasas] == [3, 3]
        for client in clients:
            await client.close()


async def test_a_turn_whose_rasa_dies_is_asked_of_another_and_nobody_waits(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    one, two, ports = FakeRasa(), FakeRasa(), [free_port(), free_port()]
    urls = ",".join(f"http://127.0.0.1:{port}" for port in ports)
    async with running_gateway(url, tmp_path, FakeRasa(), rasas=urls) as gateway:
        one.token = two.token = gateway.settings.rasa_token
        async with serving(two.app(), ports[1]):
            client = await ChatClient.open(gateway.address)
            async with serving(one.app(), ports[0]):
                for number in range(4):
                    await client.say(f"with both {number}")
                assert one.requests
            for number in range(4):
                answer = await client.say(f"with one left {number}")
                assert [message["author"] for message in answer] == ["bot"], (
                    "told to wait although another could answer"
                )
                assert answer[-1]["text"] == f"{5 + number}: with one left {number}"
            before = len(one.requests)
            async with serving(one.app(), ports[0]), asyncio.timeout(20):
                while len(one.requests) == before:
                    await client.say("is the other back")
            await client.close()


@pytest.mark.parametrize("status", [500, 422])
async def test_a_message_that_one_cannot_work_is_not_tried_on_all(tmp_path: Path, status: int) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    one, two, ports = FakeRasa(), FakeRasa(), [free_port(), free_port()]
    urls = ",".join(f"http://127.0.0.1:{port}" for port in ports)
    async with running_gateway(url, tmp_path, FakeRasa(), rasas=urls) as gateway:
        one.token = two.token = gateway.settings.rasa_token
        one.fail, two.fail = [(status, {})] * 9, [(status, {})] * 9
        async with serving(one.app(), ports[0]), serving(two.app(), ports[1]):
            client = await ChatClient.open(gateway.address)
            answer = await client.say("this one breaks", seconds=40)
            assert any("cannot read this message" in each["text"] for each in answer)
            assert len(one.requests) + len(two.requests) == 4
            await client.close()
