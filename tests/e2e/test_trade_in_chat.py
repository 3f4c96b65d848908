"""A trade from the request to the shipment, by two people in two languages, each told what the other did; and what they ask between."""

from __future__ import annotations

import re

from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.whole.doors import Door, TelegramDoor, WebDoor, enter
from tests.fakes.whole.stack import Stack


async def news(door: Door, words: str) -> str:
    """What was told without a question."""
    assert isinstance(door, WebDoor)
    message = await door.client.wait(lambda frame: frame["type"] == "message" and words in frame["text"], 40)
    return str(message["text"])


async def test_quoted_accepted_confirmed_shipped(stack: Stack) -> None:
    seller = await enter(stack, "webchat", "xinjiang-tomato", "zh")
    buyer = await enter(stack, "webchat", "lagos-home", "en")
    asked = await seller.says("我要报价 RFQ-10031，每吨850美元")
    assert "交期" in asked
    side = await seller.says("你们收佣金吗")
    assert "佣金" in side
    assert "回到您的报价" in side
    shown = await seller.says("25天")
    assert "US$850.00/吨" in shown
    assert "25天" in shown
    corrected = await seller.says("不对，30天")
    assert "30天" in corrected
    assert "已发送" in await seller.says("发送报价")

    offered = await news(buyer, "has quoted for your request RFQ-10031")
    assert "$850.00 per tonne" in offered
    assert "30 days" in offered
    seen = await buyer.says("show me the quotes for RFQ-10031")
    assert "$17,000.00" in seen
    assert "Shall I accept it?" in await buyer.presses("Accept")
    accepted = await buyer.says("yes")
    found = re.search(r"ORD-\d+", accepted)
    assert found, accepted
    order = found[0]

    assert order in await news(seller, "已接受您的报价")
    assert "现在确认吗" in await seller.says(f"确认订单{order}")
    assert "已确认" in await seller.says("好的")
    assert order in await news(buyer, "has confirmed your order")

    asked = await seller.says(f"{order}发货了，中远海运")
    assert "物流单号" in asked
    assert "COSU7654321" in await seller.says("单号 COSU7654321")
    assert "已登记发货" in await seller.says("确认登记")
    assert "COSU7654321" in await news(buyer, "has shipped your order")
    status = await buyer.says(f"where is {order}")
    assert "Tracking number: COSU7654321" in status
    assert "Lagos" in status
    for door in (seller, buyer):
        await door.close()


async def test_a_buyer_on_telegram_is_told(stack: Stack) -> None:
    door = await enter(stack, "telegram", "nordmarkt", "en")
    assert isinstance(door, TelegramDoor)
    buyer = door.person
    seller = await enter(stack, "webchat", "shenzhen-lumen", "en")
    assert "Shall I confirm it?" in await seller.says("please confirm the order for the monitors")
    assert "is confirmed" in await seller.presses("Yes, confirm it")
    for _ in range(10):
        message = await buyer.receives()
        if "has confirmed your order ORD-100420" in message.text:
            break
    else:
        raise AssertionError("not told")
    await seller.close()


async def test_orders_are_asked_for_in_many_ways(stack: Stack) -> None:
    silk = await enter(stack, "webchat", "chengdu-silk", "zh")
    waiting = await silk.says("待确认的订单有几个")
    assert "ORD-100410" in waiting
    assert "ORD-100555" not in waiting
    assert "ORD-100712" in (huaxia := await silk.says("华夏贸易的订单"))
    assert "ORD-100410" not in huaxia
    await silk.close()
    nordmarkt = await enter(stack, "webchat", "nordmarkt", "en")
    assert "ORD-100301" in await nordmarkt.says("what about the tomato paste order")
    months = await nordmarkt.says("orders from last month")
    assert "ORD-100234" not in months
    await nordmarkt.close()


async def test_a_request_is_filled_in_between_questions(stack: Stack) -> None:
    door = await enter(stack, "webchat", "nordmarkt", "en")
    shown = await door.says("need 5000 stainless steel bottles to Hamburg, FOB, before end of March, get me quotes")
    assert "FOB" in shown
    assert re.search(r"needed by 31 Mar 20\d\d", shown)
    first, second = await door.says("what is FOB?"), await door.says("how long does shipping take?")
    assert "Back to your request" in first
    assert "Shall I send" not in second
    assert "6,000 pieces" in await door.says("actually 6000 not 5000")
    chinese = await door.says("请用中文继续，谢谢")
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    sent = await door.says("发送询价")
    assert re.search(r"已发给\d+家供应商", sent)
    assert "6,000件" in sent
    await door.close()


async def test_results_are_narrowed_by_a_word(stack: Stack) -> None:
    door = WebDoor(await ChatClient.open(stack.address, language="en"))
    everything = await door.says("looking for t-shirts")
    womens = await door.says("women's")
    assert "women's t-shirts" in womens
    assert "women's t-shirts" not in everything
    assert "minimum order" in await door.says("any with lower MOQ?")
    assert "at most 25 days" in await door.says("lead time under 25 days")
    assert "A sample of" in await door.says("how much is a sample")
    await door.close()
