"""Forms and marks of answers through the web chat's public door, on both databases."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from bot.support.store.tables import ratings
from bot.understanding.tables import not_understood
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway

FILLED: dict[str, Any] = {
    "goods": " tea sets ",
    "quantity": "5000",
    "unit": "set",
    "deadline": "2027-01-15",
    "note": "gift\x00 box",
}


async def send_form(client: ChatClient, **values: Any) -> dict[str, Any]:
    client_id = str(uuid.uuid4())
    frame = {"type": "form", "client_id": client_id, "form": "request_quote", "text": "A request", "values": values}
    await client.send(frame)
    return await client.wait(
        lambda frame: frame["type"] in ("turn_done", "error") and frame.get("client_id") in (client_id, None)
    )


async def test_a_form_reaches_the_dialogue_as_a_pressed_button_does(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    done = await send_form(client, **FILLED)
    assert done["type"] == "turn_done"
    request = gateway.rasa.requests[-1]
    assert (request["intent"], request["text"]) == ("request_quote", "A request")
    assert request["entities"] == {
        "form": "request_quote",
        "product": "tea sets",
        "quantity": {"value": "5000", "unit": "set"},
        "date": "2027-01-15",
        "note": "gift box",
    }
    await client.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"goods": ""},
        {"quantity": "-1"},
        {"quantity": "many"},
        {"country": "Germany"},
        {"deadline": "soon"},
        {"note": "x" * 601},
    ],
)
async def test_a_form_that_cannot_be_read_is_refused_in_words(gateway: Gateway, wrong: dict[str, str]) -> None:
    client = await ChatClient.open(gateway.address, "nordmarkt", language="zh")
    before = len(gateway.rasa.requests)
    refused = await send_form(client, **{**FILLED, **wrong})
    assert (refused["type"], refused["code"]) == ("error", "bad_frame")
    assert any("一" <= character <= "鿿" for character in refused["text"])
    assert len(gateway.rasa.requests) == before
    await client.close()


async def mark(client: ChatClient, message_id: int, **values: Any) -> dict[str, Any]:
    client_id = str(uuid.uuid4())
    await client.send({"type": "feedback", "client_id": client_id, "message_id": message_id, **values})
    return await client.wait(
        lambda frame: frame["type"] in ("feedback", "error") and frame.get("client_id") == client_id
    )


async def test_a_mark_is_kept_once_and_its_words_are_read_by_the_staff_only(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    (answer,) = [each for each in await client.say("where is my parcel") if each["author"] == "bot"][-1:]
    assert (await mark(client, answer["id"], helpful=True))["type"] == "feedback"
    await mark(client, answer["id"], helpful=False)
    await mark(client, answer["id"], helpful=False, words="That is not my order")
    async with gateway.webchat.database.read() as connection:
        rows = (await connection.execute(select(ratings).where(ratings.c.conversation_id == client.conversation))).all()
        kept = (
            await connection.execute(
                select(not_understood).where(not_understood.c.conversation_id == client.conversation)
            )
        ).all()
    assert [(row.about, row.message_id, row.score) for row in rows] == [("answer", answer["id"], 1)]
    assert [(row.outcome, row.text) for row in kept] == [("unhelpful", "where is my parcel")]
    again = await ChatClient.open(gateway.address, session=client.session)
    await again.say("hello")
    assert not any("not my order" in each["text"] for each in again.messages()), "the note is for the staff"
    await client.close()
    await again.close()


async def test_only_answers_of_the_own_conversation_can_be_marked(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say("hello")
    own = next(frame["id"] for frame in client.frames if frame["type"] == "ack")
    for number in (own, 4711):
        assert (await mark(client, number, helpful=True))["code"] == "bad_frame"
    await client.close()
