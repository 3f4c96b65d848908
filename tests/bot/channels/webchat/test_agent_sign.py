"""What a client of the web chat learns of the agent: that they write, how far they have read, and edits; and what it tells."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from bot.conversation.store.contact_reads import find_contact_read
from bot.support.handoff.waiting import do_request_handoff
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway
from tests.fakes.gateway.support_desk import WORKING_HOURS, Browser


@asynccontextmanager
async def at_the_desk(gateway: Gateway, username: str) -> AsyncIterator[Browser]:
    passwords = json.loads(gateway.settings.demo_passwords.read_text())
    async with httpx.AsyncClient(base_url=gateway.address, timeout=20, trust_env=False) as client:
        browser = Browser(client)
        response = await browser.sign_in(username, passwords[username])
        assert response.status_code == 303, response.text
        yield browser


async def taken(gateway: Gateway, client: ChatClient, browser: Browser) -> None:
    async with gateway.caravan.database.begin() as connection:
        await do_request_handoff(connection, client.conversation, "asked", WORKING_HOURS)
    assert (await browser.step(client.conversation, "take")).status_code == 303
    await client.wait(lambda frame: frame["type"] == "message" and "has joined" in frame["text"])


def is_text(text: str) -> Any:
    return lambda frame: frame["type"] == "message" and frame["text"] == text


async def test_the_contact_sees_that_the_agent_writes_a_reply_and_nothing_of_notes(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    async with at_the_desk(gateway, "alice") as alice, at_the_desk(gateway, "meilin") as meilin:
        await taken(gateway, client, alice)
        start = len(client.frames)
        await alice.step(client.conversation, "writing", what="note")
        await meilin.step(client.conversation, "writing", what="reply")
        await alice.step(client.conversation, "writing", what="reply")
        typing = await client.wait(lambda frame: frame["type"] == "typing", since=start)
        await alice.step(client.conversation, "reply", text="Good morning")
        await client.wait(is_text("Good morning"))
    assert typing == {"type": "typing", "author": "agent", "author_name": "Alice"}
    assert [frame for frame in client.frames[start:] if frame["type"] == "typing"] == [typing]
    await client.close()


async def test_both_sides_learn_how_far_the_other_has_read(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    async with at_the_desk(gateway, "alice") as alice:
        await taken(gateway, client, alice)
        await client.say("Are you there?")
        own = max(frame["id"] for frame in client.frames if frame["type"] == "ack")
        await alice.read(client.conversation)
        await client.wait(lambda frame: frame["type"] == "read" and frame["through"] >= own)
        await alice.step(client.conversation, "reply", text="Yes")
        last = (await client.wait(is_text("Yes")))["id"]
        await client.send({"type": "read", "through": last + 1000})
        await client.say("Good")  # frames are handled in their order
        assert ">Read " in (await alice.read(client.conversation)).text
    async with gateway.caravan.database.read() as connection:
        read = await find_contact_read(connection, client.conversation)
    assert read is not None
    assert read[0] == last
    again = await ChatClient.open(gateway.address, session=client.session, last_id=last)
    await again.wait(lambda frame: frame["type"] == "read")
    await again.close()
    await client.close()


async def test_an_edit_comes_as_the_same_message_with_its_new_words(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address)
    async with at_the_desk(gateway, "alice") as alice:
        await taken(gateway, client, alice)
        await alice.step(client.conversation, "reply", text="It costs $54")
        first = await client.wait(is_text("It costs $54"))
        last = max(message["id"] for message in client.messages())
        path = f"/console/conversations/{client.conversation}/messages/{first['id']}/edit"
        assert (await alice.post(path, text="It costs $45")).status_code == 303
        second = await client.wait(is_text("It costs $45"))
        await client.close()
        await alice.post(path, text="It costs $46")
    assert second["id"] == first["id"]
    assert "edited_at" in second
    assert "edited_at" not in first
    again = await ChatClient.open(gateway.address, session=client.session, last_id=last)
    assert (await again.wait(is_text("It costs $46")))["id"] == first["id"]
    await again.close()
    whole = await ChatClient.open(gateway.address, session=client.session)
    await whole.wait(is_text("It costs $46"))
    await whole.say("Thanks")
    assert sum(message["id"] == first["id"] for message in whole.messages()) == 1
    await whole.close()
