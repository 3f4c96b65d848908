"""An article is drafted from what was not understood and what agents answered, and answers nothing before it is published."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert

from bot.conversation.store.messages import add_message
from bot.understanding.tables import not_understood
from foundation.clock import system_clock
from tests.fakes.gateway.support_desk import SupportDesk, support_desk, token_of


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def lost(desk: SupportDesk, text: str, answer: str) -> int:
    """Makes a conversation with a message that was not understood and an agent's answer. Returns the message's id."""
    conversation_id = await desk.conversation(text, key=text)
    alice = await desk.agent("alice")
    async with desk.database.begin() as connection:
        await add_message(connection, conversation_id, "agent", text="(note)", agent_id=alice.id, internal=True)
        await add_message(connection, conversation_id, "agent", text=answer, agent_id=alice.id)
        values = {
            "conversation_id": conversation_id, "message_id": 1, "text": text, "language": "en", "role": "buyer",
            "outcome": "fallback", "ranking": [], "entities": [], "created_at": system_clock(),
        }  # fmt: skip
        added = insert(not_understood).values(**values).returning(not_understood.c.id)
        return int((await connection.execute(added)).scalar_one())


async def test_an_admin_drafts_an_article_from_the_answers_of_agents(desk: SupportDesk) -> None:
    ids = [
        await lost(desk, "do you take pallets back?", "Yes, within a month. Call me: +49 151 23456789"),
        await lost(desk, "can I return {pallets}?", "Yes, for a <b>fee</b>."),
    ]
    async with desk.signed_in("meilin") as supervisor:
        assert "/understanding/draft" not in (await supervisor.get("/console/understanding")).text
    async with desk.signed_in("admin") as admin:
        page = await admin.get("/console/understanding")
        assert "/console/understanding/draft" in page.text
        form = {"csrf": token_of(page), "id": [str(each) for each in ids]}
        drafted = await admin.client.post("/console/understanding/draft", data=form)
        assert drafted.headers["location"] == f"/console/words/article/draft-{min(ids)}"
        shown = await admin.get(drafted.headers["location"])
        assert "Yes, within a month. Call me: &lt;phone&gt;" in shown.text
        assert "<b>fee</b>" not in shown.text
        assert "(note)" not in shown.text
        assert re.search(r"do you take pallets back\?\ncan I return", shown.text)
        assert "Draft" in (await admin.get("/console/articles")).text
        assert desk.deps.words
        assert desk.deps.words.find("article", f"draft-{min(ids)}")["published"] is False
        version = shown.text.split('name="version" value="')[1].split('"')[0]
        halfway = {"csrf": token_of(shown), "version": version, "do": "save", "title.en": "Pallets", "text.en": "Yes."}
        published = await admin.client.post(drafted.headers["location"], data={**halfway, "published": "on"})
        assert published.status_code == 422, "what is published is written in every language"
        assert (await admin.client.post(drafted.headers["location"], data=halfway)).status_code == 303
