"""An agent's reply that is sent twice, by a double click or because the answer was lost, is one message."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.conversation.store.tables import messages
from tests.fakes.gateway.support_desk import Browser, SupportDesk, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def said(desk: SupportDesk, conversation_id: str) -> list[str]:
    query = select(messages.c.text).where(messages.c.conversation_id == conversation_id, messages.c.author == "agent")
    async with desk.deps.database.read() as connection:
        return [row.text for row in await connection.execute(query.order_by(messages.c.id))]


async def form(alice: Browser, conversation_id: str) -> dict[str, str]:
    """The hidden fields of the reply box, as the page has them."""
    page = (await alice.read(conversation_id)).text
    composer = page[page.index('id="composer"') :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', composer))


async def test_the_same_reply_sent_twice_is_one_message(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        await alice.step(conversation_id, "take")
        path = f"/console/conversations/{conversation_id}/reply"
        fields = await form(alice, conversation_id)
        assert len(fields["once"]) >= 16
        reply = {**fields, "text": "Your order ships tomorrow."}
        answers = await asyncio.gather(*(alice.client.post(path, data=reply) for _ in range(3)))
        assert {answer.status_code for answer in answers} == {303}
        assert await said(desk, conversation_id) == ["Your order ships tomorrow."]
        await alice.client.post(path, data={**reply, "text": "Your order ships on Monday."})
        await alice.client.post(path, data={**await form(alice, conversation_id), "text": "Your order ships tomorrow."})
        assert await said(desk, conversation_id) == [
            "Your order ships tomorrow.",
            "Your order ships on Monday.",
            "Your order ships tomorrow.",
        ], "other words, or the same again on purpose, are messages of their own"


async def test_a_reply_sent_again_after_the_conversation_was_resolved_is_still_the_same(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        await alice.step(conversation_id, "take")
        reply = {**await form(alice, conversation_id), "text": "Done, goodbye."}
        path = f"/console/conversations/{conversation_id}/reply"
        await alice.client.post(path, data=reply)
        await alice.step(conversation_id, "resolve")
        again = await alice.client.post(path, data=reply)
        assert again.status_code == 303
        assert await said(desk, conversation_id) == ["Done, goodbye."]
