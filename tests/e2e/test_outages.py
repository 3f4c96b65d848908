"""Parts that die while people write, on PostgreSQL: everything is answered; and nothing is left when the supervisor is killed."""

from __future__ import annotations

import asyncio
import os
import signal
from time import monotonic

import psutil
import pytest
from websockets.exceptions import WebSocketException

from bot.conversation.answering.turns import LEASE_SECONDS
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.whole.stack import Stack

PARTS = {"rasa": "nlu.serve", "actions": "actions", "redis": "valkey-server", "gateway": "serve"}


def child(stack: Stack, part: str) -> psutil.Process:
    for process in psutil.Process(stack.process.pid).children(recursive=True):
        words = [process.name(), *(word.rsplit("/", 1)[-1] for word in process.cmdline())]
        if PARTS[part] in words:
            return process
    raise AssertionError(f"{part} does not run: {stack.output.read_text()[-500:]}")


async def test_find_and_track_on_postgresql(stack_on_postgresql: Stack) -> None:
    client = await ChatClient.open(stack_on_postgresql.address, "nordmarkt", language="en")
    found = await client.say("need 5000 men's cotton t-shirts from Xinjiang")
    assert found[-1]["cards"]
    order = await client.say("where is ORD-100234?")
    assert "Hamburg" in order[-1]["text"]
    await client.close()


@pytest.mark.parametrize("part", ["rasa", "actions", "redis"])
async def test_a_killed_part_loses_nothing(stack_on_postgresql: Stack, part: str) -> None:
    client = await ChatClient.open(stack_on_postgresql.address, "huaxia-trade", language="zh")
    await client.say("你好")
    child(stack_on_postgresql, part).kill()
    asked = monotonic()
    answer = await client.say("ORD-100725到哪了", seconds=90)
    assert "ORD-100725" in answer[-1]["text"]
    if monotonic() - asked > LEASE_SECONDS:  # by then, everybody is told; Rasa may be back before
        told = [message for message in answer if message["author"] == "system"]
        assert told, "nobody told the contact that it takes longer"
        assert any(message["buttons"] for message in told), told  # notices to the account may come between
    assert len([frame for frame in client.frames if frame["type"] == "turn_done"]) == 2
    await client.close()
    async with asyncio.timeout(60):
        while set((await stack_on_postgresql.parts()).values()) != {"ok"}:  # noqa: ASYNC110
            await asyncio.sleep(0.3)


async def test_a_killed_gateway_answers_what_it_acknowledged(stack_on_postgresql: Stack) -> None:
    client = await ChatClient.open(stack_on_postgresql.address, "nordmarkt", language="en")
    await client.send({"type": "message", "client_id": "before-the-kill", "text": "where is ORD-100188?"})
    await client.wait(lambda frame: frame["type"] == "ack")
    child(stack_on_postgresql, "gateway").kill()
    again = await _reopened(stack_on_postgresql, client.session)
    await again.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == "before-the-kill", 90)
    answers = [
        message for message in again.messages() if "ORD-100188" in message["text"] and message["author"] == "bot"
    ]
    assert len(answers) == 1
    await again.close()


async def _reopened(stack: Stack, session: str) -> ChatClient:
    async with asyncio.timeout(60):
        while True:
            try:
                return await ChatClient.open(stack.address, session=session)
            except (OSError, WebSocketException):
                await asyncio.sleep(0.5)


async def test_kill_nine_of_the_supervisor_leaves_nothing(stack_on_postgresql: Stack) -> None:
    for part in PARTS:
        assert child(stack_on_postgresql, part).is_running()
    children = psutil.Process(stack_on_postgresql.process.pid).children(recursive=True)
    os.kill(stack_on_postgresql.process.pid, signal.SIGKILL)
    await stack_on_postgresql.process.wait()
    gone, alive = psutil.wait_procs(children, timeout=10)
    assert not alive
    assert len(gone) == len(children)
