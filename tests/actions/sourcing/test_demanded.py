"""Properties that a message demands of its goods, and that no shown listing states, are not dropped in silence."""

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
SAID = "utter_not_stated_of_shown"


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


@pytest.mark.parametrize(
    ("words", "goods"),
    [
        ("yoga mats, foldable, any available?", "yoga mats"),
        ("office chairs with armrests please", "office chairs"),
        ("BPA-free yoga mats for a gym", "yoga mats"),
        ("保温杯 带提手的 有吗", "保温杯"),
        ("瑜伽垫，带收纳袋", "瑜伽垫"),
        ("帆布袋，可降解的，有吗", "帆布袋"),
    ],
)
async def test_what_no_listing_states_is_said(visitor: Chat, words: str, goods: str) -> None:
    answer = await visitor.says("find_supplier", words, product=goods)
    assert SAID in answer.names


@pytest.mark.parametrize(
    ("words", "goods"),
    [
        ("yoga mats, are any available and negotiable?", "yoga mats"),
        ("hello, do you sell yoga mats with fast delivery?", "yoga mats"),
        ("insulated bottles with help from your team", "bottles"),
        ("towels with our logo", "towels"),
        ("nvm. show me normal bicycles instead", "bicycles"),
        ("配件也要 轮胎啥的", "轮胎"),
        ("保温杯有吗，带logo的", "保温杯"),
        ("瑜伽垫多少钱，带报价", "瑜伽垫"),
        ("帆布袋，可以的，防止涨价先看看", "帆布袋"),
    ],
)
async def test_what_is_no_property_is_not_missed(visitor: Chat, words: str, goods: str) -> None:
    answer = await visitor.says("find_supplier", words, product=goods)
    assert SAID not in answer.names


async def test_what_a_listing_states_is_not_missed(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "dinnerware, porcelain", product="dinnerware")
    assert SAID not in answer.names


async def test_goods_that_a_message_lists_have_no_common_property(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "towels with hooks, and yoga mats", product=["towels", "yoga mats"])
    assert SAID not in answer.names


@pytest.mark.parametrize(
    ("words", "goods"), [("ok. chargers too, same qty", "chargers"), ("换成充电器，数量一样", "充电器")]
)
async def test_the_same_quantity_holds_for_other_goods(visitor: Chat, words: str, goods: str) -> None:
    await visitor.says("find_supplier", "phone cases, 700 pieces", product="phone cases", quantity="700 pieces")
    await visitor.says("find_supplier", words, product=goods)
    assert visitor.slots["search"]["text"] == goods
    assert visitor.slots["search"]["quantity"] == "700"


async def test_other_goods_have_no_quantity_of_their_own_accord(visitor: Chat) -> None:
    await visitor.says("find_supplier", "phone cases, 700 pieces", product="phone cases", quantity="700 pieces")
    await visitor.says("find_supplier", "and chargers", product="chargers")
    assert visitor.slots["search"]["quantity"] is None


@pytest.mark.parametrize(("words", "goods"), [("毛巾呢 数量一样", "毛巾"), ("towels, same qty?", "towels")])
async def test_the_same_quantity_of_other_goods_is_no_question_about_the_listings(
    visitor: Chat, words: str, goods: str
) -> None:
    await visitor.says("find_supplier", "phone cases, 700 pieces", product="phone cases", quantity="700 pieces")
    await visitor.says("ask_moq", words, product=goods)
    assert visitor.slots["search"]["quantity"] == "700"
    assert visitor.slots["search"]["text"] == goods


@pytest.mark.parametrize(
    ("before", "words"),
    [("which of those is the cheapest?", "what's that one again?"), ("这些里面最便宜的是哪家的", "那个是什么来着")],
)
async def test_goods_of_different_units_have_a_lowest_price_and_are_said_again(
    visitor: Chat, before: str, words: str
) -> None:
    await visitor.says("find_supplier", "hot pot", product="hot pot")
    answer = await visitor.says("compare_suppliers", before, acts={"ask_about": ("ask", 0.8)})
    assert answer.names == ["utter_best_of_listed_prices"]
    again = await visitor.says("find_supplier", words)
    assert again.names == ["utter_offer_once_more"]
