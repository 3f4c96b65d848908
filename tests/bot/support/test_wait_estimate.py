"""What people who wait are told: the number, a time that was measured or that nobody can say, again only when it
changed much, and a lasting sign on the web chat with a way out."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from websockets.asyncio.client import connect

from bot.conversation.store.conversations import find_contact_of
from bot.conversation.store.messages import list_messages
from bot.support.handoff.answering import do_assign_handoff, do_release_handoff
from bot.support.handoff.waiting import do_request_handoff, do_withdraw_handoff
from bot.support.queue.news import QueueNews
from bot.support.store.queue.waiting_times import list_paces
from bot.support.store.tables import handoff_steps, handoffs
from bot.support.wait_estimate import ENOUGH, STEPS_OF_MINUTES, estimate_minutes
from foundation.clock import system_clock
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway
from tests.fakes.gateway.support_desk import WORKING_HOURS, SupportDesk, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def last_text(desk: SupportDesk, conversation_id: str, language: str = "en") -> str:
    async with desk.database.read() as connection:
        row = (await list_messages(connection, conversation_id))[-1]
    return desk.deps.renderer.text(row.reply or {}, language)


async def serve(desk: SupportDesk, seconds: list[int]) -> None:
    """Lets people wait one after the other, each so long, while Alice is online."""
    alice = await desk.agent("alice")
    for number, waited in enumerate(seconds):
        conversation_id = await desk.waiting(key=f"served {number}")
        asked = system_clock() - dt.timedelta(seconds=waited)
        async with desk.database.begin() as connection:
            await connection.execute(
                update(handoffs).where(handoffs.c.conversation_id == conversation_id).values(state_since=asked)
            )
            await do_assign_handoff(connection, conversation_id, alice)


@given(st.lists(st.floats(0, 1e6), max_size=30), st.integers(1, 2000))
def test_an_estimate_is_a_step_that_most_measured_waits_keep_or_nothing(paces: list[float], place: int) -> None:
    minutes = estimate_minutes(paces, place)
    if len(paces) < ENOUGH:
        assert minutes is None
    elif minutes is not None:
        assert minutes in STEPS_OF_MINUTES
        kept = sum(pace * place <= minutes * 60 for pace in paces)
        assert kept >= 0.75 * len(paces)
    longer = estimate_minutes(paces, place + 1)
    assert minutes is None or longer is None or longer >= minutes


async def test_a_time_is_told_from_the_fifth_measured_wait_on_in_both_languages(desk: SupportDesk) -> None:
    async with desk.signed_in("alice"):
        await serve(desk, [60, 70, 80, 90])
        early = await desk.waiting(key="early")
        assert "I cannot say yet how long it will take." in await last_text(desk, early)
        async with desk.database.begin() as connection:
            await do_withdraw_handoff(connection, early)
        await serve(desk, [100])
        later = await desk.waiting(key="later")
        assert "You are number 1 in the queue. Most people with this number are answered within 2 minutes." in (
            await last_text(desk, later)
        )
        chinese = await desk.waiting("有人吗", key="zh", language="zh")
        assert "排在第2位。排在这个位置的客户，大多能在3分钟内得到回复。" in await last_text(desk, chinese, "zh")


async def test_only_waits_that_agents_were_there_for_are_measured(desk: SupportDesk) -> None:
    await serve(desk, [3600] * 6)
    async with desk.database.read() as connection:
        assert await list_paces(connection, system_clock()) == []
    async with desk.signed_in("alice"):
        await serve(desk, [30])
        async with desk.database.read() as connection:
            (pace,) = await list_paces(connection, system_clock())
    assert pace == pytest.approx(30, abs=2)


async def test_a_wait_that_begins_anew_after_an_agent_is_not_measured_as_the_first_one(desk: SupportDesk) -> None:
    alice = await desk.agent("alice")
    async with desk.signed_in("alice"):
        await serve(desk, [30])
        async with desk.database.begin() as connection:
            (talk,) = (await connection.execute(select(handoffs.c.conversation_id))).scalars()
            await do_release_handoff(connection, talk, alice, WORKING_HOURS)
            assert "as number 1" in await _text_within(desk, connection, talk)
            await do_assign_handoff(connection, talk, alice)
            assert len(await list_paces(connection, system_clock())) == 1
            rows = (await connection.execute(select(handoff_steps.c.step).order_by(handoff_steps.c.id))).scalars()
            assert [*rows] == ["request", "take", "release", "take"]


async def _text_within(desk: SupportDesk, connection: Any, conversation_id: str) -> str:
    return desk.deps.renderer.text((await list_messages(connection, conversation_id))[-1].reply or {}, "en")


async def test_the_queue_is_told_again_only_when_it_changed_much(desk: SupportDesk) -> None:
    news = QueueNews(desk.database, lambda: WORKING_HOURS)
    async with desk.signed_in("alice"):
        crowd = [await desk.waiting(key=f"{number}") for number in range(6)]
        last = crowd[-1]
        count = await _count(desk, last)
        await news.tell()
        assert await _count(desk, last) == count, "told a moment ago"
        await _pass(desk, minutes=4)
        await news.tell()
        assert await _count(desk, last) == count, "nothing has changed"
        await _leave(desk, crowd[:2])
        await news.tell()
        assert await _count(desk, last) == count, "number 4 instead of 6 is not much"
        await _leave(desk, crowd[2:3])
        await news.tell()
        assert (await last_text(desk, last)).startswith("You are now number 3 in the queue.")
        await _leave(desk, crowd[3:5])
        await news.tell()
        assert await _count(desk, last) == count + 1, "told a moment ago"
        await _pass(desk, minutes=4)
        await news.tell()
        assert (await last_text(desk, last)).startswith("You are next in the queue.")
        assert await _count(desk, last) == count + 2


async def test_who_waits_longer_than_was_said_is_told_once_and_promised_nothing(desk: SupportDesk) -> None:
    news = QueueNews(desk.database, lambda: WORKING_HOURS)
    async with desk.signed_in("alice"):
        await serve(desk, [60] * 5)
        late = await desk.waiting(key="late")
        assert "within 1 minute" in await last_text(desk, late)
        await _pass(desk, minutes=5)
        assert await news.tell() == 1
        assert (await last_text(desk, late)).startswith("It takes longer than I told you")
        await _pass(desk, minutes=60)
        assert await news.tell() == 0


async def _pass(desk: SupportDesk, *, minutes: int) -> None:
    async with desk.database.begin() as connection:
        for handoff_id, told_at in (await connection.execute(select(handoffs.c.id, handoffs.c.told_at))).all():
            earlier = told_at - dt.timedelta(minutes=minutes)
            await connection.execute(update(handoffs).where(handoffs.c.id == handoff_id).values(told_at=earlier))


async def _leave(desk: SupportDesk, conversation_ids: list[str]) -> None:
    for conversation_id in conversation_ids:
        async with desk.database.begin() as connection:
            await do_withdraw_handoff(connection, conversation_id)


async def _count(desk: SupportDesk, conversation_id: str) -> int:
    async with desk.database.read() as connection:
        return len(await list_messages(connection, conversation_id))


def _is_sign(place: int | None) -> Any:
    return lambda frame: frame["type"] == "queue" and frame["place"] == place


async def test_the_web_chat_has_a_lasting_sign_of_the_queue_and_a_way_out(gateway: Gateway) -> None:
    first = await ChatClient.open(gateway.address, language="en")
    second = await ChatClient.open(gateway.address, language="zh")
    await first.say("a person please")
    assert (await first.wait(_is_sign(1)))["text"].startswith("Number 1 in the queue for a person.")
    await second.say("person 请转人工")
    sign = await second.wait(_is_sign(2))
    assert sign["text"].startswith("正在排队等候人工客服，目前第2位。")
    resumed = await ChatClient.open(gateway.address, session=second.session, last_id=99)
    await resumed.wait(_is_sign(2))
    await resumed.close()
    await second.send({"type": "command", "client_id": "9" * 32, "command": "leave_queue"})
    await second.wait(_is_sign(None))
    left = await second.wait(lambda frame: frame["type"] == "message" and "已取消" in frame["text"])
    assert left["author"] == "system"
    assert [frame for frame in first.frames if frame["type"] == "queue"][-1]["place"] == 1
    async with gateway.caravan.database.begin() as connection:
        await do_request_handoff(connection, first.conversation, "asked", WORKING_HOURS)
    before = len([frame for frame in first.frames if frame["type"] == "queue"])
    await first.say("where is my order")
    await asyncio.sleep(0.3)
    signs = [frame for frame in first.frames if frame["type"] == "queue"]
    assert len(signs) == before, "what has not changed is not sent again"
    await first.close()
    await second.close()


async def test_the_dialogue_knows_who_waits_and_asks_for_the_state_of_the_queue(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, language="en")
    await client.say("a person please")
    gateway.rasa.replies, gateway.rasa.effects = [[]], [[{"kind": "tell_queue"}]]
    (told,) = await client.say("hello? anyone there?")
    assert told["text"].startswith("Your request for a person is still in the queue, as number 1.")
    assert told["author"] == "system"
    await client.close()


async def test_the_browser_says_in_which_time_zone_it_is(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, language="en")
    for zone, kept in (
        ("America/New_York", "America/New_York"),
        ("Mars/Base", "America/New_York"),
        (None, "America/New_York"),
    ):
        again = ChatClient(await _connect(gateway.address))
        await again.send({"type": "hello", "session": client.session, "last_id": 99, "zone": zone})
        await again.wait(lambda frame: frame["type"] == "welcome")
        await again.close()
        async with gateway.caravan.database.read() as connection:
            assert (await find_contact_of(connection, client.conversation)).zone == kept
    await client.close()


async def _connect(address: str) -> Any:
    return await connect(address.replace("http", "ws", 1) + "/chat/ws", proxy=None)
