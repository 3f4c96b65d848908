"""Satisfaction in two taps, after an agent and after the assistant: through the web chat and the store, on both databases."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.conversation.store.messages import list_messages
from bot.conversation.store.tables import conversations, inbound
from bot.support.satisfaction.asking import IDLE, Asking, do_ask_about_bot
from bot.support.store.tables import ratings
from foundation.clock import system_clock
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway
from tests.fakes.gateway.support_desk import SupportDesk, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def list_ratings(desk: SupportDesk) -> list[Any]:
    async with desk.database.read() as connection:
        return list(await connection.execute(select(ratings).order_by(ratings.c.id)))


async def list_said(desk: SupportDesk, conversation_id: str) -> list[str]:
    async with desk.database.read() as connection:
        rows = await list_messages(connection, conversation_id)
    return [row.reply["response"] for row in rows if row.reply]


async def test_a_contact_is_asked_after_an_agent_settled_it_and_not_after_a_hand_back(desk: SupportDesk) -> None:
    settled, returned = await desk.waiting(key="settled"), await desk.waiting(key="returned")
    async with desk.signed_in("alice") as alice:
        for conversation_id, step in ((settled, "resolve"), (returned, "hand-back")):
            await alice.step(conversation_id, "take")
            await alice.step(conversation_id, step)
    (asked,) = await list_ratings(desk)
    assert (asked.conversation_id, asked.about, asked.score) == (settled, "agent", None)
    assert asked.agent_id == (await desk.agent("alice")).id
    assert (await list_said(desk, settled))[-1] == "rating.ask_agent"
    assert "rating.ask_agent" not in await list_said(desk, returned)


async def test_a_silent_contact_is_asked_once_about_the_assistants_answers(desk: SupportDesk) -> None:
    talk, short, waiting = (
        await desk.conversation("Hello", "Where is my order?", key="talk"),
        await desk.conversation("Hello", key="short"),
        await desk.waiting("Hello", "A person, please", key="waiting"),
    )
    asking = Asking(desk.database)
    assert await asking.look() == 0, "they may still be writing"
    async with desk.database.begin() as connection:
        await _mark_answered(connection)
        await connection.execute(update(conversations).values(updated_at=system_clock() - IDLE))
    assert await asking.look() == 1
    assert (await list_said(desk, talk))[-1] == "rating.ask_bot"
    for other in (short, waiting):
        assert "rating.ask_bot" not in await list_said(desk, other)
    async with desk.database.begin() as connection:
        await connection.execute(
            update(conversations).values(updated_at=system_clock() - IDLE - dt.timedelta(minutes=1))
        )
    assert await asking.look() == 0, "nobody is asked twice in a week"


async def test_two_taps_are_kept_and_a_second_answer_changes_nothing(gateway: Gateway) -> None:
    chat = await ChatClient.open(gateway.address, language="zh")
    async with gateway.caravan.database.begin() as connection:
        await do_ask_about_bot(connection, chat.conversation)
    await chat.wait(lambda frame: frame.get("text") == "我的答复对您有帮助吗？")
    good = chat.button("满意")
    (why,) = (message for message in await chat.press("不满意") if message["author"] == "system")
    assert "哪方面需要改进" in why["text"]
    await chat.send({"type": "button", "token": good, "client_id": "late"})
    await chat.wait(lambda frame: frame.get("text") == "您已经评价过了，谢谢。")
    (thanks,) = (message for message in await chat.press("没有解决") if message["author"] == "system")
    assert [button["label"] for button in thanks["buttons"]] == ["联系人工客服"] or thanks["buttons"]
    await chat.close()
    async with gateway.caravan.database.read() as connection:
        (row,) = await connection.execute(select(ratings))
    assert (row.about, row.score, row.reason) == ("bot", 1, "unsolved")


async def _mark_answered(connection: Any) -> None:
    await connection.execute(update(inbound).values(handled_by="bot", handled_at=system_clock()))
