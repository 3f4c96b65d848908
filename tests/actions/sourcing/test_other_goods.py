"""Goods of another kind, size or colour than those on the screen, or than those that were ordered, are other goods."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
WISH = {"find_supplier": ("wish", 0.45), "narrow": ("condition", 0.2)}


@pytest.mark.parametrize(
    ("before", "words", "goods", "no_goods"),
    [
        ("silk scarves", "I need steel water bottles 500 ml", "bottle", "scarves"),
        ("丝巾", "我要不锈钢保温杯500ml", "杯", "丝巾"),
    ],
)
async def test_goods_with_a_size_behind_them_begin_a_new_search(
    server: httpx.AsyncClient, before: str, words: str, goods: str, no_goods: str
) -> None:
    chat = Chat(server)
    await chat.says("find_supplier", before, product=before)
    await chat.says("find_supplier", words, confidence=0.84, acts=WISH)
    assert goods in chat.record["search"]["text"]
    assert no_goods not in chat.record["search"]["text"]


@pytest.mark.parametrize(
    ("words", "goods"), [("how much do 1000 large umbrellas cost?", "umbrellas"), ("1000个大号雨伞多少钱", "雨伞")]
)
async def test_the_price_of_goods_is_no_price_of_an_order_for_another_variant(
    server: httpx.AsyncClient, words: str, goods: str
) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "where is ORD-100420", order_number="ORD-100420")
    asks = {"ask_price": ("wish", 0.8), "ask_about": ("ask", 0.2)}
    answer = await chat.says("ask_price", words, product=goods, quantity={"value": 1000, "unit": "piece"}, acts=asks)
    assert "utter_fact_total_then" not in answer.names


@pytest.mark.parametrize("words", ["show me the cheapest monitors", "最便宜的显示器给我看看"])
async def test_a_search_does_not_answer_which_order_is_meant(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    asked = await chat.says("order_status", "where is my order")
    assert "utter_which_order" in asked.names
    answer = await chat.says("find_supplier", words, confidence=0.61, acts={"answer": ("value", 0.51)})
    assert not any(name.startswith("utter_order_") for name in answer.names)
    assert answer.names[0].startswith("utter_offer")


@pytest.mark.parametrize("words", ["哪些供应商有BSCI证书"])
async def test_which_suppliers_have_a_certificate_is_asked_of_the_search(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server)
    await chat.says("find_supplier", "silk scarves", product="silk scarves")
    await chat.says("supplier_details", words, confidence=0.79, certification="BSCI")
    assert chat.record["search"]["certifications"] == ["BSCI"]


@pytest.mark.parametrize(("words", "goods"), [("how much is a yoga mat", "yoga mats"), ("瑜伽垫多少钱", "瑜伽垫")])
async def test_a_price_says_that_there_are_other_variants(server: httpx.AsyncClient, words: str, goods: str) -> None:
    chat = Chat(server)
    answer = await chat.says("ask_price", words, product=goods)
    assert answer.names == ["utter_price"]
    assert "price.one_of_variants" in str(answer.values["tiers"])
    assert answer.button("button.show_all")
