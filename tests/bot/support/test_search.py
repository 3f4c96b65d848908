"""Messages are found by their words, in both languages and on both databases, by those who may see them."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import delete, func, select

from bot.support.search.indexing import Indexing
from bot.support.search.store import find_messages
from bot.support.search.tables import message_words
from bot.support.search.words import cut_out, list_words
from tests.fakes.gateway.support_desk import Browser, SupportDesk, support_desk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


def test_chinese_is_divided_into_characters_and_pairs_and_other_words_are_kept_whole() -> None:
    assert list_words("ＯＲＤ-100234 的订单, Größe") == ["ord", "100234", "的", "订", "单", "的订", "订单", "grösse"]
    assert cut_out("where is my Order?", "order") == [("where is my ", False), ("Order", True), ("?", False)]


async def search(browser: Browser, words: str) -> list[str]:
    """Returns the texts that the page lists as found messages."""
    page = (await browser.get("/console/conversations", params={"q": words})).text
    found = re.findall(r'<span class="found-words"[^>]*>(.*?)</span>', page, re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", one)) for one in found]


async def test_messages_are_found_by_those_who_may_see_them(desk: SupportDesk) -> None:
    waiting = await desk.waiting("The porcelain teapots arrived broken", key="waiting")
    await desk.waiting("我的订单什么时候发货？", key="chinese", language="zh")
    await desk.conversation("Only the bot knows my teapots", key="private")
    async with desk.signed_in("alice") as alice, desk.signed_in("meilin") as meilin:
        await alice.step(waiting, "reply", text="Photographs of the teapots are in the file", internal="1")
        await Indexing(desk.database).look()
        assert await search(alice, "teapot") == [
            "Photographs of the teapots are in the file",
            "The porcelain teapots arrived broken",
        ], "the newest first, notes too, and nothing of what only the assistant has"
        assert len(await search(meilin, "TEAPOTS")) == 3
        assert await search(alice, "broken porcelain") == ["The porcelain teapots arrived broken"]
        for words in ("订单", "发货", "的订单", "货"):
            assert await search(alice, words) == ["我的订单什么时候发货？"], words
        for words in ("订货", "teapot unicorn", "'; DROP TABLE messages; --", '" OR "', "* NEAR(", ""):
            assert await search(alice, words) == [], words


async def test_new_messages_are_found_and_erased_ones_are_not(desk: SupportDesk) -> None:
    talk, indexing = await desk.waiting("Hello"), Indexing(desk.database)
    assert await indexing.look() == 1
    assert await indexing.look() == 0
    await desk.says(talk, "My samovar leaks")
    assert await indexing.look() == 1
    agent = await desk.agent("alice")
    async with desk.database.read() as connection:
        assert len(await find_messages(connection, agent, "samovar")) == 1
    async with desk.database.begin() as connection:
        await connection.execute(delete(message_words))
    async with desk.database.read() as connection:
        assert await find_messages(connection, agent, "samovar") == []
        assert (await connection.execute(select(func.count()).select_from(message_words))).scalar_one() == 0
