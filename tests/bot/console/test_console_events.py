"""The live stream of a page: what changes is there within a second, nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from bot.console.deps import StreamWaits
from bot.conversation.store.tables import deliveries
from bot.staff.store.agents import is_anyone_online
from bot.staff.store.tables import staff_sessions
from foundation.clock import system_clock
from tests.fakes import PATIENCE
from tests.fakes.gateway.support_desk import SupportDesk, support_desk

Events = AsyncIterator[tuple[str, str, str]]


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def until(events: Events, words: str, name: str = "") -> tuple[str, str, str]:
    """The next event of that name with these words; fails after a few seconds."""
    async with asyncio.timeout(PATIENCE):
        async for event in events:
            if event[0] == name and words in event[2]:
                return event
    raise AssertionError(f"the stream ended before {words!r}")


async def test_a_new_request_appears_at_once_with_a_line_for_the_notification(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice, alice.events() as events:
        empty = json.loads((await until(events, "", "attention"))[2])
        assert empty == {"waiting": 0, "alerts": []}
        conversation_id = await desk.conversation("Where is my order?")
        await desk.asks_for_a_person(conversation_id)
        html = (await until(events, f"line-{conversation_id}"))[2]
        attention = json.loads((await until(events, "", "attention"))[2])
    assert 'hx-target="#waiting"' in html
    assert attention["waiting"] == 1
    assert attention["alerts"][0]["url"] == f"/console/conversations/{conversation_id}"
    assert attention["alerts"][0]["body"] == "Where is my order?"


async def test_messages_arrive_within_a_second_and_only_once(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    query = f"?conversation={conversation_id}&after=3"
    async with desk.signed_in("alice") as alice:
        async with alice.events(query) as events:
            await until(events, "", "attention")
            seconds = []
            for number in range(5):
                begin = time.monotonic()
                message_id = await desk.says(conversation_id, f"I am waiting <{number}>")
                event = await until(events, '<hx-partial hx-target="#messages"')
                seconds.append(time.monotonic() - begin)
                assert f"I am waiting &lt;{number}&gt;" in event[2]
                assert event[1] == str(message_id)
            assert min(seconds) < 1, "the quickest of five: a loaded machine delays one or the other"
        missed = await desk.says(conversation_id, "While you were away")
        async with alice.events(query, headers={"Last-Event-ID": str(message_id)}) as events:
            event = await until(events, "#messages")
    assert event[1] == str(missed)


async def test_the_owners_reply_reaches_the_other_readers(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    query = f"?conversation={conversation_id}&after=3"
    async with (
        desk.signed_in("alice") as alice,
        desk.signed_in("meilin") as meilin,
        meilin.events(query) as events,
    ):
        await until(events, "", "attention")
        await alice.step(conversation_id, "take")
        await until(events, "Alice has this conversation")
        await alice.step(conversation_id, "reply", text="Good morning")
        await until(events, "Good morning")


async def test_the_fate_of_a_delivery_is_told_when_it_is_known(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting(channel="telegram", key="4711")
    async with desk.signed_in("alice") as alice:
        await alice.step(conversation_id, "take")
        await alice.step(conversation_id, "reply", text="Hello")
        async with desk.database.read() as connection:
            last = max((await connection.execute(select(deliveries.c.message_id))).scalars())
        async with alice.events(f"?conversation={conversation_id}&after={last}") as events:
            await until(events, "Waiting to be sent")
            async with desk.database.begin() as connection:
                change = update(deliveries).where(deliveries.c.message_id == last)
                await connection.execute(change.values(state="refused", reason="blocked"))
            await desk.deps.wakeups.notify(f"conversation:{conversation_id}")
            html = (await until(events, "blocked"))[2]
            async with desk.database.begin() as connection:
                await connection.execute(change.values(state="sent", reason="resent"))
            await desk.deps.wakeups.notify(f"conversation:{conversation_id}")
            await until(events, "sent a second time")
    assert f'hx-target="#small-{last}"' in html
    assert html.count("hx-partial hx-target") == 1


async def test_an_open_stream_counts_as_online(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        async with desk.database.begin() as connection:
            await connection.execute(update(staff_sessions).values(seen_at=None))
            assert not await is_anyone_online(connection, system_clock())
        async with alice.events() as events:
            await until(events, "", "attention")
            async with desk.database.read() as connection:
                assert await is_anyone_online(connection, system_clock())


async def test_a_stream_needs_a_session_and_a_conversation_that_one_may_see(desk: SupportDesk) -> None:
    private = await desk.conversation("Just the bot")
    async with desk.browser() as stranger:
        assert (await stranger.get("/console/events")).status_code == 303
    async with desk.signed_in("alice") as alice:
        assert (await alice.get(f"/console/events?conversation={private}")).status_code == 404


async def test_a_stream_ends_when_the_conversation_is_no_longer_ones_own_to_see(desk: SupportDesk) -> None:
    conversation_id = await desk.waiting()
    query = f"?conversation={conversation_id}&after=3"
    async with (
        desk.signed_in("alice") as alice,
        desk.signed_in("meilin") as meilin,
        alice.events(query) as events,
    ):
        await until(events, "", "attention")
        await meilin.step(conversation_id, "take")
        await until(events, "Mei Lin has this conversation")
        await meilin.step(conversation_id, "resolve")
        with pytest.raises(AssertionError, match="the stream ended"):
            await until(events, "never")


async def test_signing_out_elsewhere_ends_the_stream(database_url: str) -> None:
    waits = StreamWaits(heartbeat=0.2)
    async with (
        support_desk(database_url, stream_waits=waits) as desk,
        desk.signed_in("alice") as alice,
        alice.events() as events,
    ):
        await until(events, "", "attention")
        async with desk.database.begin() as connection:
            await connection.execute(update(staff_sessions).values(expires_at=system_clock()))
        await desk.deps.wakeups.notify("staff")
        await asyncio.sleep(0.3)
        await desk.deps.wakeups.notify("staff")
        with pytest.raises(AssertionError, match="the stream ended"):
            await until(events, "never")
