"""What an agent sends that the bot could have said: cards of rows, articles and terms, over HTTP, on both databases."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from bot.conversation.store.messages import list_messages
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from tests.fakes.gateway.support_desk import Browser, SupportDesk, account, support_desk

RENDERER = Renderer(load_catalogues())


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[SupportDesk]:
    async with support_desk(database_url) as desk:
        yield desk


async def sends(browser: Browser, talk: str, **what: str) -> int:
    return (await browser.step(talk, "send", **what)).status_code


async def last(desk: SupportDesk, talk: str) -> MessageRow:
    async with desk.database.read() as connection:
        return (await list_messages(connection, talk))[-1]


async def test_a_card_of_an_order_goes_out_once_in_the_contacts_language(desk: SupportDesk) -> None:
    talk = await desk.waiting("我的订单在哪里", language="zh", identity=account())
    async with desk.signed_in("alice") as alice:
        assert await sends(alice, talk, number="ORD-100234", once="a" * 32) == 409
        await alice.step(talk, "take")
        rows = (await alice.get(f"/console/conversations/{talk}/rows")).text
        once = re.search(r'name="once" value="([^"]+)"', rows)
        assert once
        assert "Send to the contact" in rows
        for _ in range(2):
            assert await sends(alice, talk, number="ORD-100234", once=once[1]) == 303
        row = await last(desk, talk)
        page = (await alice.read(talk)).text
        assert page.count("Here is ORD-100234: ") == 1
        assert "messages/" not in page
        assert await sends(alice, talk, number="ORD-999999", once="b" * 32) == 404
    async with desk.signed_in("meilin") as meilin:
        audit = re.sub(r"<[^>]+>", "", (await meilin.get("/console/audit")).text)
    assert "Sent a card or an article" in audit
    assert (row.author, row.author_name) == ("agent", "Alice")
    seen = RENDERER.message(row, "zh")
    assert seen.text.startswith("这是ORD-100234：")
    assert [(card.title, card.buttons) for card in seen.cards] == [("ORD-100234", ())]


async def test_an_article_and_the_terms_go_out_as_the_bot_would_say_them(desk: SupportDesk) -> None:
    talk = await desk.waiting("付款方式有哪些", language="zh")
    async with desk.signed_in("admin") as admin:
        saved = await admin.post(WAREHOUSE, page=WAREHOUSE, **ARTICLE)
        assert saved.status_code == 303, saved.text
    async with desk.signed_in("alice") as alice:
        articles = (await alice.get(f"/console/conversations/{talk}/articles")).text
        assert "Take this conversation to send something." in articles
        assert 'name="article"' not in articles
        await alice.step(talk, "take")
        articles = (await alice.get(f"/console/conversations/{talk}/articles")).text
        assert 'lang="zh-Hans"' in articles
        names = re.findall(r'name="article" value="([^"]+)"', articles)
        assert {"terms", "payment_methods", "warehouse"} <= set(names)
        assert "定金：货款的30%" in articles
        assert await sends(alice, talk, article="payment_methods", once="a" * 32) == 303
        payment = RENDERER.message(await last(desk, talk), "zh")
        assert await sends(alice, talk, article="warehouse", once="b" * 32) == 303
        warehouse = RENDERER.message(await last(desk, talk), "zh")
        assert await sends(alice, talk, article="terms", once="c" * 32) == 303
        terms = RENDERER.message(await last(desk, talk), "zh")
        assert await sends(alice, talk, article="nothing", once="d" * 32) == 404
    assert payment.text == RENDERER.term("utter_faq_payment_methods", "zh", {})
    assert warehouse.text.startswith("仓库在宁波。")
    assert terms.cards[0].fields == (("索赔", "收货后30天内"), ("定金", "货款的30%"))


async def test_only_who_has_the_conversation_sends(desk: SupportDesk) -> None:
    talk = await desk.waiting(identity=account())
    hidden = await desk.conversation("Hello", key="other")
    async with desk.signed_in("alice") as alice, desk.signed_in("liwei") as liwei:
        await liwei.step(talk, "take")
        assert await sends(alice, talk, article="terms", once="a" * 32) == 409
        assert await sends(alice, hidden, article="terms", once="a" * 32) == 404
        assert (await alice.get(f"/console/conversations/{hidden}/articles")).status_code == 404


async def test_a_visitor_has_no_rows_to_be_sent(desk: SupportDesk) -> None:
    talk = await desk.waiting()
    async with desk.signed_in("alice") as alice:
        await alice.step(talk, "take")
        assert await sends(alice, talk, number="ORD-100234", once="a" * 32) == 409


WAREHOUSE = "/console/words/article/warehouse"
ARTICLE = {
    "title.en": "Our warehouse",
    "title.zh": "我们的仓库",
    "text.en": "The warehouse is in **Ningbo**.",
    "text.zh": "仓库在**宁波**。",
    "published": "1",
    "version": "0",
    "do": "save",
}
