"""Asked as a visitor, answered after signing in, without asking again; on real parts, both channels, both languages."""

from __future__ import annotations

import asyncio

import pytest

from tests.fakes.gateway.chat_client import ChatClient, demo_identity
from tests.fakes.whole.stack import Stack

_people = iter(range(8_500_001, 8_500_999))
QUESTIONS = {
    "en": ("nordmarkt", "where is my order ORD-100234?", "sign in", "ORD-100234", "Yes, connect"),
    "zh": ("huaxia-trade", "我的订单 ORD-100725 到哪里了？", "登录", "ORD-100725", "是，关联"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_question_is_answered_after_signing_in_on_the_web(stack: Stack, language: str) -> None:
    account, question, sign_in, fact, _ = QUESTIONS[language]
    client = await ChatClient.open(stack.address, language=language)
    assert sign_in in (await client.say(question))[-1]["text"]
    start = len(client.frames)
    await client.send({"type": "identity", "token": await demo_identity(stack.address, account)})
    answer = await client.wait(lambda frame: frame["type"] == "message" and frame["author"] == "bot", 30, start)
    assert fact in answer["text"]
    assert answer["cards"][0]["kind"] == "order"
    start = len(client.frames)
    await client.send({"type": "identity", "token": await demo_identity(stack.address, account)})
    await asyncio.sleep(1.5)
    assert [frame for frame in client.frames[start:] if frame["type"] == "message"] == []
    await client.close()


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_question_is_answered_after_linking_telegram(stack: Stack, language: str) -> None:
    account, question, sign_in, fact, yes = QUESTIONS[language]
    person = stack.telegram.person(next(_people), "zh-hans" if language == "zh" else "en")
    await person.sends(question)
    assert sign_in in (await person.receives()).text
    await person.starts(await stack.telegram_link(account))
    consent = await person.receives()
    assert account in consent.text
    await person.presses(yes, consent)
    await person.receives(account)
    await person.receives(fact)
    await person.stays_quiet(1.5)


async def test_a_form_that_waited_begins_with_all_that_was_said(stack: Stack) -> None:
    wish = "I want quotations for 5000 pieces of porcelain tea sets"
    direct = await ChatClient.open(stack.address, "nordmarkt", language="en")
    expected = (await direct.say(wish))[-1]["text"]
    await direct.close()
    client = await ChatClient.open(stack.address, language="en")
    assert "sign in" in (await client.say(wish))[-1]["text"]
    start = len(client.frames)
    await client.send({"type": "identity", "token": await demo_identity(stack.address, "nordmarkt")})
    asked = await client.wait(lambda frame: frame["type"] == "message" and frame["author"] == "bot", 30, start)
    assert asked["text"] == expected
    await client.close()


async def test_who_had_asked_nothing_hears_nothing(stack: Stack) -> None:
    client = await ChatClient.open(stack.address, language="en")
    await client.say("hello there")
    start = len(client.frames)
    await client.send({"type": "identity", "token": await demo_identity(stack.address, "nordmarkt")})
    await asyncio.sleep(1.5)
    assert [frame for frame in client.frames[start:] if frame["type"] == "message"] == []
    await client.close()
