"""Linking a Telegram chat: a code, consent, the account's people, and ending it; through Telegram, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.contacts import tables as contacts_tables
from bot.conversation.store import tables as conversation_tables
from bot.database import tables as schema_tables
from bot.linking.store import tables as linking_tables
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.linking import AccountPage, code_for, identity_of, link_chat, linking_gateway
from tests.fakes.gateway.running import Gateway
from tests.fakes.telegram.server import TelegramServer

ASKS_TO_SIGN_IN = [{"kind": "question_kept"}]


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path, telegram: TelegramServer) -> AsyncIterator[Gateway]:
    async with linking_gateway(database_url, tmp_path, telegram) as gateway:
        yield gateway


def last_role(gateway: Gateway) -> str:
    return str(gateway.rasa.requests[-1]["role"])


async def test_a_link_is_made_with_consent_only(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001, "en")
    await anna.starts(await code_for(gateway))
    question = await anna.receives()
    for fact in ("Nordmarkt", "nordmarkt", "Anna", "/unlink"):
        assert fact in question.text
    await anna.sends("where is my order please")
    await anna.receives("where is my order")
    assert last_role(gateway) == "visitor"
    await anna.presses("Yes, connect", question)
    assert "Nordmarkt" in (await anna.receives()).text
    await anna.sends("and where is it now")
    await anna.receives("and where is it")
    assert last_role(gateway) == "buyer"


async def test_consent_is_asked_in_the_persons_language(gateway: Gateway, telegram: TelegramServer) -> None:
    li = telegram.person(7001, "zh-hans")
    page = AccountPage(gateway, identity_of(gateway, "li", "huaxia-trade"))
    answer = (await page.ask("POST", "telegram-link", "zh")).json()
    await li.starts(answer["command"].removeprefix("/start "))
    question = await li.receives()
    assert "关联" in question.text
    assert question.labels == ["是，关联", "不关联"]
    await li.presses("是，关联")
    assert "huaxia-trade" in (await li.receives()).text


async def test_no_spends_the_code_and_connects_nothing(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001, "en")
    code = await code_for(gateway)
    await anna.starts(code)
    question = await anna.receives("Connect")
    await anna.presses("Do not connect", question)
    await anna.receives("nothing was connected")
    await anna.presses("Yes, connect", question)
    await anna.receives("no longer valid")
    await anna.starts(code)
    await anna.receives("no longer valid")
    await anna.sends("who am I to you")
    await anna.receives("who am I")
    assert last_role(gateway) == "visitor"


async def test_a_code_belongs_to_the_chat_that_shows_it_first(gateway: Gateway, telegram: TelegramServer) -> None:
    anna, thief = telegram.person(7001, "en"), telegram.person(7002, "en")
    code = await code_for(gateway)
    await anna.starts(code)
    question = await anna.receives("Connect")
    await thief.starts(code)
    await thief.receives("no longer valid")
    await anna.presses("Yes, connect", question)
    await anna.receives("now connected")
    await anna.presses("Yes, connect", question)
    await anna.receives("expired")  # the button: it works once
    await anna.starts(code)
    await anna.receives("no longer valid")


async def test_a_code_is_hashed_at_rest_and_ends_after_ten_minutes(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001, "en")
    code = await code_for(gateway)
    await anna.starts(code)
    question = await anna.receives("Connect")
    async with gateway.caravan.database.begin() as connection:
        for table in schema_tables.metadata.sorted_tables:
            kept = json.dumps([list(row) for row in await connection.execute(select(table))], default=str)
            assert code not in kept, table.name
        row = (await connection.execute(select(linking_tables.link_codes))).one()
        assert row.expires_at - row.created_at == dt.timedelta(minutes=10)
        past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
        await connection.execute(update(linking_tables.link_codes).values(expires_at=past))
    await anna.presses("Yes, connect", question)
    await anna.receives("no longer valid")
    await anna.starts(code)
    await anna.receives("no longer valid")


async def test_guessing_codes_is_throttled(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001, "en")
    for number in range(5):
        await anna.starts(f"guess{number}")
        await anna.receives("no longer valid")
    code = await code_for(gateway)
    await anna.starts(code)
    await anna.receives("Too many links")
    honest = telegram.person(7002, "en")
    await honest.starts(code)  # what was refused unread is not spent
    await honest.receives("Connect")
    past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=11)
    async with gateway.caravan.database.begin() as connection:
        await connection.execute(update(contacts_tables.contacts).values(link_failed_at=past))
    await anna.starts("guess")
    await anna.receives("no longer valid")


async def test_unlinking_and_linking_work_while_an_agent_has_the_conversation(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna = telegram.person(7001, "en")
    await link_chat(gateway, anna)
    async with gateway.caravan.database.begin() as connection:
        await connection.execute(update(conversation_tables.conversations).values(status="open"))
    await anna.sends("are you there, agent")
    await anna.sends("/unlink")
    await anna.receives("no longer connected")
    async with gateway.caravan.database.read() as connection:
        assert (await connection.execute(select(contacts_tables.contacts.c.account))).scalar_one() is None
    await anna.starts(await code_for(gateway))
    await anna.receives("Connect")
    await anna.presses("Yes, connect")
    await anna.receives("now connected")
    await anna.sends("/devices")
    await anna.receives("signed in to Nordmarkt")
    assert gateway.rasa.requests == []


async def test_the_kept_question_is_answered_after_linking_by_itself_and_once(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna = telegram.person(7001, "en")
    gateway.rasa.effects = [ASKS_TO_SIGN_IN]
    await anna.sends("where is my order please")
    await anna.receives("1: ")
    await link_chat(gateway, anna)
    await anna.receives("2:")
    asked = gateway.rasa.requests[-1]
    assert (asked["intent"], asked["role"], asked["entities"]) == ("link_account", "buyer", {"reason": "signed_in"})
    assert asked["state"] == {"turns": 1}
    await anna.stays_quiet()
    await anna.sends("/unlink")
    await anna.receives("no longer")
    await link_chat(gateway, anna)
    await anna.stays_quiet()
    assert len(gateway.rasa.requests) == 2


async def test_a_question_that_is_kept_as_the_contact_signs_in_is_answered(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    gateway.rasa.effects, gateway.rasa.pause = [[], ASKS_TO_SIGN_IN], asyncio.Event()
    await client.send({"type": "message", "client_id": "a", "text": "where is my order please"})
    await gateway.rasa.asked(1)
    await client.send({"type": "identity", "token": identity_of(gateway)})
    await until(lambda: any(frame["type"] == "ack" for frame in client.frames))
    await asyncio.sleep(0.3)
    gateway.rasa.pause.set()
    await gateway.rasa.asked(3)
    # asked as a visitor, again as who has signed in meanwhile, and the question that this was made to keep
    assert [asked["role"] for asked in gateway.rasa.requests] == ["visitor", "buyer", "buyer"]
    assert gateway.rasa.requests[-1]["intent"] == "link_account"
    await client.close()


async def test_another_company_is_named_before_the_chat_changes_hands(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna = telegram.person(7001, "en")
    await link_chat(gateway, anna)
    await anna.sends("remember this of nordmarkt")
    await anna.receives("1: ")
    await anna.starts(await code_for(gateway, "anna", "lagos-home"))
    question = await anna.receives("instead")
    assert "Nordmarkt" in question.text
    assert "Lagos-Home" in question.text
    await anna.presses("Yes, connect")
    await anna.receives("now connected")
    await anna.sends("what do you remember")
    await anna.receives("1: what do you")  # nothing of the other company's dialogue
    await anna.starts(await code_for(gateway, "anna", "lagos-home"))
    await anna.receives("already")


async def test_several_people_of_a_company_are_each_a_person(gateway: Gateway, telegram: TelegramServer) -> None:
    anna, bert = telegram.person(7001, "en"), telegram.person(7002, "en")
    await link_chat(gateway, anna, "anna")
    await link_chat(gateway, bert, "bert")
    web = await ChatClient.open(gateway.address, identity=identity_of(gateway, "anna"))
    page = AccountPage(gateway, identity_of(gateway, "anna"))
    found = {(link["name"], link["channel"], link["own"]) for link in await page.links()}
    assert found == {("Anna", "telegram", True), ("Anna", "webchat", True), ("Bert", "telegram", False)}
    await bert.sends("/devices")
    shown = await bert.receives("signed in to Nordmarkt")
    everything = "\n".join(message.text for message in bert.received)
    for fact in ("Anna", "Bert", "Web chat", "this chat"):
        assert fact in everything
    assert shown
    await web.close()


async def test_who_does_not_manage_the_links_sees_and_ends_their_own(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna, bert = telegram.person(7001, "en"), telegram.person(7002, "en")
    await link_chat(gateway, anna, "anna")
    await link_chat(gateway, bert, "bert", manages_links=False)
    boss, page = (
        AccountPage(gateway, identity_of(gateway, "anna")),
        AccountPage(gateway, identity_of(gateway, "bert", manages_links=False)),
    )
    of_anna = next(link["id"] for link in await boss.links() if link["name"] == "Anna")
    assert [link["name"] for link in await page.links()] == ["Bert"]
    forbidden = await page.ask("DELETE", f"links/{of_anna}")
    absent = await page.ask("DELETE", "links/" + "0" * 32)
    assert (forbidden.status_code, forbidden.json()) == (absent.status_code, absent.json())
    assert forbidden.status_code == 404
    await anna.sends("am I still here")
    await anna.receives("am I still")
    assert last_role(gateway) == "buyer"


async def test_a_telegram_link_is_ended_from_the_account_page_at_once(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna = telegram.person(7001, "en")
    await link_chat(gateway, anna)
    page = AccountPage(gateway, identity_of(gateway, "bert"))
    (link,) = await page.links()
    assert (await page.ask("DELETE", f"links/{link['id']}")).status_code == 200
    await anna.receives("Bert has ended the connection")
    await anna.sends("where is my order please")
    await anna.receives("where is my order")
    assert last_role(gateway) == "visitor"
    assert await page.links() == []
    assert (await page.ask("DELETE", f"links/{link['id']}")).status_code == 404


async def test_all_others_are_ended_at_once_and_the_own_web_chat_stays(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna, bert = telegram.person(7001, "en"), telegram.person(7002, "en")
    await link_chat(gateway, anna, "anna")
    await link_chat(gateway, bert, "bert")
    own = await ChatClient.open(gateway.address, identity=identity_of(gateway, "anna"))
    stranger = await ChatClient.open(gateway.address, identity=identity_of(gateway, "eve", "lagos-home"))
    page = AccountPage(gateway, identity_of(gateway, "anna"))
    assert sorted(link["own_chat"] for link in await page.links()) == [False, False, True]
    assert len((await page.ask("DELETE", "links")).json()["ended"]) == 2
    await anna.receives("Anna has ended the connection")
    await bert.receives("Anna has ended the connection")
    assert [link["own_chat"] for link in await page.links()] == [True]
    assert len(await AccountPage(gateway, identity_of(gateway, "eve", "lagos-home")).links()) == 1
    await own.say("am I still here")
    assert last_role(gateway) == "buyer"
    for chat in (own, stranger):
        await chat.close()


async def test_who_does_not_manage_the_links_ends_their_own_others_only(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna, bert = telegram.person(7001, "en"), telegram.person(7002, "en")
    await link_chat(gateway, anna, "anna")
    await link_chat(gateway, bert, "bert", manages_links=False)
    page = AccountPage(gateway, identity_of(gateway, "bert", manages_links=False))
    assert len((await page.ask("DELETE", "links")).json()["ended"]) == 1
    boss = AccountPage(gateway, identity_of(gateway, "anna"))
    assert [link["name"] for link in await boss.links()] == ["Anna"]


async def test_who_was_sent_away_does_not_come_back_by_a_code_from_before(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    bert, second, anna = (telegram.person(7001 + number, "en") for number in range(3))
    await link_chat(gateway, bert, "bert")
    asked, unseen = await code_for(gateway, "bert"), await code_for(gateway, "bert")
    await second.starts(asked)
    question = await second.receives("Connect")
    others = await code_for(gateway, "anna")
    page = AccountPage(gateway, identity_of(gateway))
    (link,) = await page.links()
    assert (await page.ask("DELETE", f"links/{link['id']}")).status_code == 200
    await second.presses("Yes, connect", question)
    await second.receives("no longer valid")
    await second.starts(unseen)
    await second.receives("no longer valid")
    assert await page.links() == []
    await anna.starts(others)  # the codes of the others are good
    await anna.receives("Connect")


async def test_another_companys_link_looks_like_none(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001, "en")
    await link_chat(gateway, anna)
    (link,) = await AccountPage(gateway, identity_of(gateway)).links()
    stranger = AccountPage(gateway, identity_of(gateway, "eve", "lagos-home"))
    assert await stranger.links() == []
    refused = await stranger.ask("DELETE", f"links/{link['id']}", "zh")
    assert refused.status_code == 404
    assert "没有" in refused.json()["text"]
    await anna.sends("am I still here")
    await anna.receives("am I still")
    assert last_role(gateway) == "buyer"


async def test_a_reply_for_the_account_is_not_given_to_who_was_disconnected_meanwhile(
    gateway: Gateway, telegram: TelegramServer
) -> None:
    anna = telegram.person(7001, "en")
    await link_chat(gateway, anna)
    gateway.rasa.pause = asyncio.Event()
    await anna.sends("show me everything we ordered")
    await gateway.rasa.asked(1)
    page = AccountPage(gateway, identity_of(gateway))
    (link,) = await page.links()
    await page.ask("DELETE", f"links/{link['id']}")
    gateway.rasa.pause.set()
    await anna.receives("show me everything")
    assert [asked["role"] for asked in gateway.rasa.requests] == ["buyer", "visitor"]
    assert len([message for message in anna.received if "show me" in message.text]) == 1


async def test_a_link_is_ended_by_a_button_in_the_chat(gateway: Gateway, telegram: TelegramServer) -> None:
    anna, bert = telegram.person(7001, "en"), telegram.person(7002, "en")
    await link_chat(gateway, anna, "anna")
    await link_chat(gateway, bert, "bert")
    await anna.sends("/devices")
    await anna.receives("signed in to")
    await anna.presses("End")
    await anna.receives("Ended: Bert, Telegram")
    await bert.receives("Anna has ended")
    assert gateway.rasa.requests == []
    async with gateway.caravan.database.read() as connection:
        names = (
            await connection.execute(select(contacts_tables.contacts.c.name).order_by(contacts_tables.contacts.c.key))
        ).scalars()
        assert list(names) == ["Anna", None]


async def test_the_web_chat_goes_on_in_telegram_with_what_was_said(gateway: Gateway, telegram: TelegramServer) -> None:
    web = await ChatClient.open(gateway.address, identity=identity_of(gateway))
    await web.say("I am looking for silk")
    await web.send({"type": "telegram_link", "client_id": "t"})
    link = await web.wait(lambda frame: frame["type"] == "telegram_link")
    assert link["url"].endswith("?start=" + link["command"].removeprefix("/start "))
    anna = telegram.person(7001, "en")
    await anna.starts(link["command"].removeprefix("/start "))
    await anna.receives("Connect")
    await anna.presses("Yes, connect")
    await anna.receives("now connected")
    await anna.sends("and where were we then")
    await anna.receives("2: and where were we")
    await web.close()


async def test_a_visitor_gets_no_link_to_telegram(gateway: Gateway) -> None:
    web = await ChatClient.open(gateway.address)
    await web.send({"type": "telegram_link", "client_id": "t"})
    refused = await web.wait(lambda frame: frame["type"] == "error")
    assert (refused["code"], refused["client_id"]) == ("not_signed_in", "t")
    async with gateway.caravan.database.read() as connection:
        assert (await connection.execute(select(linking_tables.link_codes))).all() == []
    await web.close()


async def test_in_a_group_nothing_of_an_account_is_shown(gateway: Gateway, telegram: TelegramServer) -> None:
    anna = telegram.person(7001, "en")
    await link_chat(gateway, anna)
    private = len(anna.received)
    voice = anna.in_group("Buyers of Hamburg")
    for text in ("/orders", "/devices", "/unlink", f"/start {await code_for(gateway)}"):
        voice.group.chat.known = True
        await voice.sends(text)
    await until(lambda: not voice.group.has_bot)
    await asyncio.sleep(0.5)
    assert [("private" in message.text, message.labels) for message in voice.group.received] == [(True, [])]
    assert gateway.rasa.requests == []
    assert len(anna.received) == private
    async with gateway.caravan.database.read() as connection:
        assert list((await connection.execute(select(contacts_tables.contacts.c.account))).scalars()) == ["nordmarkt"]
