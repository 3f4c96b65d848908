"""A message and its answer take one statement each on PostgreSQL, and nothing is lost when others change the conversation meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from bot.contacts.tables import contacts
from bot.conversation.store.tables import buttons, conversations, inbound, messages
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway

ANSWER = {
    "response": "test.echo",
    "values": {"text": "?", "turn": 0},
    "buttons": [{"label": "Yes", "intent": "affirm", "entities": {"a": 1}}, {"label": "No", "intent": "deny"}],
    "cards": [],
}


@contextmanager
def statements_of(gateway: Gateway) -> Iterator[list[str]]:
    """Yields the list of the statements that the gateway runs within the block."""
    engine, ran = gateway.caravan.database.engine.sync_engine, list[str]()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        ran.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("language", "text"), [("en", "where is my order?"), ("zh", "我的订单到哪了？")])
async def test_a_plain_turn_takes_a_look_and_two_statements(gateway: Gateway, language: str, text: str) -> None:
    client = await ChatClient.open(gateway.address, language=language)
    await client.say("hello" if language == "en" else "你好")  # the first message may also set the language
    gateway.rasa.replies = [[ANSWER]]
    with statements_of(gateway) as ran:
        assert [message["author"] for message in await client.say(text)] == ["bot"]
    writes = [each for each in ran if "INSERT INTO messages" in each]
    if not gateway.caravan.database.is_sqlite:
        assert len(writes) == 2
        assert all("SKIP LOCKED" in each for each in writes)
        assert not any("FOR UPDATE" in each and "SKIP LOCKED" not in each for each in ran), "it waited for a lock"
    async with gateway.caravan.database.read() as connection:
        row = (await connection.execute(select(inbound).order_by(inbound.c.id.desc()).limit(1))).one()
        held = (await connection.execute(select(conversations))).one()
        given = (await connection.execute(select(buttons.c.label, buttons.c.entities, buttons.c.used_at))).all()
    assert (row.handled_by, row.position, held.lease_until) == ("bot", held.last_message_id, None)
    assert ("Yes", {"a": 1}, None) in [tuple(each) for each in given]
    await client.press("Yes")
    assert gateway.rasa.requests[-1]["intent"] == "affirm"
    await client.close()


async def test_two_devices_that_write_at_once_get_each_answer_once_and_no_number_twice(gateway: Gateway) -> None:
    first = await ChatClient.open(gateway.address, language="en")
    second = await ChatClient.open(gateway.address, session=first.session, last_id=1)
    assert second.conversation == first.conversation
    said = [[f"question {number} of {name}" for number in range(6)] for name in ("the first", "the second")]

    async def ask(client: ChatClient, texts: list[str]) -> None:
        for text in texts:
            await client.say(text)

    await asyncio.gather(ask(first, said[0]), ask(second, said[1]))
    assert sorted(request["text"] for request in gateway.rasa.requests) == sorted(said[0] + said[1])
    async with gateway.caravan.database.read() as connection:
        of_messages = (await connection.execute(select(messages.c.id).order_by(messages.c.id))).scalars().all()
        rows = (await connection.execute(select(inbound.c.handled_by, inbound.c.message_id))).all()
        last = (await connection.execute(select(conversations.c.last_message_id))).scalar_one()
    assert list(of_messages) == list(range(1, last + 1))
    assert last == 25, "the greeting, twelve messages and twelve answers"
    assert {row.handled_by for row in rows} == {"bot"}
    await first.close()
    await second.close()


async def test_an_answer_does_not_reach_who_signed_in_while_it_was_made(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, language="en")
    gateway.rasa.pause = asyncio.Event()
    asking = asyncio.create_task(client.say("what do I owe?"))
    await gateway.rasa.asked(1)
    async with gateway.caravan.database.begin() as connection:
        contact = select(conversations.c.contact_id).scalar_subquery()
        changed = contacts.update().where(contacts.c.id == contact).values(account="nordmarkt", role="buyer")
        await connection.execute(changed)
    gateway.rasa.resume()
    await asking
    assert [request["role"] for request in gateway.rasa.requests] == ["visitor", "buyer"]
    await client.close()
