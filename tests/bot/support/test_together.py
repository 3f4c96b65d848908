"""Colleagues at one conversation: who looks and who writes, mentions in notes, and edits: over HTTP, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from bot.conversation.store.contact_reads import note_contact_read
from bot.conversation.store.messages import list_messages
from bot.conversation.store.tables import message_edits, messages
from bot.support.search.indexing import Indexing
from bot.support.store.tables import conversation_attention
from foundation.clock import system_clock
from tests.fakes import PATIENCE
from tests.fakes.gateway.support_desk import Browser, SupportDesk, account, support_desk

Events = AsyncIterator[tuple[str, str, str]]


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def until(events: Events, words: str, name: str = "") -> str:
    """Returns the data of the next event of that name with these words."""
    async with asyncio.timeout(PATIENCE):
        async for event in events:
            if event[0] == name and words in event[2]:
                return event[2]
    raise AssertionError(f"the stream ended before {words!r}")


async def count_mentions(browser: Browser) -> tuple[set[str], str]:
    """Returns the conversations of the view of mentions, and its number."""
    page = (await browser.get("/console/conversations?view=mentions")).text
    found = re.search(r'id="view-count-mentions">(\d+)<', page)
    assert found
    return set(re.findall(r'id="line-([0-9a-f]{32})"', page)), found[1]


async def test_agents_see_who_else_looks_and_who_writes(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
        await alice.step(talk, "take")
        async with meilin.events(f"?conversation={talk}&after=9") as events:
            await until(events, "", "attention")
            async with alice.events(f"?conversation={talk}&after=9") as of_alice:
                await until(of_alice, "Mei Lin is looking at this, too")
                await until(events, "Alice is looking at this, too")
                assert "Alice is looking at this, too" in (await meilin.read(talk)).text
                assert (await alice.step(talk, "writing", what="reply")).status_code == 204
                await until(events, "Alice is writing a reply")
                await alice.step(talk, "writing", what="note")
                await until(events, "Alice is writing a note")
                await alice.step(talk, "writing", what="")
                await until(events, "Alice is looking at this, too")
            left = await until(events, 'hx-target="#attention"')
            assert "Alice" not in left
    async with desk.signed_in("liwei") as liwei:
        assert "is looking" not in (await liwei.read(talk)).text


async def test_a_page_that_died_counts_for_a_moment_only(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    alice = await desk.agent("alice")
    long_ago = system_clock() - dt.timedelta(minutes=1)
    async with desk.database.begin() as connection:
        row = {"conversation_id": talk, "agent_id": alice.id, "looked_at": long_ago, "typed_at": long_ago}
        await connection.execute(conversation_attention.insert().values(**row))
    async with desk.signed_in("meilin") as meilin:
        assert "Alice is" not in (await meilin.read(talk)).text


async def test_writing_says_nothing_about_conversations_that_one_may_not_see(desk: SupportDesk) -> None:
    talk = await desk.conversation("Hello")
    async with desk.signed_in("alice") as alice:
        assert (await alice.step(talk, "writing", what="note")).status_code == 404
    async with desk.database.read() as connection:
        assert (await connection.execute(select(conversation_attention))).all() == []


async def test_the_last_reply_that_the_contact_has_read_is_marked(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        await alice.step(talk, "take")
        await alice.step(talk, "reply", text="First")
        await alice.step(talk, "reply", text="Second")
        await alice.step(talk, "reply", text="A note", internal="1")
        async with desk.database.read() as connection:
            ids = {row.text: row.id for row in await list_messages(connection, talk, internal=True) if row.text}
        assert "read-mark" not in (await alice.read(talk)).text
        async with alice.events(f"?conversation={talk}&after={ids['A note']}") as events:
            await until(events, "", "attention")
            async with desk.database.begin() as connection:
                await note_contact_read(connection, talk, ids["First"], system_clock())
            assert f'hx-target="#small-{ids["First"]}"' in await until(events, "read-mark")
            async with desk.database.begin() as connection:
                await note_contact_read(connection, talk, ids["A note"], system_clock())
                await note_contact_read(connection, talk, 1, system_clock())
            assert f'hx-target="#small-{ids["Second"]}"' in await until(events, "read-mark")
        page = (await alice.read(talk)).text
    assert page.count("read-mark") == 1


async def test_a_colleague_who_is_named_in_a_note_is_told_until_they_read_it(desk: SupportDesk) -> None:
    talk = await desk.conversation("Hello", identity=account())
    async with desk.signed_in("meilin") as meilin, desk.signed_in("alice") as alice:
        assert (await alice.read(talk)).status_code == 404
        async with alice.events() as events:
            await until(events, "", "attention")
            await meilin.step(talk, "reply", text="Dear @Alice, please look. anna@liwei.example", internal="1")
            assert "<span" in await until(events, 'hx-target="#mention-count"')
            [alert] = json.loads(await until(events, "alerts", "attention"))["alerts"]
        assert (alert["title"], alert["url"]) == ("Mei Lin mentioned you in a note", f"/console/conversations/{talk}")
        assert await count_mentions(alice) == ({talk}, "1")
        assert (await alice.read(talk)).status_code == 200
        assert await count_mentions(alice) == (set(), "0")
        assert (await alice.get("/console/conversations?q=nordmarkt")).text.count(f"line-{talk}") >= 1
        assert await count_mentions(meilin) == (set(), "0")
    async with desk.signed_in("liwei") as liwei:
        assert await count_mentions(liwei) == (set(), "0")
        assert (await liwei.read(talk)).status_code == 404


async def test_a_reply_names_nobody(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        await alice.step(talk, "take")
        await alice.step(talk, "reply", text="Ask @liwei")
        await alice.step(talk, "reply", text="and @nobody, @alice", internal="1")
        assert await count_mentions(liwei) == (set(), "0")
        assert await count_mentions(alice) == (set(), "0")


async def edit(browser: Browser, talk: str, message_id: int, text: str) -> tuple[int, str]:
    answer = await browser.post(f"/console/conversations/{talk}/messages/{message_id}/edit", text=text)
    return answer.status_code, answer.text


async def find_id(desk: SupportDesk, talk: str, text: str) -> int:
    async with desk.database.read() as connection:
        rows = await list_messages(connection, talk, internal=True)
    return next(row.id for row in rows if row.text == text)


async def test_an_agent_edits_their_own_words_and_the_earlier_ones_stay_on_record(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
        await alice.step(talk, "take")
        await alice.step(talk, "reply", text="It ships on Mondey")
        number = await find_id(desk, talk, "It ships on Mondey")
        await Indexing(desk.database).look()
        async with meilin.events(f"?conversation={talk}&after={number}") as events:
            await until(events, "", "attention")
            assert (await edit(alice, talk, number, "It ships on Monday"))[0] == 303
            changed = await until(events, f'hx-target="#m{number}"')
        assert "It ships on Monday" in changed
        assert "It ships on Mondey" in changed
        page = (await meilin.read(talk)).text
        assert "It ships on Mondey" in page
        assert f"messages/{number}/edit" not in page
        assert f"messages/{number}/edit" in (await alice.read(talk)).text
        assert "found-messages" in (await meilin.get("/console/conversations?q=monday")).text
        assert "found-messages" not in (await meilin.get("/console/conversations?q=mondey")).text
        audit = (await meilin.get("/console/audit")).text
    assert "Edited a message" in audit
    async with desk.database.read() as connection:
        [row] = (await connection.execute(select(message_edits))).all()
        rows = await list_messages(connection, talk)
    assert (row.number, row.message_id, row.text) == (1, number, "It ships on Mondey")
    assert [each.text for each in rows if each.author == "agent"] == ["It ships on Monday"]


async def test_what_cannot_be_edited_is_refused_with_the_reason(desk: SupportDesk) -> None:
    talk = await desk.waiting("Hello there")
    async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
        await alice.step(talk, "take")
        await alice.step(talk, "reply", text="Mine")
        mine, theirs = await find_id(desk, talk, "Mine"), await find_id(desk, talk, "Hello there")
        status, text = await edit(meilin, talk, mine, "Hers")
        assert (status, "cannot be edited" in text) == (409, True)
        assert (await edit(alice, talk, theirs, "I never said that"))[0] == 409
        assert (await edit(alice, talk, mine, "  "))[0] == 409
        assert (await edit(alice, talk, 999, "Nothing"))[0] == 404
        async with desk.database.begin() as connection:
            old = system_clock() - dt.timedelta(minutes=16)
            await connection.execute(update(messages).where(messages.c.id == mine).values(created_at=old))
        status, text = await edit(alice, talk, mine, "Too late")
        assert (status, "for 15 minutes" in text) == (409, True)
        assert f"messages/{mine}/edit" not in (await alice.read(talk)).text
        await alice.step(talk, "reply", text="New")
        new = await find_id(desk, talk, "New")
        await alice.step(talk, "release")
        status, text = await edit(alice, talk, new, "Newer")
        assert status == 409
    async with desk.database.read() as connection:
        assert (await connection.execute(select(message_edits))).all() == []


async def test_an_edited_note_names_those_of_its_new_words(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    async with desk.signed_in("meilin") as meilin, desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        await meilin.step(talk, "reply", text="For @alice", internal="1")
        number = await find_id(desk, talk, "For @alice")
        await edit(meilin, talk, number, "For @liwei")
        assert await count_mentions(alice) == (set(), "0")
        assert await count_mentions(liwei) == ({talk}, "1")
