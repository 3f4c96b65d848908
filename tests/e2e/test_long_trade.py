"""Trades from the search to the reorder, with people on both sides, each in their own language and on their own channel; and
what goes wrong on the way."""

from __future__ import annotations

import asyncio
import json
import re
import time

import httpx
import pytest

from bot.marketplace.events import PATH
from foundation.signatures import HEADER, sign_body
from tests.fakes import PATIENCE
from tests.fakes.whole.doors import Door, TelegramDoor, WebDoor, enter
from tests.fakes.whole.stack import OPERATOR, Stack

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(name="stack")
def on_postgresql(stack_on_postgresql: Stack) -> Stack:
    return stack_on_postgresql


async def hear(door: Door, words: str) -> str:
    """Returns what somebody is told without having asked."""
    if isinstance(door, WebDoor):
        told = await door.client.wait(lambda frame: frame["type"] == "message" and words in frame["text"], PATIENCE)
        return str(told["text"])
    assert isinstance(door, TelegramDoor)
    async with asyncio.timeout(PATIENCE):
        while words not in (text := (await door.person.receives(timeout=PATIENCE)).text):
            pass
    return text


def find_number(kind: str, text: str) -> str:
    found = re.search(rf"{kind}-\d+", text)
    assert found, text
    return found[0]


async def pay(stack: Stack, order: str, kind: str, amount: str) -> None:
    """Lets the operator's own system say that a payment has arrived."""
    now = int(time.time())
    data = {"payment_id": f"P-{order}-{kind}", "order_id": order, "kind": kind, "state": "paid", "amount": amount}
    day = time.strftime("%Y-%m-%d", time.gmtime(now))
    at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(now))
    event = {"id": f"{order}-{kind}", "type": "payment.put", "at": at, "data": data | {"paid_at": day}}
    body = json.dumps({"events": [event]}).encode()
    async with httpx.AsyncClient(base_url=stack.address, trust_env=False, timeout=PATIENCE) as client:
        answer = await client.post(PATH, content=body, headers={HEADER: sign_body(OPERATOR, "shop", now, body)})
    assert answer.json()["results"][0]["outcome"] == "done", answer.text


async def say(door: Door, text: str, *words: str) -> str:
    """Says the text, and returns what comes back with these words. News may come before it on Telegram."""
    shown = await door.says(text)
    for word in words:
        if word not in shown and isinstance(door, TelegramDoor):
            shown += "\n" + await hear(door, word)
    return expect(shown, *words)


def expect(text: str, *words: str) -> str:
    for word in words:
        assert word in text, f"{word!r} is not in {text!r}"
    return text


async def test_from_the_search_to_the_part_refund(stack: Stack) -> None:
    buyer = await enter(stack, "webchat", "nordmarkt", "en")
    seller = await enter(stack, "telegram", "jingdezhen-ceramics", "zh")
    await say(buyer, "looking for porcelain tea cups", "tea cups", "Jingdezhen")
    await say(buyer, "compare the first two suppliers", "delivered on time", "best rated")
    await say(buyer, "request quotes for 200 tea cups to Hamburg, FOB", "200 pieces", "Hamburg", "FOB")
    sent = expect(await buyer.presses("Send the request"), "Sent to", "Jingdezhen Yuyao")
    request = find_number("RFQ", sent)

    expect(await hear(seller, request), "200件")
    await say(seller, f"我要报价 {request}，每件7.50元，FOB，交期25天，含印logo", "¥7.50/件", "含印logo")
    await say(seller, "发送报价", "已发送")
    expect(await hear(buyer, f"quoted for your request {request}"), "CN¥7.50")
    offer = await buyer.says(f"offer 6.80 CNY each for {request}, my limit is 7.10 CNY, keep that to yourself")
    expect(offer, "CN¥6.80", "CN¥1,360.00", "CN¥7.10 stays between you and me")
    await buyer.says("yes")
    assert "7.10" not in await hear(seller, "¥6.80")
    await say(seller, "7.20元可以", "¥7.20")
    await seller.says("是的")
    await hear(buyer, "CN¥7.20")
    await say(buyer, "I offer 7.00 CNY", "CN¥7.00", "CN¥1,400.00")
    await buyer.says("yes")
    await hear(seller, "¥7.00")
    await say(seller, "接受", "不再变动")
    await say(seller, "是", "达成一致")
    await hear(buyer, "has accepted your offer")
    await say(buyer, "accept", "CN¥7.00", "CN¥1,400.00", "Shall I accept it?")
    order = find_number("ORD", await buyer.says("yes"))

    await hear(seller, order)
    await seller.says(f"确认订单{order}")
    await say(seller, "是", "已确认")
    await hear(buyer, "has confirmed your order")
    await say(buyer, f"send me the proforma invoice for {order}", f"PI-{order.partition('-')[2]}-1")
    await pay(stack, order, "deposit", "420")
    await hear(seller, "定金")
    paid = await say(buyer, f"is the deposit for {order} paid?", "Deposit: CN¥420.00, paid on")
    assert paid.count("Deposit: ") <= 2, "one deposit, in the sentence and on the card"

    await seller.says(f"{order}开始生产了")
    await say(seller, "是", "开始生产")
    await hear(buyer, order)
    await seller.says(f"{order}生产完成")
    await seller.says("是")
    await say(seller, f"{order}先发120件，DHL，单号3318810025", "120件", "80件待发")
    await seller.says("是")
    await say(buyer, f"where is {order}", "120 pieces have been shipped", "80 pieces are still to come")
    await say(seller, f"{order}剩下的都发了，顺丰 SF1098837261", "80件", "SF1098837261")
    await seller.says("是")
    await hear(buyer, "SF1098837261")
    await say(buyer, f"{order} has arrived", "Which one has arrived?")
    await say(buyer, "all of them", "200 pieces")
    await say(buyer, "yes", "recorded as delivered")

    claimed = await buyer.says(f"12 of the cups in {order} are broken, I want part of the money back")
    expect(claimed, "12 pieces of 200 pieces", "CN¥84.00")
    claim = find_number("CLM", await buyer.says("yes"))
    expect(await hear(seller, claim), "12件")
    await say(seller, f"{claim} 赔偿50元", "¥50.00")
    await seller.says("是")
    await hear(buyer, "offers CN¥50.00")
    await say(buyer, "accept the offer", "Do you accept CN¥50.00")
    await say(buyer, "yes", "Settled", "CN¥50.00")
    await say(buyer, f"is my refund for {order} paid?", "CN¥50.00", "under way")
    for door in (buyer, seller):
        await door.close()


async def test_a_declined_order(stack: Stack) -> None:
    """The buyer is Chinese and on Telegram, the seller English and on the web chat. The goods go where the Incoterm says."""
    buyer = await enter(stack, "telegram", "huaxia-trade", "zh")
    seller = await enter(stack, "webchat", "shenzhen-lumen", "en")
    await say(buyer, "我要询价，300个LED面板灯，送到中国杭州，DAP", "300件", "DAP 杭州")
    request = find_number("RFQ", await buyer.says("发送询价"))
    await hear(seller, request)
    quoted = await seller.says(f"I quote 9.10 USD each for {request}, DAP, 20 days")
    expect(quoted, "$9.10", "DAP Hangzhou", "$2,730.00")
    await seller.says("send it")
    await hear(buyer, "US$9.10")
    await say(buyer, "还价8.50美元", "US$8.50", "US$2,550.00")
    await buyer.says("是")
    await hear(seller, "$8.50")
    await seller.says("accept")
    await say(seller, "yes", "Agreed with")
    await hear(buyer, "US$8.50")
    await say(buyer, "接受", "US$2,550.00")
    order = find_number("ORD", await buyer.says("是"))
    await hear(seller, order)
    await say(seller, f"I have to decline order {order}, the panels are out of stock", "out of stock")
    await say(seller, "yes", "is declined")
    expect(await hear(buyer, order), "没有接受", "out of stock")
    await say(buyer, f"{order}到哪了", "已取消")
    for door in (buyer, seller):
        await door.close()


async def test_cancelled_in_production_and_a_wrong_tracking_number(stack: Stack) -> None:
    buyer = await enter(stack, "telegram", "nordmarkt", "en")
    silk = await enter(stack, "webchat", "chengdu-silk", "zh")
    await say(buyer, "cancel ORD-100841", "has to agree", "$8,376.00")
    await buyer.says("yes")
    await hear(silk, "ORD-100841")
    await say(silk, "同意取消ORD-100841", "US$8,376.00")
    await silk.says("是")
    expect(await hear(buyer, "ORD-100841"), "agreed")
    pottery = await enter(stack, "webchat", "jingdezhen-ceramics", "zh")
    await say(pottery, "ORD-100234的运单号错了，正确的是COSU6341180199", "COSU6341180199")
    await pottery.says("是")
    expect(await hear(buyer, "COSU6341180199"), "corrected")
    for door in (buyer, silk, pottery):
        await door.close()


async def test_corrected_midway_and_goods_that_came_damaged(stack: Stack) -> None:
    buyer = await enter(stack, "webchat", "lagos-home", "en")
    await say(buyer, "I need quotes for 500 silk scarves to Lagos", "500 pieces")
    await say(buyer, "sorry, 800 not 500", "800 pieces")
    claimed = await buyer.says("30 of the tea cups in ORD-100859 arrived broken, I want my money back")
    expect(claimed, "30 pieces of 500 pieces", "$30.90")
    claim = find_number("CLM", await buyer.says("yes"))
    await say(buyer, f"have your team decide about claim {claim}", claim)
    expect(await buyer.presses("Have the team decide"), "Shall our team decide")
    expect(await buyer.presses("Have the team decide"), "is now with our team")
    await buyer.close()
