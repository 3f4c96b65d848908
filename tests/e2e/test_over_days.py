"""What becomes of a trade in which somebody does not answer, or does not come back until another day. The clock of a
server that works what is due is ahead, and both sides are people in the chat."""

from __future__ import annotations

import datetime as dt

import pytest

from actions.marketplace.trades.claims import due as claims
from actions.marketplace.trades.requests import due as requests
from tests.fakes.whole.doors import enter
from tests.fakes.whole.stack import Stack
from tests.fakes.whole.talks import ask_after_drafts, expect, find_number, hear, let_pass, press, say

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(name="stack")
def on_postgresql(stack_on_postgresql: Stack) -> Stack:
    return stack_on_postgresql


def noon_in(days: int) -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(hour=12, minute=0) + dt.timedelta(days=days)


def write(day: dt.datetime) -> str:
    return f"{day.day} {day:%B %Y}"


async def test_interrupted_and_resumed_a_day_later_on_the_other_channel(stack: Stack) -> None:
    """The buyer begins on Telegram, corrects midway, asks something and leaves; asked after on the next day, they go on
    in the web chat."""
    phone = await enter(stack, "telegram", "huaxia-trade", "zh")
    await say(phone, "我要询价500个陶瓷花瓶", "500件")
    await say(phone, "送到上海，DAP", "DAP 上海")
    await say(phone, "不对，800个", "800件")
    await say(phone, "你们收佣金吗", "佣金")
    assert await ask_after_drafts(stack, noon_in(2)) >= 1
    expect(await hear(phone, "陶瓷花瓶"), "800件")
    desk = await enter(stack, "webchat", "huaxia-trade", "zh")
    await say(desk, "继续昨天的", "陶瓷花瓶", "800件", "DAP 上海")
    request = find_number("RFQ", await press(desk, "发送询价", "已发给"))
    await say(phone, f"{request}怎么样了", "800件")
    for door in (phone, desk):
        await door.close()


async def test_a_silent_supplier_and_an_expired_quotation(stack: Stack) -> None:
    buyer = await enter(stack, "webchat", "nordmarkt", "en")
    silent = await enter(stack, "telegram", "chengdu-silk", "zh")
    seller = await enter(stack, "webchat", "shenzhen-lumen", "en")
    last, valid = noon_in(12), noon_in(14)
    wish = "request quotes for 900 tote bags to Hamburg, FOB, from Chengdu Silk Road and Shenzhen Lumen"
    await say(buyer, f"{wish}, quotations by {write(last)}", "900 pieces", f"quotations by {last.day} {last:%b %Y}")
    request = find_number("RFQ", await say(buyer, "send it", "Sent to 2 suppliers"))
    await hear(silent, request)
    await say(seller, f"I quote 2.10 USD each for {request}, FOB, 20 days, valid until {write(valid)}", "$2.10")
    await press(seller, "Send the quotation", "has been sent")
    await hear(buyer, f"has quoted for your request {request}")

    await let_pass(stack, last - dt.timedelta(days=1), requests.DUE)
    expect(await hear(silent, "还在等您的报价"), request)
    expect(await hear(buyer, f"No answer yet to your request {request}"), "Chengdu Silk Road", "reminded")
    await let_pass(stack, last + dt.timedelta(days=1), requests.DUE)
    await hear(silent, "不再接受报价")
    await hear(buyer, f"The last day for quotations on your request {request}")
    await hear(seller, f"The last day for quotations on {request}")
    await let_pass(stack, valid + dt.timedelta(days=1), requests.DUE)
    expect(await hear(buyer, f"Your request {request}"), "has expired", "send it again")
    await hear(seller, "was valid until")
    await say(buyer, "accept the quotation of Shenzhen Lumen", "Expired", "Shall I ask Shenzhen Lumen")
    await say(buyer, f"repeat {request}", "900 pieces", "Hamburg", "Shall I send the request?")
    await say(buyer, "no")
    for door in (buyer, silent, seller):
        await door.close()


async def test_damaged_goods_without_an_answer(stack: Stack) -> None:
    buyer = await enter(stack, "telegram", "huaxia-trade", "zh")
    seller = await enter(stack, "webchat", "jingdezhen-ceramics", "zh")
    await say(buyer, "ORD-100666收到的杯子碎了20个，要求退款", "200件中的20件", "US$20.60")
    claim = find_number("CLM", await press(buyer, "提交索赔", "CLM-"))
    await hear(seller, claim)
    for days in range(1, 16):
        await let_pass(stack, noon_in(days), claims.DUE)
    await hear(seller, "仍在等待您的答复")
    expect(await hear(seller, "由我们的团队裁定；"), claim)
    expect(await hear(buyer, "未在期限内答复"), claim, "由我们的同事裁定")
    await say(buyer, f"{claim}怎么样了", "由我们的同事裁定")
    await say(seller, f"{claim}我们认，全额赔", "US$20.60")
    await say(seller, "是", "已接受索赔")
    await hear(buyer, "已接受您就订单ORD-100666提出的索赔")
    for door in (buyer, seller):
        await door.close()
