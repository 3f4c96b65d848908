"""A visitor's session is renewed when somebody signs in: who knew it before has nothing of the account. On both databases, by real sockets."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import select

from bot.contacts.tables import contacts
from bot.conversation.store.tables import conversations, web_sessions
from bot.messages.inbound import InboundMessage
from foundation.errors import Explain
from foundation.secrets import fingerprint
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.linking import AccountPage, identity_of, link_chat, linking_gateway
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway
from tests.fakes.telegram.server import TelegramServer

TRIES = 40


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running_gateway(database_url, tmp_path, FakeRasa()) as gateway:
        yield gateway


async def signs_in(client: ChatClient, token: str) -> dict[str, Any]:
    """The `welcome` that the identity is answered with."""
    start = len(client.frames)
    await client.send({"type": "identity", "token": token})
    return await client.wait(lambda frame: frame["type"] == "welcome", 10, start)


async def is_ended(client: ChatClient) -> dict[str, Any]:
    error = await client.wait(lambda frame: frame["type"] == "error", 10)
    await asyncio.wait_for(client.socket.wait_closed(), PATIENCE)
    assert (error["code"], client.socket.close_code) == ("session_ended", 4001)
    return error


def asked_as(gateway: Gateway) -> list[str | None]:
    """Whom each turn was answered for."""
    contexts = [asked["context"] for asked in gateway.rasa.requests]
    return [jwt.decode(context, options={"verify_signature": False})["account"] for context in contexts]


@pytest.mark.parametrize(("language", "says"), [("en", "in another window"), ("zh", "另一个窗口")])
async def test_who_knew_the_session_before_the_sign_in_has_nothing_of_the_account(
    gateway: Gateway, language: str, says: str
) -> None:
    victim = await ChatClient.open(gateway.address, language=language)
    await victim.say({"en": "before I signed in", "zh": "登录之前说的话"}[language])
    known = victim.session
    thief = await ChatClient.open(gateway.address, session=known)
    welcome = await signs_in(victim, identity_of(gateway))
    assert welcome["session"] != known
    assert welcome["conversation"] == thief.conversation
    error = await is_ended(thief)
    assert (error["renewed"], says in error["text"]) == (True, True)
    assert len(await victim.say("a secret of nordmarkt")) == 1
    for frame in (
        {"type": "telegram_link", "client_id": "t"},
        {"type": "message", "client_id": "m", "text": "my orders"},
    ):
        again = await ChatClient.open(gateway.address, session=known)
        assert (again.conversation != victim.conversation, again.session != known) == (True, True)
        await again.send(frame)
        await again.wait(
            lambda seen: seen.get("client_id") in ("t", "m") and seen["type"] in ("error", "turn_done"), 20
        )
        assert not [seen for seen in again.frames if seen["type"] == "telegram_link" or "nordmarkt" in json.dumps(seen)]
        await again.close()
    assert asked_as(gateway) == [None, "nordmarkt", None]
    assert "secret" not in json.dumps(thief.frames)
    await victim.close()


async def test_the_session_is_renewed_by_a_hello_with_an_identity_too(gateway: Gateway) -> None:
    visitor = await ChatClient.open(gateway.address)
    await visitor.say("before I signed in")
    thief = await ChatClient.open(gateway.address, session=visitor.session)
    token = identity_of(gateway)
    victim = await ChatClient.open(gateway.address, session=visitor.session, last_id=2, identity=token)
    assert (victim.conversation, victim.session != visitor.session) == (visitor.conversation, True)
    for one in (visitor, thief):
        assert (await is_ended(one))["renewed"]
    await victim.say("and now I am Anna")
    assert [frame["id"] for frame in victim.messages()] == [3, 5], "it has the rest of the conversation, and goes on"
    again = await ChatClient.open(gateway.address, session=victim.session, identity=token, last_id=99)
    assert again.session == victim.session, "the identity is bound to the new session"
    await again.close()
    await victim.close()


async def test_what_is_under_way_is_acknowledged_and_answered_once_across_the_sign_in(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    gateway.rasa.pause = asyncio.Event()
    await client.send({"type": "message", "client_id": "early", "text": "asked as a visitor"})
    await client.wait(lambda frame: frame["type"] == "ack")
    await gateway.rasa.asked(1)
    await signs_in(client, identity_of(gateway))
    await client.send({"type": "message", "client_id": "early", "text": "asked as a visitor"})
    await client.send({"type": "message", "client_id": "late", "text": "asked as Anna"})
    gateway.rasa.pause.set()
    await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == "late")
    last = max(frame["id"] for frame in client.messages())
    acks = [(frame["client_id"], frame["id"]) for frame in client.frames if frame["type"] == "ack"]
    assert acks == [("early", 2), ("early", 2), ("late", acks[-1][1])]
    assert [frame["client_id"] for frame in client.frames if frame["type"] == "turn_done"] == ["early", "late"]
    assert asked_as(gateway)[-1] == "nordmarkt"
    ids = [frame["id"] for frame in client.messages()]
    assert ids == sorted(set(ids)), "nothing was shown twice"
    await client.close()
    again = await ChatClient.open(gateway.address, session=client.session, last_id=last)
    await again.send({"type": "message", "client_id": "early", "text": "asked as a visitor"})
    assert (await again.wait(lambda frame: frame["type"] == "ack"))["id"] == 2
    await asyncio.sleep(0.3)
    assert [frame for frame in again.frames if frame["type"] == "message"] == []
    await again.close()


async def test_a_welcome_that_was_lost_is_made_good_by_a_fresh_identity_and_by_nothing_else(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say("before I signed in")
    known, token = client.session, identity_of(gateway)
    await signs_in(client, token)
    await client.say("a secret of nordmarkt")
    refused = await asyncio.gather(
        ChatClient.open(gateway.address, session=known, identity=token), return_exceptions=True
    )
    assert "identity_refused" in str(refused[0]), "the identity is the new session's; it is said before any welcome"
    bert = await ChatClient.open(gateway.address, session=known, identity=identity_of(gateway, "bert"))
    visitor = await ChatClient.open(gateway.address, session=known)
    for stranger in (bert, visitor):
        assert stranger.conversation != client.conversation
        assert "secret" not in json.dumps(stranger.frames)
    back = await ChatClient.open(gateway.address, session=known, identity=identity_of(gateway))
    assert (back.conversation, back.session in (known, client.session)) == (client.conversation, False)
    await back.wait(lambda frame: "a secret" in frame.get("text", ""))
    assert (await client.say("the first window goes on"))[-1]["text"].startswith("3:")
    page = AccountPage(gateway, identity_of(gateway, "bert"))
    own = next(link for link in await page.links() if link["name"] == "Anna")
    await page.ask("DELETE", f"links/{own['id']}")
    for one in (client, back):
        assert not (await is_ended(one))["renewed"]
    late = await ChatClient.open(gateway.address, session=known, identity=identity_of(gateway))
    assert late.conversation != client.conversation, "an ended conversation is opened by nothing"
    for one in (bert, visitor, late):
        await one.close()


async def test_a_session_that_was_ended_is_not_spoken_for(gateway: Gateway) -> None:
    """Also where the sign-in comes between the look at the session and the message's commit."""
    client = await ChatClient.open(gateway.address)
    known = client.session
    await signs_in(client, identity_of(gateway))
    with pytest.raises(Explain, match="session_ended"):
        await gateway.caravan.inbox.receive(
            InboundMessage("webchat", f"{client.conversation}:x", "k", "text", "cancel it", session=fingerprint(known)),
            client.conversation,
            "x",
        )
    assert gateway.rasa.requests == []
    await client.close()


async def owners(gateway: Gateway, session: str) -> tuple[str, str]:
    """The conversation of an open session, and whose it is."""
    query = (
        select(conversations.c.id, contacts.c.account)
        .join(web_sessions, web_sessions.c.conversation_id == conversations.c.id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
        .where(web_sessions.c.token_hash == fingerprint(session), web_sessions.c.ended_at.is_(None))
    )
    async with gateway.caravan.database.read() as connection:
        return tuple((await connection.execute(query)).one())  # type: ignore[return-value]


async def outcome(gateway: Gateway, client: ChatClient, account: str) -> str | None:
    """The conversation that the account has now; None when its socket was told that somebody else signed in."""
    seen = await client.wait(
        lambda frame: frame["type"] == "error" or (frame["type"] == "welcome" and frame["session"] != known(client)), 20
    )
    if seen["type"] == "error":
        assert (seen["code"], seen["renewed"]) == ("session_ended", True)
        return None
    conversation_id, owner = await owners(gateway, seen["session"])
    assert (conversation_id, owner) == (seen["conversation"], account)
    return conversation_id


def known(client: ChatClient) -> str:
    return str(next(frame for frame in client.frames if frame["type"] == "welcome")["session"])


async def test_two_accounts_that_sign_in_to_one_session_at_once_do_not_share_it(gateway: Gateway) -> None:
    for _ in range(TRIES):
        first = await ChatClient.open(gateway.address)
        second = await ChatClient.open(gateway.address, session=first.session)
        tokens = [identity_of(gateway), identity_of(gateway, "bert", "lagos-home")]
        pairs = list(zip((first, second), tokens, strict=True))
        await asyncio.gather(*(one.send({"type": "identity", "token": token}) for one, token in pairs))
        has = [await outcome(gateway, one, account) for one, account in ((first, "nordmarkt"), (second, "lagos-home"))]
        assert any(has)
        assert has[0] != has[1]
        for one in (first, second):
            await one.close()


async def test_two_accounts_that_say_hello_with_one_session_at_once_do_not_share_it(gateway: Gateway) -> None:
    for _ in range(TRIES):
        visitor = await ChatClient.open(gateway.address)
        tokens = [identity_of(gateway), identity_of(gateway, "bert", "lagos-home")]
        opened = await asyncio.gather(
            *(ChatClient.open(gateway.address, session=visitor.session, identity=token) for token in tokens)
        )
        owned = [await owners(gateway, one.session) for one in opened]
        assert [account for _, account in owned] == ["nordmarkt", "lagos-home"]
        assert owned[0][0] != owned[1][0]
        assert (await is_ended(visitor))["renewed"]
        for one in opened:
            await one.close()


async def test_two_windows_of_one_person_that_sign_in_at_once_go_on_together(gateway: Gateway) -> None:
    for _ in range(10):
        first = await ChatClient.open(gateway.address)
        opened = await asyncio.gather(
            *(ChatClient.open(gateway.address, session=first.session, identity=identity_of(gateway)) for _ in range(2))
        )
        assert {one.conversation for one in opened} == {first.conversation}
        for one in opened:
            assert (await owners(gateway, one.session))[1] == "nordmarkt"
            await one.close()


# A link to Telegram


async def test_the_accounts_other_devices_are_told_of_a_new_link(database_url: str, tmp_path: Path) -> None:
    async with TelegramServer() as telegram, linking_gateway(database_url, tmp_path, telegram) as gateway:
        web = await ChatClient.open(gateway.address, identity=identity_of(gateway), language="zh")
        clerk = await ChatClient.open(gateway.address, identity=identity_of(gateway, "bert", manages_links=False))
        other = await ChatClient.open(gateway.address, identity=identity_of(gateway, "carl", "lagos-home"))
        late = identity_of(gateway, "dora", exp=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))
        gone = await ChatClient.open(gateway.address, identity=late)
        await asyncio.sleep(1.1)
        phone, second = telegram.person(7101, "en"), telegram.person(7102, "en")
        await link_chat(gateway, phone)
        told = await web.wait(lambda frame: frame["type"] == "message" and "刚刚" in frame["text"])
        assert (told["author"], "Anna" in told["text"], "Nordmarkt" in told["text"]) == ("system", True, True)
        assert [button["label"] for button in told["buttons"]] == ["已登录的设备"]
        await link_chat(gateway, second)
        heard = await phone.receives("has just connected a chat in Telegram with Nordmarkt")
        assert heard.labels == ["Linked devices"]
        await web.send({"type": "button", "client_id": str(uuid.uuid4()), "token": told["buttons"][0]["token"]})
        await web.wait(lambda frame: frame["type"] == "message" and len(frame["cards"]) >= 3)
        await asyncio.sleep(0.5)
        for stranger in (clerk, other, gone):
            assert "just connected" not in json.dumps(stranger.frames)
        assert [m.text for m in second.received if "has just connected" in m.text] == []
        for one in (web, clerk, other, gone):
            await one.close()
