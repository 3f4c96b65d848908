"""The web chat at its edges: switched accounts, lost lines, notes of staff, odd frames, the demo's clock."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.webchat.frames import read_frame
from bot.contacts.language import OTHER, hear_language
from bot.conversation.store.messages import add_message
from foundation.errors import Explain
from tests.fakes.gateway.chat_client import ChatClient, demo_identity
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway


async def test_a_text_that_is_too_long_is_refused_by_its_name(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    refused = (await client.say("x" * 5000))[-1]
    assert (refused["type"], refused["code"]) == ("error", "too_large")
    assert (await client.say("word " * 800))[-1]["text"].startswith("1: word")
    await client.close()


@pytest.mark.parametrize("token", ["\x00", "表", "x" * 65])
async def test_an_odd_button_is_refused(gateway: Gateway, token: str) -> None:
    client = await ChatClient.open(gateway.address)
    await client.send({"type": "button", "client_id": "odd", "token": token})
    assert (await client.wait(lambda frame: frame["type"] == "error"))["code"] in ("bad_frame", "bad_button")
    assert (await client.say("still here?"))[-1]["text"] == "1: still here?"
    await client.close()


async def test_a_note_of_the_staff_holds_up_no_turn_done(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    gateway.rasa.pause = asyncio.Event()
    gateway.rasa.replies = [[]]
    client_id = str(uuid.uuid4())
    await client.send({"type": "message", "client_id": client_id, "text": "anybody there today"})
    await gateway.rasa.asked(1)
    async with gateway.caravan.database.begin() as connection:
        await add_message(connection, client.conversation, "agent", text="rather slow", internal=True)
    gateway.rasa.pause.set()
    await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == client_id, 5)
    assert "rather slow" not in json.dumps(client.frames)
    last = max(frame["id"] for frame in client.frames if frame["type"] == "ack")
    await client.close()
    again = await ChatClient.open(gateway.address, session=client.session, last_id=last)
    await again.say("and now then please")
    assert len([frame for frame in again.frames if frame["type"] == "turn_done"]) == 1
    await again.close()


async def test_who_reloads_the_page_sees_everything_but_no_turn_done_again(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say("one thing to say")
    await client.close()
    again = await ChatClient.open(gateway.address, session=client.session)
    await again.say("another thing to say")
    assert [m["text"] for m in again.messages()][-2:] == ["1: one thing to say", "2: another thing to say"]
    assert len([frame for frame in again.frames if frame["type"] == "turn_done"]) == 1
    await again.close()


async def test_a_broken_line_that_swallowed_turn_done_brings_it_again(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    client_id = str(uuid.uuid4())
    await client.say("hello there my friend", client_id=client_id)
    last = client.messages()[-1]["id"]
    client._task.cancel()
    client.socket.transport.abort()
    await asyncio.sleep(0.3)
    again = await ChatClient.open(gateway.address, session=client.session, last_id=last)
    await again.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == client_id, 5)
    await again.close()


async def test_another_account_is_greeted_at_once_and_nothing_of_the_first_follows(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, "nordmarkt")
    await client.say("secret of nordmarkt here")
    for account in ("chengdu-silk", "lagos-home", "huaxia-trade"):
        start = len(client.frames)
        await client.send({"type": "identity", "token": await demo_identity(gateway.address, account)})
        welcome = await client.wait(lambda frame: frame["type"] == "welcome", 5, since=start)
        after = client.frames.index(welcome)
        await client.wait(lambda frame: frame["type"] == "message" and frame["author"] == "bot", 5, since=after)
        answer = await client.say(f"who am I, {account} or else")
        assert answer[-1]["text"].startswith("1: who am I")
        assert "nordmarkt here" not in json.dumps(client.frames[after:])
    await client.close()


@pytest.mark.parametrize("days", [-400, 400])
async def test_the_demos_clock_does_not_touch_identities(tmp_path: Path, days: int) -> None:
    now = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    url = f"sqlite:///{tmp_path / 'clock.db'}"
    async with running_gateway(url, tmp_path, FakeRasa(), demo_now=now) as gateway:
        client = await ChatClient.open(gateway.address, "nordmarkt")
        await client.say("who am I to you")
        assert gateway.rasa.requests[-1]["role"] == "buyer"
        assert not [frame for frame in client.frames if frame["type"] == "error"]
        await client.close()


@settings(max_examples=200, deadline=None)
@given(st.text() | st.binary() | st.recursive(st.none() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["type", "client_id", "text", "token", "session", "last_id"]), inner | st.sampled_from(["hello", "message", "button", "identity"]))).map(json.dumps))  # fmt: skip
def test_any_frame_is_read_or_refused(raw: str | bytes) -> None:
    with contextlib.suppress(Explain):
        read_frame(raw)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_heard_as_a_language_or_none(text: str) -> None:
    assert hear_language(text) in ("en", "zh", OTHER, None)
