"""Trades from the search to the reorder, with people on both sides, each in their own language and on their own channel; and
what goes wrong on the way."""

from __future__ import annotations

import json
import time

import httpx
import pytest

from bot.marketplace.events import PATH
from foundation.signatures import HEADER, sign_body
from tests.fakes import PATIENCE
from tests.fakes.whole.doors import enter
from tests.fakes.whole.stack import OPERATOR, Stack
from tests.fakes.whole.talks import expect, find_number, hear, press, say

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(name="stack")
def on_postgresql(stack_on_postgresql: Stack) -> Stack:
    return stack_on_postgresql


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
    await say(buyer, f"reorder {order}, but 300 this time", "Jingdezhen Yuyao", "300 pieces", "Hamburg")
    again = find_number("RFQ", await say(buyer, "yes", "300 pieces", "Jingdezhen Yuyao"))
    expect(await hear(seller, again), "300件")
    for door in (buyer, seller):
        await door.close()


async def test_three_quotations_side_by_side(stack: Stack) -> None:
    """One is in CNY, one on another Incoterm. The buyer bargains with one supplier, and orders on terms that both have
    confirmed."""
    buyer = await enter(stack, "webchat", "nordmarkt", "en")
    jingdezhen = await enter(stack, "telegram", "jingdezhen-ceramics", "zh")
    chengdu = await enter(stack, "webchat", "chengdu-silk", "zh")
    lumen = await enter(stack, "webchat", "shenzhen-lumen", "en")
    named = "Jingdezhen Yuyao, Chengdu Silk Road and Shenzhen Lumen"
    await say(buyer, f"request quotes for 600 tea cups to Hamburg, FOB, from {named}", "600 pieces", "Hamburg", "FOB")
    request = find_number("RFQ", await say(buyer, "send it", "Sent to 3 suppliers"))
    for supplier in (jingdezhen, chengdu, lumen):
        await hear(supplier, request)
    await say(jingdezhen, f"我要报价 {request}，每件7.50元，FOB，交期25天，含印logo", "¥7.50/件", "含印logo")
    await press(jingdezhen, "发送报价", "已发送")
    await say(chengdu, f"报价 {request}，1.20美元一件，FOB，30天", "US$1.20/件", "30天")
    await press(chengdu, "发送报价", "已发送")
    await say(lumen, f"I quote 1.10 USD each for {request}, DAP, 20 days", "$1.10", "DAP")
    await press(lumen, "Send the quotation", "has been sent")
    for supplier in ("Jingdezhen Yuyao", "Chengdu Silk Road", "Shenzhen Lumen"):
        await hear(buyer, f"{supplier} ")
    await say(buyer, f"compare the quotations for {request}", "CN¥7.50", "$1.20", "$1.10", "25 days", "20 days", "DAP")
    await say(buyer, "which is the lowest?", "Jingdezhen Yuyao", "Shenzhen Lumen")

    await say(buyer, "offer Jingdezhen Yuyao 6.80 CNY", "CN¥6.80", "CN¥4,080.00")
    await say(buyer, "yes", "Sent to Jingdezhen Yuyao")
    await hear(jingdezhen, "¥6.80")
    await say(jingdezhen, "最低7.20元", "¥7.20")
    await say(jingdezhen, "是", "已发给")
    await hear(buyer, "offers CN¥7.20")
    await say(buyer, "7.00 and we have a deal", "CN¥7.00", "CN¥4,200.00")
    await say(buyer, "yes", "Sent to Jingdezhen Yuyao")
    await hear(jingdezhen, "¥7.00")
    await press(jingdezhen, "接受出价", "¥7.00", "不再变动")
    await say(jingdezhen, "是", "达成一致")
    await hear(buyer, "has accepted your offer")
    await say(buyer, "accept", "CN¥7.00", "CN¥4,200.00")
    order = find_number("ORD", await say(buyer, "yes", "ORD-"))
    for supplier in (chengdu, lumen):
        await hear(supplier, request)
    await hear(jingdezhen, order)
    await say(jingdezhen, f"确认订单{order}", "¥4,200.00")
    await say(jingdezhen, "是", "已确认")
    await hear(buyer, "has confirmed your order")
    terms = f"TS-{order.partition('-')[2]}-1"
    await say(buyer, f"send me the term sheet for {order}", terms)
    await say(jingdezhen, f"{order}的条款确认书发我", terms)
    for door in (buyer, jingdezhen, chengdu, lumen):
        await door.close()


async def test_the_other_way_round(stack: Stack) -> None:
    """The buyer is Chinese and on Telegram, the seller English and on the web chat."""
    buyer = await enter(stack, "telegram", "huaxia-trade", "zh")
    seller = await enter(stack, "webchat", "shenzhen-lumen", "en")
    await say(buyer, "找LED面板灯", "LED面板灯")
    await say(buyer, "比较前两家", "准时交货率", "评分最高")
    await say(buyer, "向深圳流明询价：200个LED面板灯，送到上海，DAP", "深圳市流明贸易有限公司", "200件", "DAP 上海")
    request = find_number("RFQ", await press(buyer, "发送询价", "RFQ-"))
    await hear(seller, request)
    await say(seller, f"quote {request}: 9.10 USD per piece, DAP, 20 days, with CE label", "$9.10", "with CE label")
    await press(seller, "Send the quotation", "has been sent")
    expect(await hear(buyer, "US$9.10"), "DAP 上海", "20天")
    await say(buyer, "还价8.20美元", "US$8.20", "US$1,640.00")
    await say(buyer, "是", "已发给")
    await hear(seller, "offers $8.20")
    await say(seller, "8.80 is my best", "$8.80")
    await say(seller, "yes", "Sent to Huaxia")
    await hear(buyer, "US$8.80")
    await say(buyer, "8.50成交", "US$8.50", "US$1,700.00")
    await say(buyer, "是", "已发给")
    await hear(seller, "offers $8.50")
    await press(seller, "Accept the offer", "these terms are fixed")
    await say(seller, "yes", "Agreed with")
    await hear(buyer, "接受了您对")
    await say(buyer, "接受", "US$1,700.00")
    order = find_number("ORD", await say(buyer, "好的，下单", "ORD-"))
    await hear(seller, order)
    await say(seller, f"confirm {order}", "Shall I confirm it?")
    await say(seller, "yes", "is confirmed")
    await hear(buyer, "已确认您的订单")
    terms = f"TS-{order.partition('-')[2]}-1"
    await say(buyer, f"{order}的合同发我", terms)
    await say(seller, f"send me the term sheet of {order}", terms)
    await pay(stack, order, "deposit", "510")
    await hear(seller, "Deposit of $510.00, paid")
    await hear(buyer, "定金US$510.00，已支付")

    await say(seller, f"production of {order} has started", "has started")
    await say(seller, "yes", "has been told")
    await hear(buyer, "已开始生产")
    await say(seller, f"{order} is finished", "ready to be shipped")
    await say(seller, "yes", "has been told")
    shipped = f"120 pieces of {order} left today with DHL, tracking number 3318810025"
    await say(seller, shipped, "80 pieces still to come", "3318810025")
    await say(seller, "yes", "stays open until the rest has left")
    await hear(buyer, "尚余80件未发")
    await say(seller, f"the rest of {order} left with SF Express SF1098837261", "80 pieces", "SF1098837261")
    await say(seller, "yes", "reported as shipped")
    await hear(buyer, "SF1098837261")
    await say(buyer, f"{order}都收到了", "200件")
    await say(buyer, "是", "已登记为送达")
    await hear(seller, "has arrived")

    await say(buyer, f"{order}有12个灯碎了，要求退一部分钱", "200件中的12件", "US$102.00")
    claim = find_number("CLM", await say(buyer, "是", "CLM-"))
    expect(await hear(seller, claim), "12 pieces of 200 pieces", "in Chinese, not translated")
    await say(seller, "I offer 60 USD", claim, "$60.00")
    await say(seller, "yes", "$60.00")
    await hear(buyer, "US$60.00")
    await say(buyer, "接受", "US$60.00")
    await say(buyer, "是", "US$60.00")
    await hear(seller, "has accepted")
    await say(buyer, f"{order}再订一批一样的，改成300个", "深圳市流明贸易有限公司", "300件")
    again = find_number("RFQ", await say(buyer, "是", "RFQ-"))
    expect(await hear(seller, again), "300 pieces")
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
