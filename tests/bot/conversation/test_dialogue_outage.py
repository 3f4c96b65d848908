"""Rasa or the action server away: the contact is told, nothing is lost, the message is answered later, a person is offered."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from bot.support.store.tables import handoffs
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway


@pytest.mark.parametrize("failure", [(503, {"error": "actions_unavailable"}), (502, {})])
async def test_an_outage_is_told_and_the_message_is_answered_later(
    gateway: Gateway, failure: tuple[int, dict[str, str]]
) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say("before")
    gateway.rasa.fail = [failure] * 3
    answer = await client.say("during the outage", seconds=30)
    texts = [message["text"] for message in answer]
    assert texts[-1] == "2: during the outage"
    assert any(message["author"] == "system" and message["buttons"] for message in answer[:-1])
    done = [frame for frame in client.frames if frame["type"] == "turn_done"]
    assert len(done) == 2
    await client.close()


async def test_a_person_can_be_had_while_the_dialogue_is_down(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    gateway.rasa.fail = [(503, {"error": "actions_unavailable"})] * 5
    await client.send({"type": "message", "client_id": str(uuid.uuid4()), "text": "are you there"})
    await client.wait(lambda frame: frame["type"] == "message" and frame["author"] == "system")
    await client.send({"type": "button", "client_id": str(uuid.uuid4()), "token": client.button("Talk to a person")})
    seen = await client.wait(
        lambda frame: frame["type"] == "message" and frame["author"] == "system" and "queue" in frame["text"].lower(),
        30,
    )
    assert seen
    await client.close()


async def test_whose_turn_never_works_waits_for_a_person(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    gateway.rasa.fail = [(503, {"error": "turn_failed"})] * 4
    answer = await client.say("this one breaks", seconds=40)
    assert "the assistant cannot read this message" in answer[-2]["text"]
    assert "number 1 in the queue" in answer[-1]["text"]
    async with gateway.caravan.database.read() as connection:
        waiting = (await connection.execute(select(handoffs.c.conversation_id, handoffs.c.reason))).all()
    assert [tuple(row) for row in waiting] == [(client.conversation, "not_read")]
    assert (await client.say("this one works"))[-1]["text"] == "1: this one works"
    await client.close()
