"""Signed identities and sessions of the web chat: rotation, renewal, refusal, and the end of a session, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from sqlalchemy import func, select

from bot.contacts.identity import sign_identity
from bot.conversation.store.tables import conversations
from bot.serving.settings.settings import Settings
from tests.fakes import PATIENCE
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.linking import AccountPage, identity_of
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway

OLD, NEW = "an older key of more than thirty-two bytes", "a newer key of more than thirty-two bytes"


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path) -> AsyncIterator[Gateway]:
    keys = {"2026-11": NEW, "2026-10": OLD}
    async with running_gateway(database_url, tmp_path, FakeRasa(), identity_secret=keys) as gateway:
        yield gateway


def role(gateway: Gateway) -> str:
    return str(gateway.rasa.requests[-1]["role"])


async def error(client: ChatClient, since: int = 0) -> dict[str, Any]:
    return await client.wait(lambda frame: frame["type"] == "error", 10, since)


async def outlive_identity(gateway: Gateway, words: str = "hello", language: str | None = None) -> ChatClient:
    """Returns somebody who signed in and said `words`, and whose identity has expired since. A loaded machine may take longer
    over that than the identity lasts; then it lasts longer at the next try."""
    for seconds in (1.5, 6, 30):
        end = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
        client = await ChatClient.open(gateway.address, identity=identity_of(gateway, exp=end), language=language)
        said = await client.say(words)  # an error: it had expired before, since a token's end is in whole seconds
        left = (end - dt.datetime.now(dt.UTC)).total_seconds()
        if said[-1]["type"] == "message" and left > 0:
            await asyncio.sleep(left + 0.1)
            return client
        await client.close()
    raise AssertionError("nobody signs in within half a minute")


async def test_both_keys_of_a_rotation_are_good_and_no_other(gateway: Gateway) -> None:
    now = dt.datetime.now(dt.UTC)
    for kid, key, good in (
        ("2026-11", NEW, True),
        ("2026-10", OLD, True),
        ("2026-10", NEW, False),
        ("2026-09", OLD, False),
        ("", OLD, False),
    ):
        client = await ChatClient.open(
            gateway.address, identity=sign_identity({kid: key}, "nordmarkt", "buyer", "Anna", now)
        )
        await client.say("who am I to you")
        assert role(gateway) == ("buyer" if good else "visitor"), kid
        refused = [frame["code"] for frame in client.frames if frame["type"] == "error"]
        assert refused == ([] if good else ["identity_refused"])
        await client.close()


def forged(**changes: Any) -> str:
    now = dt.datetime.now(dt.UTC)
    claims = jwt.decode(
        sign_identity({"k": NEW}, "nordmarkt", "buyer", "Anna", now), options={"verify_signature": False}
    )
    claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode(claims, NEW, "HS256", headers={"kid": "2026-11"})


FORGERIES = {
    "unsigned": jwt.encode({"account": "nordmarkt"}, None, "none", headers={"kid": "2026-11"}),
    "another audience": forged(aud="caravan-actions"),
    "staff": forged(role="admin"),
    "good for a day": forged(exp=dt.datetime.now(dt.UTC) + dt.timedelta(days=1)),
    "without jti": forged(jti=None),
    "without kid": jwt.encode({"account": "nordmarkt"}, NEW, "HS256"),
    "a list for a name": forged(name=["Anna"]),
    "a company of a thousand letters": forged(company="x" * 1000),
    "no yes or no": forged(manages_links="yes"),
    "from tomorrow": forged(iat=dt.datetime.now(dt.UTC) + dt.timedelta(days=1), exp=dt.datetime.now(dt.UTC) + dt.timedelta(days=1)),
}  # fmt: skip


async def test_a_refused_identity_leaves_a_visitor_who_is_told(gateway: Gateway) -> None:
    for language, says in (("en", "visitor"), ("zh", "访客")):
        for name, token in FORGERIES.items():
            client = await ChatClient.open(gateway.address, identity=token, language=language)
            refused = await error(client)
            assert (refused["code"], says in refused["text"]) == ("identity_refused", True), name
            await client.close()
    client = await ChatClient.open(gateway.address, identity=FORGERIES["staff"])
    await client.say("show me the orders please")
    assert role(gateway) == "visitor"
    await client.close()


async def test_an_identity_is_renewed_in_place_and_the_old_one_is_not_good_elsewhere(gateway: Gateway) -> None:
    client = await outlive_identity(gateway, "a secret of nordmarkt")
    start = len(client.frames)
    await client.send({"type": "message", "client_id": "late", "text": "and now"})
    assert (await error(client, start))["code"] == "identity_expired"
    again = await ChatClient.open(gateway.address, session=client.session)
    assert (await error(again))["code"] == "identity_expired"
    assert "secret" not in json.dumps(again.frames)
    renewed = identity_of(gateway)
    await client.send({"type": "identity", "token": renewed})
    answer = await client.say("and now again")
    assert answer[-1]["text"] == "2: and now again"
    assert role(gateway) == "buyer"
    thief = await ChatClient.open(gateway.address, identity=renewed)
    assert (await error(thief))["code"] == "identity_refused"
    for one in (client, again, thief):
        await one.close()


@pytest.mark.parametrize(
    ("language", "says", "never"), [("en", "still signed in", "visitor"), ("zh", "仍处于原来的登录状态", "访客")]
)
async def test_a_refused_renewal_takes_nothing_and_does_not_say_so(
    gateway: Gateway, language: str, says: str, never: str
) -> None:
    client = await ChatClient.open(gateway.address, identity=identity_of(gateway), language=language)
    other = identity_of(gateway, "bert")
    owner = await ChatClient.open(gateway.address, identity=other)
    old = identity_of(gateway, exp=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))
    for token, code in (
        (FORGERIES["unsigned"], "identity_refused"),
        (other, "identity_refused"),
        (old, "identity_expired"),
    ):
        start = len(client.frames)
        await client.send({"type": "identity", "token": token})
        refused = await error(client, start)
        assert (refused["code"], says in refused["text"], never in refused["text"]) == (code, True, False)
        again = await ChatClient.open(gateway.address, session=client.session, identity=token)
        if token != other:  # a good one of somebody else opens a session of its own
            assert again.session == client.session
            assert says in (await error(again))["text"]
        await again.close()
        await client.say({"en": "where is my order", "zh": "我的订单到哪里了"}[language])
        assert role(gateway) == "buyer"
    await client.close()
    await owner.close()


@pytest.mark.parametrize(
    ("language", "refused", "expired", "visitor"),
    [
        ("en", "could not confirm this new sign-in, and the one before it has expired", "Your sign-in has expired", "visitor"),
        ("zh", "无法确认这次的登录信息，之前的登录也已过期", "您的登录已过期", "访客"),
    ],
)  # fmt: skip
async def test_who_shows_a_bad_identity_after_the_end_of_the_good_one_is_no_visitor(
    gateway: Gateway, language: str, refused: str, expired: str, visitor: str
) -> None:
    """Nothing is shown or done, so nothing else is said; and where a session does not end, none begins."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    owner = await ChatClient.open(gateway.address, identity=(taken := identity_of(gateway, "bert")))
    client = await outlive_identity(gateway, language=language)
    gateway.rasa.requests.clear()
    before = await conversations_of(gateway)
    for token, code, says in (
        (FORGERIES["unsigned"], "identity_refused", refused),
        (taken, "identity_refused", refused),
        (identity_of(gateway, exp=past), "identity_expired", expired),
    ):
        start = len(client.frames)
        await client.send({"type": "identity", "token": token})
        problem = await error(client, start)
        assert (problem["code"], says in problem["text"], visitor in problem["text"]) == (code, True, False)
        await client.send({"type": "message", "client_id": code, "text": "and now"})
        assert (await error(client, start + 1))["code"] == "identity_expired"
        if token != taken:  # with hello, somebody else is somebody new
            again = await ChatClient.open(gateway.address, session=client.session, identity=token)
            assert (again.session, (await error(again))["text"]) == (client.session, problem["text"])
            await again.close()
    assert await conversations_of(gateway) == before
    assert gateway.rasa.requests == []
    for one in (client, owner):
        await one.close()


async def conversations_of(gateway: Gateway) -> int:
    async with gateway.caravan.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(conversations))).scalar_one())


async def test_an_identity_that_comes_too_late_makes_a_visitor_who_is_told(gateway: Gateway) -> None:
    late = identity_of(gateway, exp=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))
    for language, says in (
        ("en", "has expired, so I am treating you as a visitor"),
        ("zh", "已过期，您暂时以访客身份使用"),
    ):
        first = await ChatClient.open(gateway.address, identity=late, language=language)
        visitor = await ChatClient.open(gateway.address, language=language)
        await visitor.send({"type": "identity", "token": late})
        for client in (first, visitor):
            problem = await error(client)
            assert (problem["code"], says in problem["text"]) == ("identity_expired", True)
            await client.say({"en": "where is my order", "zh": "我的订单到哪里了"}[language])
            assert role(gateway) == "visitor"
            await client.close()


async def test_another_person_of_the_company_has_sessions_of_their_own(gateway: Gateway) -> None:
    anna = await ChatClient.open(gateway.address, identity=identity_of(gateway, "anna"))
    await anna.say("a word of anna's")
    bert = await ChatClient.open(gateway.address, session=anna.session, identity=identity_of(gateway, "bert"))
    assert bert.session != anna.session
    await bert.say("who am I to you")
    assert "anna's" not in json.dumps(bert.frames)
    context = jwt.decode(gateway.rasa.requests[-1]["context"], options={"verify_signature": False})
    assert (context["account"], context["name"]) == ("nordmarkt", "Bert")
    await anna.close()
    await bert.close()


async def test_the_history_of_a_visitor_becomes_the_accounts_with_a_verified_identity_only(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say("I said this as a visitor")
    page = AccountPage(gateway, identity_of(gateway))
    start = len(client.frames)
    await client.send({"type": "identity", "token": FORGERIES["another audience"]})
    assert (await error(client, start))["code"] == "identity_refused"
    assert await page.links() == []
    await client.send({"type": "identity", "token": identity_of(gateway)})
    assert (await client.say("and this as Anna"))[-1]["text"] == "2: and this as Anna"
    assert [link["name"] for link in await page.links()] == ["Anna"]
    await client.close()


async def test_the_kept_question_is_answered_in_place_once(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    gateway.rasa.effects = [[{"kind": "question_kept"}]]
    await client.say("where is my order")
    await client.send({"type": "identity", "token": identity_of(gateway)})
    await client.wait(lambda frame: frame["type"] == "message" and frame["text"].startswith("2:"))
    await client.send({"type": "identity", "token": identity_of(gateway)})
    await asyncio.sleep(0.5)
    assert [asked["intent"] for asked in gateway.rasa.requests] == [None, "link_account"]
    assert (await client.say("thank you very much"))[-1]["text"].startswith("3:")
    await client.close()


async def test_an_ended_session_ends_on_every_open_socket_at_once_and_opens_nothing(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, identity=identity_of(gateway))
    await client.say("a secret of nordmarkt")
    twin = await ChatClient.open(gateway.address, session=client.session)
    page = AccountPage(gateway, identity_of(gateway, "bert"))
    (link,) = await page.links()
    assert (await page.ask("DELETE", f"links/{link['id']}")).status_code == 200
    for socket in (client, twin):
        assert (await error(socket))["code"] == "session_ended"
        await asyncio.wait_for(socket.socket.wait_closed(), PATIENCE)
        assert socket.socket.close_code == 4001
    again = await ChatClient.open(gateway.address, session=client.session)
    assert again.session != client.session
    await again.say("who am I to you")
    assert role(gateway) == "visitor"
    assert "secret" not in json.dumps(again.frames)
    await again.close()


async def test_what_the_web_chats_menu_asks_for_lists_the_devices(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, identity=identity_of(gateway), language="zh")
    await client.send({"type": "command", "client_id": "d", "command": "devices"})
    await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == "d")
    (shown,) = [frame for frame in client.messages() if frame["cards"]]
    assert "Nordmarkt" in shown["text"]
    assert shown["cards"][0]["title"] == "网页聊天，当前对话"
    await client.close()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_account_page_refuses_who_does_not_prove_themselves(gateway: Gateway, language: str) -> None:
    good = identity_of(gateway)
    assert (await AccountPage(gateway, good).ask("GET", "links")).status_code == 200
    assert (await AccountPage(gateway, good).ask("GET", "links")).status_code == 200  # the same page
    for headers in (
        AccountPage(gateway, good, page="q" * 22),  # another page with a stolen identity
        AccountPage(gateway, good, page="short"),
        *(AccountPage(gateway, token) for token in FORGERIES.values()),
        AccountPage(gateway, identity_of(gateway, exp=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))),
    ):
        for method, path in (("GET", "links"), ("DELETE", "links/" + "0" * 32), ("POST", "telegram-link")):
            refused = await headers.ask(method, path, language)
            assert refused.status_code == 401
            assert set(refused.json()) == {"error", "text"}
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as http:
        assert (await http.get("/account/links")).status_code == 401


def test_the_identity_address_is_checked() -> None:
    for good in ("https://market.example/me/identity", "/me/identity", "http://127.0.0.1:9000/identity?x=1"):
        assert Settings(_env_file=None, webchat_identity_url=good).webchat_identity_url == good
    for bad in ("market.example/identity", "//evil.example/x", "javascript:alert(1)", "https://a b/"):
        with pytest.raises(ValueError, match="must be an http"):
            Settings(_env_file=None, webchat_identity_url=bad)
