"""Questions that set listings on the screen against each other: why one costs less, which is faster, whose they are."""

from __future__ import annotations

import pytest

from tests.fakes.actions.chat import Chat

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]

ASKS = {"ask_about": ("ask", 0.8)}
COMPARES = "utter_why_price_differs"


async def _search(chat: Chat, goods: str, **entities: object) -> list[int]:
    await chat.says("find_supplier", goods, product=goods, **entities)
    shown: list[int] = chat.record["search"]["shown"]
    return shown


@pytest.mark.parametrize(
    ("goods", "asks"),
    [
        ("bamboo cutting board", "why is the second one more expensive than the first?"),
        ("bamboo cutting board", "第二家为什么比第一家贵"),
        ("sichuan pepper", "why the green is more cheap?"),
        ("sichuan pepper", "为什么青的便宜这么多"),
    ],
)
async def test_why_one_is_cheaper_shows_the_two_and_invents_no_reason(visitor: Chat, goods: str, asks: str) -> None:
    await _search(visitor, goods)
    answer = await visitor.says("ask_price", asks, acts=ASKS)
    assert answer.names == [COMPARES]
    assert len(visitor.record["lists"][0]["ids"]) == 2


@pytest.mark.parametrize("asks", ["do the two come from the same seller?", "这几款是同一家的吗"])
async def test_whether_those_shown_are_from_one_seller(visitor: Chat, asks: str) -> None:
    await _search(visitor, "yoga mats")
    answer = await visitor.says("supplier_details", asks, acts=ASKS)
    assert answer.names[0] in ("utter_from_one_seller", "utter_from_several_sellers")


@pytest.mark.parametrize("asks", ["why does the wanda scrunchie have no rating?", "万达那家怎么没评分 新的？"])
async def test_a_supplier_without_a_rating_has_no_reviews_yet(visitor: Chat, asks: str) -> None:
    await _search(visitor, "缎面发圈")
    answer = await visitor.says("supplier_details", asks, acts=ASKS)
    assert answer.names[0] == "utter_why_no_rating"


async def test_the_better_of_two_kinds_is_named(visitor: Chat) -> None:
    await _search(visitor, "蓝牙音箱 5瓦")
    answer = await visitor.says("compare_suppliers", "带灯的那个跟防水的那个 哪个快", acts=ASKS)
    assert answer.names == ["utter_best_by_lead_time", "utter_best_others"]
    answer = await visitor.says(
        "ask_price", "带灯的拿400是不是反而划算", acts=ASKS, quantity={"value": 400, "unit": None}
    )
    assert "炫彩灯" in str(answer.replies)


@pytest.mark.parametrize("asks", ["honestly, will they make it?", "你觉得赶不赶得上 说实话"])
async def test_whether_it_is_in_time_says_when_it_would_be_made(visitor: Chat, asks: str) -> None:
    await _search(visitor, "yoga mats")
    answer = await visitor.says("out_of_scope", asks, acts=ASKS)
    assert answer.names == ["utter_goods_ready_about"]


@pytest.mark.parametrize("asks", ["ok no logo then, anything in stock?", "那不打logo了 直接现货有没有"])
async def test_stock_is_answered_after_the_logo_is_dropped(visitor: Chat, asks: str) -> None:
    await _search(visitor, "yoga mats")
    answer = await visitor.says("ask_lead_time", asks, acts=ASKS)
    assert "goods_fact.logo" not in str(answer.replies)
    assert "goods_fact.stock" in str(answer.replies)


@pytest.mark.parametrize("asks", ["500 is too many for me", "我哪里用得到500个"])
async def test_a_minimum_that_is_named_as_too_much_is_no_wish(visitor: Chat, asks: str) -> None:
    shown = await _search(visitor, "bamboo cutting board")
    assert shown
    answer = await visitor.says("ask_moq", asks, acts=ASKS, quantity={"value": 500, "unit": None})
    assert answer.names == ["utter_moq_too_high"]
