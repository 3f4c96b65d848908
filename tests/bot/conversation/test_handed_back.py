"""A message is answered by whoever owns its conversation when the turn commits, also where that changes in the middle of the turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.conversation.answering import turns
from bot.conversation.store.tables import inbound
from bot.staff.store.agents import Agent, find_credentials
from bot.support.handoff.answering import do_assign_handoff, do_resolve_handoff
from bot.support.handoff.waiting import do_request_handoff
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway
from tests.fakes.gateway.support_desk import WORKING_HOURS

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
