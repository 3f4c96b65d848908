"""The staff's queue under a crowd: who comes first, how large it gets, what a change costs, and who may wait; on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, insert, select, update

from bot.console.desk.live.queue_feed import compare
from bot.contacts.store import do_link
from bot.contacts.tables import contacts
from bot.conversation.limits import hash_address
from bot.conversation.store.conversations import set_address
from bot.conversation.store.messages import list_messages
from bot.conversation.store.tables import conversations, messages
from bot.support.handoff.answering import do_assign_handoff, do_release_handoff
from bot.support.handoff.waiting import do_drop_left, do_request_handoff
from bot.support.queue.waiting_room import GONE_AFTER, WaitingRoom
from bot.support.store.queue.queue import read_queue
from bot.support.store.queue_order import QueuePlace
from bot.support.store.tables import handoffs
from foundation.clock import system_clock
from tests.fakes.gateway.support_desk import WORKING_HOURS, SupportDesk, account, support_desk

CROWD = 1500
WORDS = "请问我的订单什么时候可以发货？货物已经付款两周了，一直没有消息，麻烦帮我查一下物流情况，谢谢！" * 4


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def crowd(desk: SupportDesk, count: int = CROWD) -> list[str]:
    """Visitors who wait, with as many words as a line shows, the one who waits longest first."""
    ids, now = [f"{number:032x}" for number in range(count)], system_clock()
    asked = [now - dt.timedelta(seconds=2 * count - number) for number in range(count)]
    async with desk.database.begin() as connection:
        of_contact = [
            {"id": one, "channel": "webchat", "key": one, "role": "visitor", "language": "zh", "created_at": now}
            for one in ids
        ]
        await connection.execute(insert(contacts), of_contact)
        talk = {"channel": "webchat", "created_at": now, "updated_at": now, "last_message_id": 1}
        await connection.execute(insert(conversations), [{"id": one, "contact_id": one, **talk} for one in ids])
        said = {"id": 1, "author": "contact", "text": WORDS, "created_at": now}
        await connection.execute(insert(messages), [{"conversation_id": one, **said} for one in ids])
        waits = {"state": "requested", "reason": "asked"}
        rows = [
            {"id": one, "conversation_id": one, "requested_at": at, "seen_at": now, **waits}
            for one, at in zip(ids, asked, strict=True)
        ]
        await connection.execute(insert(handoffs), rows)
    return ids


async def change(events: AsyncIterator[tuple[str, str, str]], words: str) -> str:
    """The data of the next events, up to one with these words."""
    read = ""
    async with asyncio.timeout(20):
        async for _, _, data in events:
            read += data
            if words in data:
                return read
    raise AssertionError("the stream ended")


async def test_a_crowd_neither_swells_the_page_nor_its_changes(desk: SupportDesk) -> None:
    ids = await crowd(desk)
    async with desk.signed_in("liwei") as liwei, desk.signed_in("meilin") as meilin:
        page = await liwei.get("/console")
        talk = await liwei.read(ids[0])
        assert len(page.content) < 100_000
        assert len(talk.content) < 100_000
        assert page.text.count('id="line-') == 50
        assert f'<span class="count" id="waiting-count">{CROWD}</span>' in page.text
        async with liwei.events() as events:
            assert len((await change(events, f'"waiting": {CROWD}')).encode()) < 120_000
            await meilin.step(ids[3], "take")
            taken = await change(events, f'"waiting": {CROWD - 1}')
            await desk.says(ids[7], "还在吗？")
            await desk.deps.wakeups.notify("staff")
            spoken = await change(events, "还在吗？")
            new = await desk.waiting("有人吗？", key="new")
            came = await change(events, f"/console/conversations/{new}")
    sizes = [len(one.encode()) for one in (taken, spoken, came)]
    assert max(sizes) < 8_000, sizes
    assert f'hx-target="#line-{ids[3]}" hx-swap="delete"' in taken
    assert f'hx-target="#line-{ids[49]}" hx-swap="afterend"' in taken, "the next one moves up into the page"
    assert f'id="line-{ids[50]}"' in taken
    assert re.findall(r'hx-target="#line-(\w+)" hx-swap="outerMorph"', spoken) == [ids[7]]


async def test_pages_go_through_the_whole_queue_without_gaps(desk: SupportDesk) -> None:
    ids = await crowd(desk, 120)
    seen, path, numbers = [], "/console", []
    async with desk.signed_in("alice") as alice:
        while path:
            page = (await alice.get(path)).text
            seen += re.findall(r'id="line-(\w+)"', page)
            numbers += re.findall(r"\d+ to \d+ of \d+", page)
            found = re.search(r'rel="next" href="([^"]+)"', page)
            path = found[1].replace("&amp;", "&") if found else ""
            if path and len(seen) == 50:  # who was seen is served meanwhile: nobody of the others is skipped
                await alice.step(ids[0], "take")
        assert "Beginning of the queue" in page
    assert [one for one in seen if one != ids[0]] == ids[1:]
    assert numbers == ["1 to 50 of 120", "50 to 99 of 119", "100 to 119 of 119"]


async def test_a_page_further_back_is_live_too(desk: SupportDesk) -> None:
    ids = await crowd(desk, 60)
    async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
        found = re.search(r'rel="next" href="([^"]+)"', (await alice.get("/console")).text)
        assert found
        second = (await alice.get(found[1])).text
        live = re.search(r'hx-sse:connect="/console/events([^"]+)"', second)
        assert live
        async with alice.events(live[1]) as events:
            whole = await change(events, '"waiting": 60')
            assert re.findall(r'id="line-(\w+)"', whole) == ids[50:]
            await meilin.step(ids[55], "take")
            assert f'hx-target="#line-{ids[55]}" hx-swap="delete"' in await change(events, '"waiting": 59')


async def test_accounts_come_before_visitors_and_are_counted_so(desk: SupportDesk) -> None:
    ids = await crowd(desk, 60)
    buyer = await desk.waiting(key="anna", identity=account())
    late = await desk.waiting(key="late")
    async with desk.database.read() as connection:
        queue = await read_queue(connection, await desk.agent("alice"))
        positions = {}
        for one in (buyer, late):
            reply = (await list_messages(connection, one))[-1].reply
            assert reply
            positions[one] = reply["values"]["position"]
    assert [line.id for line in queue.waiting] == [buyer, *ids[:49]]
    assert positions == {buyer: 1, late: 62}


async def test_who_signs_in_while_waiting_moves_up_on_open_pages(desk: SupportDesk) -> None:
    ids = await crowd(desk, 5)
    async with desk.signed_in("alice") as alice, alice.events() as events:
        await change(events, '"waiting": 5')
        async with desk.database.begin() as connection:
            await do_link(connection, ids[3], account())
        await desk.deps.wakeups.notify("staff")
        html = await change(events, "Anna Weber")
    assert f'hx-target="#line-{ids[3]}" hx-swap="delete"' in html
    assert 'hx-target="#waiting-lines" hx-swap="afterbegin"' in html


async def test_a_stream_that_breaks_begins_with_the_whole_page(desk: SupportDesk) -> None:
    ids = await crowd(desk, 3)
    async with desk.signed_in("alice") as alice:
        for _ in range(2):
            async with alice.events() as events:
                whole = await change(events, '"waiting": 3')
                assert 'hx-target="#queue" hx-swap="innerMorph"' in whole
                assert re.findall(r'id="line-(\w+)"', whole) == ids


async def test_each_alert_is_told_once_on_a_stream_and_again_on_the_next(desk: SupportDesk) -> None:
    async with desk.signed_in("alice") as alice:
        async with alice.events() as events:
            await change(events, '"waiting": 0')
            first = await desk.waiting(key="first")
            told = await change(events, '"waiting": 1')
            assert told.count('"key"') == 1
            await desk.waiting(key="second")
            told = await change(events, '"waiting": 2')
            assert told.count('"key"') == 1
            assert f"/conversations/{first}" not in told[told.index('{"waiting"') :]
        async with alice.events() as events:
            assert (await change(events, '"waiting": 2')).count('"key"') == 2


@pytest.mark.parametrize("text", ["", "x", "a1", "b1-" + "0" * 32, "v1-" + "g" * 32, "v" + "1" * 17 + "-" + "0" * 32])
def test_what_is_no_place_is_none(text: str) -> None:
    assert QueuePlace.read(text) is None


def test_a_place_is_read_as_it_was_written() -> None:
    for is_visitor in (True, False):
        place = QueuePlace(is_visitor, dt.datetime(2026, 11, 25, 3, 4, 5, 678901, dt.UTC), "ab" * 16)
        assert QueuePlace.read(str(place)) == place


# Who may wait


async def ask(desk: SupportDesk, conversation_id: str, most: int = 3) -> bool:
    async with desk.database.begin() as connection:
        return bool(
            await do_request_handoff(connection, conversation_id, "asked", WORKING_HOURS, waiting_per_address=most)
        )


async def from_address(desk: SupportDesk, key: str, address: str = "203.0.113.7") -> str:
    conversation_id = await desk.conversation("A person please", key=key)
    mark = hash_address("secret", address)
    assert mark
    async with desk.database.begin() as connection:
        await set_address(connection, conversation_id, mark)
    return conversation_id


async def responses(desk: SupportDesk, conversation_id: str) -> list[str | None]:
    async with desk.database.read() as connection:
        rows = await list_messages(connection, conversation_id)
    return [row.reply["response"] if row.reply else None for row in rows]


async def test_of_one_address_only_some_visitors_wait_however_many_ask_at_once(desk: SupportDesk) -> None:
    ids = [await from_address(desk, f"v{number}") for number in range(8)]
    let_in = await asyncio.gather(*(ask(desk, one) for one in ids))
    assert sum(let_in) == 3
    told = [one for one, waits in zip(ids, let_in, strict=True) if not waits]
    assert {(await responses(desk, one))[-1] for one in told} == {"handoff.crowded"}
    assert await ask(desk, await from_address(desk, "elsewhere", "203.0.113.8"))
    assert not await ask(desk, told[0])
    assert (await responses(desk, told[0])).count("handoff.crowded") == 1, "said again without a word in between"
    async with desk.database.begin() as connection:
        first = ids[let_in.index(True)]
        await do_assign_handoff(connection, first, await desk.agent("alice"))
    assert await ask(desk, told[0]), "there is room again"


async def test_an_account_is_let_in_from_a_crowded_address(desk: SupportDesk) -> None:
    for number in range(3):
        assert await ask(desk, await from_address(desk, f"v{number}"))
    crowded = await from_address(desk, "buyer")
    assert not await ask(desk, crowded)
    async with desk.database.begin() as connection:
        contact = (
            await connection.execute(select(conversations.c.contact_id).where(conversations.c.id == crowded))
        ).scalar_one()
        await do_link(connection, contact, account())
    assert await ask(desk, crowded)


@pytest.mark.parametrize(("language", "words"), [("en", "sign in and ask again"), ("zh", "登录后再提出")])
def test_what_to_do_is_said_in_the_language_of_the_visitor(language: str, words: str) -> None:
    from bot.rendering.catalogues import load_catalogues
    from bot.rendering.renderer import Renderer

    assert words in Renderer(load_catalogues()).term("handoff.crowded", language, {})


# Who left


async def seen(desk: SupportDesk, conversation_id: str, ago: dt.timedelta) -> None:
    async with desk.database.begin() as connection:
        await connection.execute(
            update(handoffs).where(handoffs.c.conversation_id == conversation_id).values(seen_at=system_clock() - ago)
        )


async def waiting_ids(desk: SupportDesk) -> set[str]:
    async with desk.database.read() as connection:
        return set(
            (
                await connection.execute(select(handoffs.c.conversation_id).where(handoffs.c.state == "requested"))
            ).scalars()
        )


async def test_a_visitor_whose_chat_is_closed_for_long_leaves_the_queue_and_reads_it(desk: SupportDesk) -> None:
    gone = await desk.waiting(key="gone")
    here = await desk.waiting(key="here")
    buyer = await desk.waiting(key="anna", identity=account())
    telegram = await desk.waiting(channel="telegram", key="4711")
    released = await desk.waiting(key="released")
    alice = await desk.agent("alice")
    for one in (gone, here, buyer, telegram, released):
        await seen(desk, one, GONE_AFTER + dt.timedelta(seconds=1))
    async with desk.database.begin() as connection:
        await do_assign_handoff(connection, released, alice)
        await do_release_handoff(connection, released, alice)
    room = WaitingRoom(desk.database, {here}, patience=0.0)
    async with desk.signed_in("alice") as browser, browser.events() as events:
        await change(events, '"waiting": 5')
        assert await room.look() == 1
        html = await change(events, '"waiting": 4')
        assert f'hx-target="#line-{gone}" hx-swap="delete"' in html
    assert await waiting_ids(desk) == {here, buyer, telegram, released}
    async with desk.database.read() as connection:
        last = (await list_messages(connection, gone))[-1]
        status = select(conversations.c.status).where(conversations.c.id == gone)
        assert (await connection.execute(status)).scalar_one() == "pending", "the assistant has it"
    assert last.reply
    assert (last.reply["response"], len(last.reply["buttons"])) == ("handoff.left", 1)
    assert await ask(desk, gone)
    assert gone in await waiting_ids(desk)


async def test_a_visitor_who_came_back_meanwhile_stays(desk: SupportDesk) -> None:
    visitor = await desk.waiting()
    async with desk.database.begin() as connection:
        assert not await do_drop_left(connection, visitor, system_clock() - GONE_AFTER)
    assert await waiting_ids(desk) == {visitor}


async def test_nobody_leaves_before_everybody_could_come_back(desk: SupportDesk) -> None:
    visitor = await desk.waiting()
    await seen(desk, visitor, dt.timedelta(days=1))
    assert await WaitingRoom(desk.database, set(), patience=60.0).look() == 0
    assert await waiting_ids(desk) == {visitor}


async def test_a_crowd_that_left_is_gone_at_the_next_look(desk: SupportDesk) -> None:
    ids = await crowd(desk, 120)
    async with desk.database.begin() as connection:
        await connection.execute(update(handoffs).values(seen_at=system_clock() - 2 * GONE_AFTER))
    present = set(ids[:2])
    assert await WaitingRoom(desk.database, present, patience=0.0).look() == 118
    assert await waiting_ids(desk) == present
    async with desk.database.read() as connection:
        said = select(func.count()).where(messages.c.author == "system")
        assert (await connection.execute(said)).scalar_one() == 118


def test_nothing_differs_where_nothing_changed() -> None:
    from bot.console.desk.live.queue_feed import Shown
    from bot.support.store.queue.queue import Queue

    empty = Shown(Queue([], [], [], 0, 0, 0, 1, None), set())
    difference = compare(empty, empty)
    assert json.dumps(vars(difference)) == '{"whole": [], "left": [], "changed": [], "came": []}'
