"""What a person has left unfinished in one conversation is handed along in another one of theirs, and moves there: from the web to
Telegram and to a new session of the web, and to nobody else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.conversation.store.drafts import identify
from bot.conversation.store.tables import conversations
from foundation.clock import system_clock
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.linking import identity_of, link_chat, linking_gateway
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway
from tests.fakes.telegram.server import TelegramServer

BEGIN = "500 tea sets to Hamburg please"
LEFT = {"turns": 1, "drafts": 1}


def moves(conversation: str, seen: str | None = None) -> list[dict[str, Any]]:
    return [{"kind": "draft_moved", "conversation": conversation, "task": "t1", "seen": seen or identify(LEFT)}]


def elsewhere(rasa: FakeRasa) -> dict[str, Any] | None:
    found: dict[str, Any] | None = rasa.requests[-1].get("elsewhere")
    return found


async def test_it_moves_from_the_web_to_telegram(database_url: str, tmp_path: Path) -> None:
    rasa = FakeRasa(begins_draft=BEGIN)
    async with TelegramServer() as telegram, linking_gateway(database_url, tmp_path, telegram, rasa) as gateway:
        web = await ChatClient.open(gateway.address, identity=identity_of(gateway), language="en")
        await web.say(BEGIN)
        person = telegram.person(7001)
        await link_chat(gateway, person)
        await person.sends("where were we")
        await until(lambda: len(rasa.requests) == 2)
        assert elsewhere(rasa) == {"conversation": web.conversation, "state": LEFT, "seen": identify(LEFT)}
        await person.receives("where were we")

        rasa.effects = [moves(web.conversation)]
        start = len(web.frames)
        await person.sends("yes, go on with it here")
        await person.receives("go on with it here")
        told = await web.wait(lambda frame: frame["type"] == "message" and frame["author"] == "bot", since=start)
        assert told["text"].startswith("2:")
        request = rasa.requests[-1]
        assert (request["intent"], request["entities"]) == ("resume_task", {"task": "t1", "reason": "moved"})
        assert (request["state"], request["conversation"]) == (LEFT, web.conversation)
        await person.sends("and is there anything else")
        await until(lambda: rasa.requests[-1]["text"] == "and is there anything else")
        assert elsewhere(rasa) is None, "it is gone from where it was"
        await web.close()


async def test_it_moves_from_telegram_to_a_new_session_of_the_web(database_url: str, tmp_path: Path) -> None:
    rasa = FakeRasa(begins_draft=BEGIN)
    async with TelegramServer() as telegram, linking_gateway(database_url, tmp_path, telegram, rasa) as gateway:
        person = telegram.person(7001)
        await link_chat(gateway, person)
        await person.sends(BEGIN)
        await person.receives(BEGIN)
        web = await ChatClient.open(gateway.address, identity=identity_of(gateway), language="en")
        await web.say("where were we?")
        found = elsewhere(rasa)
        assert found is not None
        rasa.effects = [moves(found["conversation"])]
        await web.say("yes please, go on with it")
        await until(lambda: rasa.requests[-1]["intent"] == "resume_task")
        await person.receives("2:")
        await web.close()


async def test_it_is_handed_to_nobody_else_and_only_if_nothing_is_unfinished_here(gateway: Gateway) -> None:
    rasa = gateway.rasa
    rasa.begins_draft = BEGIN
    anna = await ChatClient.open(gateway.address, identity=identity_of(gateway, "anna"), language="en")
    await anna.say(BEGIN)
    others = [
        await ChatClient.open(gateway.address, language="en"),
        await ChatClient.open(gateway.address, identity=identity_of(gateway, "ben"), language="en"),
        await ChatClient.open(gateway.address, identity=identity_of(gateway, "anna", "lagos-home"), language="en"),
    ]
    for client in (anna, *others):
        await client.say("where were we, is my draft there?")
        assert elsewhere(rasa) is None
    again = await ChatClient.open(gateway.address, identity=identity_of(gateway, "anna"), language="en")
    await again.say("where were we, is my draft there?")
    assert elsewhere(rasa) is not None
    await again.say(BEGIN)
    await again.say("where were we, is my draft there?")
    assert elsewhere(rasa) is None, "something is unfinished here"
    for client in (anna, *others, again):
        await client.close()


async def test_it_is_what_they_wrote_last_and_not_where_news_came_last(gateway: Gateway) -> None:
    rasa = gateway.rasa
    rasa.begins_draft = BEGIN
    older, newer, here = [
        await ChatClient.open(gateway.address, identity=identity_of(gateway, "anna"), language="en") for _ in range(3)
    ]
    for client in (older, newer):
        await client.say(BEGIN)
    async with gateway.caravan.database.begin() as connection:
        told = update(conversations).where(conversations.c.id == older.conversation)
        await connection.execute(told.values(updated_at=system_clock() + dt.timedelta(minutes=5)))
    await here.say("where were we?")
    found = elsewhere(rasa)
    assert found is not None
    assert found["conversation"] == newer.conversation
    for client in (older, newer, here):
        await client.close()


@pytest.mark.parametrize("seen", ["of another state", identify(LEFT)])
async def test_what_has_gone_on_there_meanwhile_is_read_again(gateway: Gateway, seen: str) -> None:
    """The first attempt fails if the state is no longer the one that was seen, or the conversation is not theirs."""
    rasa = gateway.rasa
    rasa.begins_draft = BEGIN
    anna = await ChatClient.open(gateway.address, identity=identity_of(gateway, "anna"), language="en")
    await anna.say(BEGIN)
    theirs = anna if seen == "of another state" else await ChatClient.open(gateway.address, language="en")
    here = await ChatClient.open(gateway.address, identity=identity_of(gateway, "anna", sub="nordmarkt:anna"))
    rasa.effects = [moves(theirs.conversation, seen)]
    answers = [message["text"] for message in await here.say("go on with my draft")]
    assert answers.count("1: go on with my draft") == 1
    assert [request["text"] for request in rasa.requests[-2:]] == ["go on with my draft"] * 2, "it was tried again"
    assert "resume_task" not in [request["intent"] for request in rasa.requests]
    for client in {anna, theirs, here}:
        await client.close()


async def test_what_goes_on_in_telegram_by_a_link_is_forgotten_in_the_web_chat(
    database_url: str, tmp_path: Path
) -> None:
    rasa = FakeRasa(begins_draft=BEGIN)
    async with TelegramServer() as telegram, linking_gateway(database_url, tmp_path, telegram, rasa) as gateway:
        web = await ChatClient.open(gateway.address, identity=identity_of(gateway), language="en")
        await web.say(BEGIN)
        await web.send({"type": "telegram_link", "client_id": "t"})
        link = await web.wait(lambda frame: frame["type"] == "telegram_link")
        person = telegram.person(7001)
        await person.sends(link["command"])
        await person.receives("Connect")
        await person.presses("Yes, connect")
        await person.receives("connected with")
        await until(lambda: rasa.requests[-1]["intent"] == "resume_task")
        request = rasa.requests[-1]
        assert (request["conversation"], request["state"]) == (web.conversation, LEFT)
        assert request["entities"] == {"task": "every", "reason": "moved"}
        await person.sends("and what is the next step here")
        await person.receives("next step")
        assert (rasa.requests[-1]["state"], elsewhere(rasa)) == (LEFT, None)
        await web.close()
