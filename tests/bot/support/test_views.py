"""The views of the desk, and what agents note about conversations: over HTTP, on both databases."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from bot.support.store.tables import conversation_marks
from foundation.clock import system_clock
from tests.fakes.gateway.support_desk import Browser, SupportDesk, account, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def find_view(browser: Browser, query: str) -> tuple[set[str], dict[str, str]]:
    """Returns the ids of the conversations that the page lists, and the count of each view."""
    page = (await browser.get(f"/console/conversations?{query}")).text
    counts = dict(re.findall(r'id="view-count-(\w+)">(\d+)<', page))
    return set(re.findall(r'id="line-([0-9a-f]{32})"', page)), counts


async def test_each_view_lists_its_conversations_and_counts_them(desk: SupportDesk) -> None:
    mine, waiting, theirs = [await desk.waiting(key=key) for key in ("mine", "waiting", "theirs")]
    bot_only = await desk.conversation("Hello", key="bot")
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        await alice.step(mine, "take")
        await liwei.step(theirs, "take")
        await desk.says(theirs, "Are you there?")
        assert (await find_view(alice, "view=mine"))[0] == {mine}
        assert (await find_view(alice, "view=unassigned"))[0] == {waiting}
        assert (await find_view(alice, "view=waiting"))[0] == {waiting, theirs}
        assert (await find_view(alice, "view=snoozed"))[0] == set()
        seen, counts = await find_view(alice, "view=all")
        assert seen == {mine, waiting, theirs}
        assert counts == {
            "mine": "1",
            "mentions": "0",
            "unassigned": "1",
            "waiting": "2",
            "breached": "0",
            "snoozed": "0",
            "all": "3",
        }
        _, of_all = await find_view(liwei, "view=nonsense")
    async with desk.signed_in("meilin") as meilin:
        seen, _ = await find_view(meilin, "")
        assert seen >= {bot_only}
    assert of_all["mine"] == "1"


async def test_what_is_put_aside_comes_back_at_its_time_and_with_a_message(desk: SupportDesk) -> None:
    talk = await desk.waiting(identity=account())
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        refused = await alice.step(talk, "snooze", until="hour")
        assert refused.status_code == 409
        await alice.step(talk, "take")
        assert (await liwei.step(talk, "snooze", until="hour")).status_code == 409
        assert (await alice.step(talk, "snooze", until="moment", moment="1999-01-01T10:00")).status_code == 409
        for wake in ("message", "time", "hand"):
            await alice.step(talk, "snooze", until="hour")
            assert (await find_view(alice, "view=mine"))[0] == set()
            assert (await find_view(alice, "view=snoozed"))[0] == {talk}
            if wake == "message":
                await desk.says(talk, "One more thing")
            elif wake == "time":
                async with desk.database.begin() as connection:
                    await connection.execute(update(conversation_marks).values(snoozed_until=system_clock()))
            else:
                await alice.step(talk, "snooze", until="now")
            assert (await find_view(alice, "view=mine"))[0] == {talk}, wake


async def test_labels_and_priorities_are_shown_and_filter(desk: SupportDesk) -> None:
    first, second = await desk.waiting(key="first"), await desk.waiting(key="second")
    async with desk.signed_in("alice") as alice:
        await alice.step(first, "labels", labels="Refund， VIP,refund")
        await alice.step(second, "labels", labels="vip")
        await alice.step(first, "priority", priority="urgent")
        assert (await find_view(alice, "view=all&label=refund"))[0] == {first}
        assert (await find_view(alice, "view=all&label=vip"))[0] == {first, second}
        page = (await alice.get("/console/conversations")).text
        assert 'class="chip priority-urgent">Urgent<' in page
        await alice.step(first, "labels", labels="vip")
        assert (await find_view(alice, "view=all&label=refund"))[0] == set()
        assert (await alice.step(first, "labels", labels="x" * 41)).status_code == 409
        assert (await alice.step(first, "priority", priority="now!")).status_code == 409


async def test_what_was_not_read_yet_is_marked_and_the_other_agents_see_who_read_it(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        await alice.step(talk, "take")
        await alice.read(talk)
        assert "unread-dot" not in (await alice.get("/console/conversations?view=mine")).text
        await desk.says(talk, "And another thing")
        assert "unread-dot" in (await alice.get("/console/conversations?view=mine")).text
        assert re.search(r'readers">[^<]*Alice', (await liwei.read(talk)).text)
        await alice.read(talk)
        assert "unread-dot" not in (await alice.get("/console/conversations?view=mine")).text


async def test_a_view_is_told_its_changes_and_not_the_whole(desk: SupportDesk) -> None:
    known = [await desk.waiting(key=f"known {number}") for number in range(5)]
    async with desk.signed_in("alice") as alice, alice.events("?view=unassigned&label=") as events:
        async for _, _, data in events:
            if "view-count-all" in data:
                break
        new = await desk.waiting(key="new")
        await desk.deps.wakeups.notify("staff")
        async for _, _, data in events:
            if "view-count-unassigned" in data:
                break
    assert f'id="line-{new}"' in data
    assert not any(f'id="line-{each}"' in data for each in known)
    assert len(data) < 8_000
