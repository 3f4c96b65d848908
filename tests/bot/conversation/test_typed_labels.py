"""Who types what stands on a button presses it: letter for letter, the latest buttons, once where once counts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway


def button(label: str, intent: str, **more: Any) -> dict[str, Any]:
    return {
        "label": {"type": "text", "en": label, "zh": {"Yes, send": "发送"}.get(label, label)},
        "intent": intent,
        **more,
    }


def reply(*buttons: dict[str, Any], cards: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"response": "test.echo", "values": {"text": "?", "turn": 0}, "buttons": [*buttons], "cards": cards or []}


async def asked(gateway: Gateway, language: str, *replies: dict[str, Any]) -> ChatClient:
    client = await ChatClient.open(gateway.address, language=language)
    gateway.rasa.replies = [list(replies)]
    await client.say("begin please now" if language == "en" else "现在开始")
    return client


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "yes, send"), ("en", " YES,  Send "), ("en", "ＹＥＳ, ｓｅｎｄ"), ("zh", "发送")]
)
async def test_a_typed_label_is_a_press(gateway: Gateway, language: str, typed: str) -> None:
    client = await asked(gateway, language, reply(button("Yes, send", "affirm", entities={"a": 1})))
    await client.say(typed)
    assert (gateway.rasa.requests[-1]["intent"], gateway.rasa.requests[-1]["entities"]) == ("affirm", {"a": 1})
    assert gateway.rasa.requests[-1]["text"].strip() == typed.strip()
    await client.close()


@pytest.mark.parametrize("typed", ["yes, send it", "send", "/affirm", "yes, send!"])
async def test_other_words_are_words(gateway: Gateway, typed: str) -> None:
    client = await asked(gateway, "en", reply(button("Yes, send", "affirm")))
    await client.say(typed)
    assert gateway.rasa.requests[-1]["intent"] is None
    await client.close()


async def test_only_the_latest_buttons_count(gateway: Gateway) -> None:
    client = await asked(gateway, "en", reply(button("Yes, send", "affirm")), reply(button("Stop", "cancel")))
    await client.say("Yes, send")
    assert gateway.rasa.requests[-1]["intent"] is None
    await client.close()


async def test_a_label_on_several_cards_is_no_press(gateway: Gateway) -> None:
    cards = [{"kind": "order", "title": n, "fields": [], "buttons": [button("Details", "order_status")]} for n in "ab"]
    client = await asked(gateway, "en", reply(cards=cards))
    await client.say("details")
    assert gateway.rasa.requests[-1]["intent"] is None
    await client.close()


async def test_what_may_be_pressed_once_may_be_typed_once(gateway: Gateway) -> None:
    client = await asked(gateway, "en", reply(button("Yes, send", "affirm", single_use=True)))
    gateway.rasa.replies = [[{"response": "test.echo", "values": {"text": "sent", "turn": 1}}]]
    await client.say("yes, send")
    await client.say("yes, send")
    assert [request["intent"] for request in gateway.rasa.requests[-2:]] == ["affirm", None]
    await client.close()
