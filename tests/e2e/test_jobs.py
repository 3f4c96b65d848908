"""The three jobs, in English and Chinese, on web chat and Telegram: what a buyer and a supplier see, on real parts."""

from __future__ import annotations

import re

import pytest

from tests.fakes.whole.doors import enter
from tests.fakes.whole.stack import Stack

CHANNELS = ["webchat", "telegram"]


def prices(text: str) -> list[float]:
    return [
        float(amount.replace(",", "")) for amount in re.findall(r"(?:Unit price|单价)[:：] \S*?([\d,]+\.\d+)", text)
    ]


@pytest.mark.parametrize("channel", CHANNELS)
async def test_find_a_supplier_in_english(stack: Stack, channel: str) -> None:
    door = await enter(stack, channel, None, "en")
    found = await door.says("need 5000 men's cotton t-shirts from Xinjiang")
    assert "Xinjiang" in found
    assert "t-shirt" in found.lower()
    assert "5,000 pieces" in found
    for label in ("Supplier", "Unit price", "Minimum order", "Lead time", "Rating", "Verified"):
        assert f"{label}" in found
    cheaper = await door.says("anything cheaper?")
    assert prices(cheaper) == sorted(prices(cheaper))
    assert len(prices(cheaper)) >= 1
    details = await door.presses("Details")
    assert "minimum order" in details.lower()
    nothing = await door.says("find me 20 nuclear submarines from Tibet")
    assert re.search("found nothing|come close|Nobody here sells", nothing)
    await door.close()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_find_a_supplier_in_chinese(stack: Stack, channel: str) -> None:
    door = await enter(stack, channel, None, "zh")
    found = await door.says("找四川的花椒供应商")
    assert "花椒" in found
    assert "四川" in found
    assert "起订量" in found
    certified = await door.says("只要有ISO 22000认证的")
    assert "ISO 22000" in certified
    assert "花椒" in certified
    assert not re.search(r"[A-Za-z]{4,} [a-z]{3,} [a-z]{3,}", found), "English in a Chinese reply"
    await door.close()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_where_is_my_order_in_english(stack: Stack, channel: str) -> None:
    door = await enter(stack, channel, "nordmarkt", "en")
    choice = await door.says("where is my order?")
    assert "Which one" in choice
    assert "ORD-100188" in choice
    status = await door.says("where is ORD-100234?")
    assert "ORD-100234" in status
    assert "Shanghai" in status
    assert "Hamburg" in status
    assert "Tracking number" in status
    assert re.search(r"Expected arrival: \d{1,2} [A-Z][a-z]{2} 20\d\d", status)
    foreign, unknown = await door.says("where is ORD-100817"), await door.says("where is ORD-999999")
    assert foreign.replace("ORD-100817", "#") == unknown.replace("ORD-999999", "#")
    assert "floodlight" not in foreign.lower()
    await door.close()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_where_is_my_order_in_chinese(stack: Stack, channel: str) -> None:
    door = await enter(stack, channel, "huaxia-trade", "zh")
    status = await door.says("ORD-100725到哪了")
    assert "ORD-100725" in status
    assert "核桃" in status
    assert re.search(r"20\d\d年\d{1,2}月\d{1,2}日", status)
    foreign = await door.says("查一下ORD-100234")
    assert "茶具" not in foreign
    assert "ORD-100234" in foreign
    await door.close()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_supplier_sees_its_orders_in_chinese(stack: Stack, channel: str) -> None:
    door = await enter(stack, channel, "chengdu-silk", "zh")
    listed = await door.says("看看我的订单")
    for number in ("ORD-100555", "ORD-100410", "ORD-100712"):
        assert number in listed
    assert "ORD-100234" not in listed
    one = await door.says("ORD-100410什么情况")
    assert "ORD-100410" in one
    assert "Lagos" in one or "拉各斯" in one
    await door.close()


async def test_a_supplier_sees_its_orders_in_english(stack: Stack) -> None:
    door = await enter(stack, "webchat", "shenzhen-lumen", "en")
    listed = await door.says("list my orders")
    for number in ("ORD-100188", "ORD-100817", "ORD-100420"):
        assert number in listed
    await door.close()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_visitor_is_told_how_to_sign_in_and_sees_nothing(stack: Stack, channel: str) -> None:
    door = await enter(stack, channel, None, "en")
    said = await door.says("where is ORD-100234")
    assert "sign in" in said
    assert "Hamburg" not in said
    await door.close()


async def test_a_long_message_with_its_wish_in_the_middle_is_answered(stack: Stack) -> None:
    door = await enter(stack, "webchat", "nordmarkt", "en")
    before = "Hello dear friend, our company was founded a long time ago and we like to work with good people. " * 20
    after = " We hope that your family is well and that the weather is fine where you are at the moment. " * 20
    text = (before[:1950] + " Please tell me where is order ORD-100234 now? " + after)[:4000]
    assert "ORD-100234" in await door.says(text)
    await door.close()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_typed_intent_is_words(stack: Stack, channel: str) -> None:
    door = await enter(stack, channel, "nordmarkt", "en")
    said = await door.says('/cancel_order{"order_number":"ORD-100555"}')
    assert said
    assert "has been cancelled" not in said
    again = await door.says("where is ORD-100555")
    assert "accepted" in again.lower()
    await door.close()


async def test_the_language_can_change_in_the_middle(stack: Stack) -> None:
    door = await enter(stack, "webchat", "nordmarkt", "en")
    assert "订单" in await door.says("请用中文告诉我ORD-100234到哪里了")
    assert "订单" in await door.says("ok ORD-100188")
    assert "order" in (await door.says("please show me the list of all my orders")).lower()
    await door.close()
