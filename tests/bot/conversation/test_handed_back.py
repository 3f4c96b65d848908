"""A message is answered by whoever owns its conversation when the turn commits, also where that changes in the middle of the turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.conversation.answering import turns
from bot.conversation.store.tables import conversations, inbound
from bot.staff.store.agents import Agent, find_credentials
from bot.support.handoff.answering import do_assign_handoff, do_resolve_handoff
from bot.support.handoff.waiting import do_request_handoff
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, telegram_gateway
from tests.fakes.gateway.support_desk import WORKING_HOURS
from tests.fakes.telegram.server import TelegramServer

Change = Callable[[str, Agent], Awaitable[None]]


@pytest.fixture
def change(gateway: Gateway) -> Callable[[bool], Change]:
    """Returns what gives a conversation to an agent, or back to the bot."""

    def choose(to_agent: bool) -> Change:
        async def take(conversation: str, agent: Agent) -> None:
            async with gateway.caravan.database.begin() as connection:
                await do_request_handoff(connection, conversation, "asked", WORKING_HOURS)
                await do_assign_handoff(connection, conversation, agent)

        async def hand_back(conversation: str, agent: Agent) -> None:
            async with gateway.caravan.database.begin() as connection:
                await do_resolve_handoff(connection, conversation, agent, hand_back=True)

        return take if to_agent else hand_back

    return choose


def _do_meanwhile(monkeypatch: pytest.MonkeyPatch, work: Callable[[], Awaitable[None]]) -> None:
    """Does the work once, after the next turn has read what it starts from and before it commits."""
    follow, pending = turns.follow_language, [work]

    async def followed(*arguments: Any) -> Any:
        contact = await follow(*arguments)
        while pending:
            await pending.pop()()
        return contact

    monkeypatch.setattr(turns, "follow_language", followed)


async def _alice(gateway: Gateway) -> Agent:
    async with gateway.caravan.database.read() as connection:
        known = await find_credentials(connection, "alice")
    assert known
    return known.agent


async def _handled_by(gateway: Gateway) -> list[str]:
    async with gateway.caravan.database.read() as connection:
        return list((await connection.execute(select(inbound.c.handled_by).order_by(inbound.c.id))).scalars())


async def test_what_came_to_an_agent_who_hands_back_before_the_turn_ends_is_answered_by_the_bot(
    gateway: Gateway, change: Callable[[bool], Change], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, alice = await ChatClient.open(gateway.address, language="en"), await _alice(gateway)
    await change(True)(client.conversation, alice)
    assert "bot" not in [message["author"] for message in await client.say("are you there, Alice?")]
    _do_meanwhile(monkeypatch, lambda: change(False)(client.conversation, alice))
    answer = await client.say("where is my order?")
    assert answer[-1]["author"] == "bot"
    assert "where is my order?" in answer[-1]["text"]
    assert [request["text"] for request in gateway.rasa.requests] == ["where is my order?"]
    assert await _handled_by(gateway) == ["agent", "bot"]
    await client.close()


async def test_what_came_to_the_bot_is_left_to_an_agent_who_takes_over_before_the_turn_ends(
    gateway: Gateway, change: Callable[[bool], Change], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, alice = await ChatClient.open(gateway.address, language="en"), await _alice(gateway)
    _do_meanwhile(monkeypatch, lambda: change(True)(client.conversation, alice))
    said = await client.say("where is my order?")
    assert [message for message in said if "where is my order?" in message["text"]] == []
    assert await _handled_by(gateway) == ["agent"]
    await client.close()


async def test_what_was_written_before_an_agent_took_over_is_told_once_and_kept(
    gateway: Gateway, change: Callable[[bool], Change], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, alice = await ChatClient.open(gateway.address, language="en"), await _alice(gateway)
    gateway.rasa.effects = [[{"kind": "wrote"}, {"kind": "not_understood", "outcome": "fallback"}]]
    _do_meanwhile(monkeypatch, lambda: change(True)(client.conversation, alice))
    said = [message for message in await client.say("yes, send it") if message["author"] != "contact"]
    assert [message["author"] for message in said[-2:]] == ["bot", "bot"]
    assert said[-2]["text"].startswith("I was already at work on your last message")
    assert said[-1]["text"] == "1: yes, send it"
    assert "Alice" in said[-3]["text"], "the agent is announced before"
    assert await _handled_by(gateway) == ["bot"]
    async with gateway.caravan.database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM not_understood"))).scalar_one() == 1
    assert "bot" not in [message["author"] for message in await client.say("thank you, Alice")]
    await change(False)(client.conversation, alice)
    await client.say("and the next one")
    assert len([message for message in client.messages() if "yes, send it" in message["text"]]) == 1
    assert [request["state"] for request in gateway.rasa.requests] == [None, {"turns": 1}]
    await client.close()


async def test_it_is_told_in_the_contacts_language_and_on_their_channel(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rasa = FakeRasa(effects=[[], [{"kind": "wrote"}]])
    async with TelegramServer() as telegram, telegram_gateway(database_url, tmp_path, telegram, rasa) as gateway:
        person, alice = telegram.person(7001, "zh-hans"), await _alice(gateway)
        await person.sends("您好，请问我的订单到哪里了")
        await until(lambda: len(person.received) == 1)
        async with gateway.caravan.database.read() as connection:
            conversation = (await connection.execute(select(conversations.c.id))).scalar_one()

        async def take() -> None:
            async with gateway.caravan.database.begin() as connection:
                await do_request_handoff(connection, conversation, "asked", WORKING_HOURS)
                await do_assign_handoff(connection, conversation, alice)

        _do_meanwhile(monkeypatch, take)
        await person.sends("是的，发给他们吧")
        await until(lambda: bool(person.received) and "发给他们" in person.received[-1].text)
        marked, answer = [message.text for message in person.received[-2:]]
        assert marked.startswith("同事接手时")
        assert answer == "2: 是的，发给他们吧"
        await person.stays_quiet(1)


@pytest.mark.parametrize("has_written", [True, False])
async def test_what_was_written_before_a_kill_is_told_although_an_agent_took_over_before_the_next_attempt(
    gateway: Gateway, change: Callable[[bool], Change], has_written: bool
) -> None:
    client, alice = await ChatClient.open(gateway.address, "nordmarkt", language="en"), await _alice(gateway)
    gateway.rasa.fail = [(503, {"error": "actions_unavailable"})]  # the write is committed, its answer is lost
    gateway.rasa.pause = asyncio.Event()
    await client.send({"type": "message", "client_id": "yes", "text": "yes, send it"})
    await gateway.rasa.asked(1)
    await change(True)(client.conversation, alice)
    if has_written:
        gateway.rasa.written.add(gateway.rasa.requests[0]["message_id"])
        gateway.rasa.effects = [[], [{"kind": "wrote"}]]  # a canary is asked before the second attempt
    gateway.rasa.resume()
    await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == "yes")
    told = [message["text"] for message in client.messages() if message["author"] == "bot"][1:]
    assert told == (
        [
            "I was already at work on your last message when a person from our team took over. "
            "This is what came of it; from here on they answer you.",
            "1: yes, send it",
        ]
        if has_written
        else []
    )
    assert await _handled_by(gateway) == ["bot" if has_written else "agent"]
    assert "bot" not in [message["author"] for message in await client.say("thank you, Alice")]
    assert len(gateway.rasa.requests) == (3 if has_written else 1)
    await client.close()
