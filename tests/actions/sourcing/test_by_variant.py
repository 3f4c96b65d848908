"""Goods that the catalogue recognises in a message: those that the NLU did not mark, and one variant of those on the screen."""

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
ASKS = {"ask_about": ("ask", 0.9)}
NARROWS = {"narrow": ("condition", 0.6)}
CORRECTS = {"correct": ("correct", 0.7)}


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


@pytest.mark.parametrize(
    ("goods", "words", "named"),
    [
        ("yoga mats", "what about 10 mm", "10 mm"),
        ("瑜伽垫", "10毫米的呢", "10毫米"),
        ("厨房套刀", "15件套的看看", "15件套"),
    ],
)
async def test_a_variant_is_shown_alone(visitor: Chat, goods: str, words: str, named: str) -> None:
    before = await visitor.says("find_supplier", goods, product=goods)
    answer = await visitor.says("inform", words, acts=NARROWS)
    assert answer.values["count"] < before.values["count"]
    assert named in str(answer.replies[0]["cards"])


@pytest.mark.parametrize(
    ("goods", "words", "named"),
    [("yoga mats", "how much are the 10 mm ones", "10 mm"), ("电动三轮", "全封闭那种贵多少", "全封闭")],
)
async def test_a_question_is_about_the_variant_that_it_names(visitor: Chat, goods: str, words: str, named: str) -> None:
    await visitor.says("find_supplier", goods, product=goods)
    answer = await visitor.says("ask_price", words, acts=ASKS)
    assert answer.names[0].startswith("utter_price")
    assert named in str(answer.replies[0]["cards"])


async def test_another_variant_takes_its_place(visitor: Chat) -> None:
    await visitor.says("find_supplier", "yoga mats 10 mm thick", product="yoga mats")
    answer = await visitor.says("inform", "and 6 mm", acts=NARROWS)
    assert "6 mm" in str(answer.replies[0]["cards"])
    assert "10" not in visitor.slots["search"]["text"], visitor.slots["search"]


async def test_what_is_set_against_it_is_not_the_variant(visitor: Chat) -> None:
    await visitor.says("find_supplier", "oolong tea", product="oolong tea")
    answer = await visitor.says("report_problem", "charcoal roasted rather than aged", acts=CORRECTS)
    assert "aged" not in visitor.slots["search"]["text"]
    assert "charcoal roasted" in str(answer.replies[0]["cards"])


@pytest.mark.parametrize(
    ("words", "goods"), [("公司年会要发手链 大概300条", "手链"), ("need to stock up, umbrellas mostly", "umbrellas")]
)
async def test_goods_that_were_not_marked_are_found(visitor: Chat, words: str, goods: str) -> None:
    await visitor.says("inform", words)
    assert visitor.slots["search"]["text"] == goods


async def test_a_word_that_nobody_sells_gives_way_to_goods(visitor: Chat) -> None:
    await visitor.says("find_supplier", "after promo umbrellas for a golf day, prob 800", product="prob")
    assert "umbrellas" in visitor.slots["search"]["text"]


@pytest.mark.parametrize("words", ["harmonicas in a gift box", "harmonicas with a carry bag"])
async def test_what_goods_come_in_is_not_wanted_instead(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", words, product="harmonicas")
    assert visitor.slots["search"]["text"] == "harmonicas"


async def test_the_first_half_of_a_name_is_not_the_goods(visitor: Chat) -> None:
    answer = await visitor.says("ask_price", "i just want a price for bicycle helmets")
    assert "bicycle" not in str(answer.values.get("search", ""))


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [("silk scarves", "yoga mats", "and the scarves, which is cheapest"), ("丝巾", "瑜伽垫", "那丝巾呢 哪家最便宜")],
)
async def test_a_question_that_names_goods_from_before_is_about_them(
    visitor: Chat, first: str, second: str, words: str
) -> None:
    await visitor.says("find_supplier", first, product=first)
    await visitor.says("find_supplier", second, product=second)
    await visitor.says("compare_suppliers", words, acts=ASKS)
    assert visitor.slots["search"]["text"] == first


@pytest.mark.parametrize("words", ["sorry 600 not 400", "rather 600 than 400"])
async def test_of_two_numbers_the_one_that_is_wanted_counts(visitor: Chat, words: str) -> None:
    amount = {"value": 400, "unit": "piece"}
    await visitor.says("find_supplier", "400 yoga mats", product="yoga mats", quantity=amount)
    await visitor.says("inform", words, acts=CORRECTS)
    assert visitor.slots["search"]["quantity"] == "600"
