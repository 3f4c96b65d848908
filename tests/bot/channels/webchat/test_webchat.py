"""The web chat's protocol through its public door, on both databases."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from bot.contacts.identity import sign_identity
from tests.fakes.gateway.chat_client import ChatClient, demo_identity
from tests.fakes.gateway.running import Gateway


async def test_a_message_is_acknowledged_answered_and_done_in_that_order(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    start = len(client.frames)
    answer = await client.say("hello there my friend")
    kinds = [frame["type"] for frame in client.frames[start:] if frame["type"] in ("ack", "message", "turn_done")]
    assert answer[-1]["text"] == "1: hello there my friend"
    assert [kind for kind in kinds if kind != "message"] == ["ack", "turn_done"]
    assert kinds[-1] == "turn_done"
    await client.close()


async def test_a_new_conversation_greets_in_the_readers_language(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    greeting = await client.wait(lambda frame: frame["type"] == "message")
    assert greeting["author"] == "bot"
    assert [button["label"] for button in greeting["buttons"]]
    await client.close()


async def test_the_accounts_language_greets_where_the_client_names_none(gateway: Gateway) -> None:
    gateway.rasa.languages = {"nordmarkt": "zh", "chengdu-silk": "fr"}
    for account, language, expected in (
        ("nordmarkt", None, "您好"),
        ("nordmarkt", "en", "elcome"),
        ("chengdu-silk", None, "elcome"),
    ):
        client = await ChatClient.open(gateway.address, account, language=language)
        greeting = await client.wait(lambda frame: frame["type"] == "message")
        assert expected in greeting["text"], (account, language, greeting["text"])
        await client.close()


async def test_of_equal_buttons_one_is_shown(gateway: Gateway) -> None:
    def person(label: str, reason: str) -> dict[str, Any]:
        label_of = {"type": "term", "name": label}
        return {"label": label_of, "intent": "human_handoff", "entities": {"reason": reason}}

    one, two = ({"label": "Silk", "intent": "product_details", "entities": {"product_id": number}} for number in (1, 2))
    buttons = [person("button.person", "problem"), one, person("button.agent", "asked"), two, one]
    reply = {"response": "test.echo", "values": {"text": "see", "turn": 1}, "buttons": buttons, "cards": []}
    gateway.rasa.replies = [[reply]]
    client = await ChatClient.open(gateway.address, language="en")
    answer = (await client.say("help me"))[-1]
    assert [button["label"] for button in answer["buttons"]] == ["Talk to a person", "Silk", "Silk"]
    await client.close()


async def test_a_resent_client_id_is_the_same_message(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    client_id = str(uuid.uuid4())
    await client.say("first", client_id=client_id)
    await client.say("first", client_id=client_id)
    assert len(gateway.rasa.requests) == 1
    acks = {frame["id"] for frame in client.frames if frame["type"] == "ack"}
    assert len(acks) == 1
    await client.close()


async def test_a_burst_is_answered_in_order(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    ids = [str(uuid.uuid4()) for _ in range(20)]
    for number, client_id in enumerate(ids):
        await client.send({"type": "message", "client_id": client_id, "text": f"number {number}"})
    await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == ids[-1])
    done = [frame["client_id"] for frame in client.frames if frame["type"] == "turn_done"]
    echoes = [m["text"] for m in client.messages() if "number" in m["text"]]
    assert done == ids
    assert echoes == [f"{n + 1}: number {n}" for n in range(20)]
    assert [m["id"] for m in client.messages()] == sorted({m["id"] for m in client.messages()})
    await client.close()


async def test_resuming_brings_what_was_missed_and_nothing_twice(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say("one")
    last = client.messages()[-1]["id"]
    await client.close()
    again = await ChatClient.open(gateway.address, session=client.session, last_id=last)
    answer = await again.say("two")
    assert answer[-1]["text"] == "2: two"
    assert all(message["id"] > last for message in again.messages())
    assert len([frame for frame in again.frames if frame["type"] == "turn_done"]) == 1
    await again.close()
    whole = await ChatClient.open(gateway.address, session=client.session)
    await whole.wait(lambda frame: frame["type"] == "message" and frame["text"] == "2: two")
    assert [m["text"] for m in whole.messages() if m["author"] == "contact"] == ["one", "two"]
    await whole.close()


async def test_a_missed_turn_done_comes_after_resuming(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    client_id = str(uuid.uuid4())
    await client.send({"type": "message", "client_id": client_id, "text": "quick"})
    ack = await client.wait(lambda frame: frame["type"] == "ack")
    client._task.cancel()
    client.socket.transport.abort()
    await asyncio.sleep(0.5)
    again = await ChatClient.open(gateway.address, session=client.session, last_id=ack["id"])
    await again.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == client_id)
    await again.close()


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{not json", "bad_frame"),
        ('{"type": "nonsense"}', "bad_frame"),
        ('{"type": "message", "client_id": "", "text": "x"}', "bad_frame"),
        ('{"type": "message", "client_id": "a", "text": 5}', "bad_frame"),
        ("[" * 5000, "bad_frame"),
        ('{"type": "message", "client_id": "a", "text": "' + "x" * 5000 + '"}', "too_large"),
        ('{"type": "message", "client_id": "a", "text": "' + "x" * 70000 + '"}', "too_large"),
    ],
)
async def test_a_broken_frame_gets_an_error_and_the_chat_goes_on(gateway: Gateway, frame: str, code: str) -> None:
    client = await ChatClient.open(gateway.address)
    await client.send(frame)
    error = await client.wait(lambda seen: seen["type"] == "error")
    assert error["code"] == code
    assert error["text"]
    if code == "too_large":
        assert "4,096" in error["text"]
    assert (await client.say("still here?"))[-1]["text"] == "1: still here?"
    await client.close()


async def test_messages_without_words_are_answered_without_rasa(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    for text in ("", "   ", "🎉🎉", "???"):
        assert (await client.say(text))[-1]["text"]
    assert gateway.rasa.requests == []
    await client.close()


async def test_odd_characters_are_kept_or_refused_but_never_break(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    assert (await client.say("nul \x00 byte"))[-1]["text"] == "1: nul  byte"
    await client.send('{"type": "message", "client_id": "lone", "text": "\\ud800"}')
    await client.wait(lambda seen: seen["type"] in ("error", "turn_done") and seen["client_id"] in ("lone", None))
    assert (await client.say("{0} %s {name} <b>hi</b>"))[-1]["text"].endswith("{0} %s {name} <b>hi</b>")
    await client.close()


async def test_typed_slash_commands_reach_the_dialogue_as_words(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say('/cancel_order{"order_number":"ORD-100234"}')
    assert gateway.rasa.requests[-1]["intent"] is None
    assert gateway.rasa.requests[-1]["text"].startswith("/cancel_order")
    await client.close()


async def test_buttons_are_tokens_of_their_own_conversation(gateway: Gateway) -> None:
    client, other = await ChatClient.open(gateway.address), await ChatClient.open(gateway.address)
    await client.say("something to press")
    token = client.button("My orders")
    await client.press("My orders")
    assert gateway.rasa.requests[-1]["intent"] == "list_orders"
    for foreign in (token, "forged", ""):
        await other.send({"type": "button", "client_id": str(uuid.uuid4()), "token": foreign})
    await other.wait(lambda frame: frame["type"] == "error" and frame["code"] == "bad_button")
    assert len([r for r in gateway.rasa.requests if r["intent"] == "list_orders"]) == 1
    await client.close()
    await other.close()


async def test_identity_signs_in_in_place_and_other_accounts_get_their_own_session(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say("who am I to you")
    assert gateway.rasa.requests[-1]["role"] == "visitor"
    await client.send({"type": "identity", "token": await demo_identity(gateway.address, "nordmarkt")})
    await asyncio.sleep(0.2)
    await client.say("and who am I now")
    assert gateway.rasa.requests[-1]["role"] == "buyer"
    buyers, start = client.conversation, len(client.frames)
    await client.send({"type": "identity", "token": await demo_identity(gateway.address, "chengdu-silk")})
    welcome = await client.wait(lambda frame: frame["type"] == "welcome", since=start)
    assert welcome["conversation"] != buyers
    await client.close()


async def test_an_identity_belongs_to_the_first_session_that_shows_it(gateway: Gateway) -> None:
    token = await demo_identity(gateway.address, "nordmarkt")
    first = await ChatClient.open(gateway.address, identity=token)
    thief = await ChatClient.open(gateway.address, identity=token)
    error = await thief.wait(lambda frame: frame["type"] == "error")
    assert error["code"] == "identity_refused"
    await thief.say("show me the orders please")
    assert gateway.rasa.requests[-1]["role"] == "visitor"
    await first.close()
    await thief.close()


async def test_expired_and_forged_identities_are_refused(gateway: Gateway) -> None:
    import datetime as dt

    keys = gateway.settings.identity_secret
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(hours=3)
    for token, code in (
        (sign_identity(keys, "nordmarkt", "buyer", "N", long_ago), "identity_expired"),
        (sign_identity({"demo": "x" * 64}, "nordmarkt", "buyer", "N", dt.datetime.now(dt.UTC)), "identity_refused"),
        ("nonsense", "identity_refused"),
    ):
        client = await ChatClient.open(gateway.address, identity=token)
        assert (await client.wait(lambda frame: frame["type"] == "error"))["code"] == code
        await client.close()


async def test_foreign_origins_are_turned_away(gateway: Gateway) -> None:
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        await ChatClient.open(gateway.address, origin="https://evil.example")
    own = await ChatClient.open(gateway.address, origin=gateway.address)
    await own.close()
