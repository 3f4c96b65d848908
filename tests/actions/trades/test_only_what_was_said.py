"""A message changes the order, the listing or the quotation that it names, and a yes carries out what its question named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.trading import BUYER, SUPPLIER, market, order, quotation, request

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
YES = {"answer_yes": ("yes", 0.9)}
NO = {"answer_no": ("no", 0.9)}


@pytest.mark.parametrize("words", ["move delivery of {} to 20 January 2027", "{}交期推到2027-01-20"])
async def test_a_day_goes_to_the_order_whose_number_is_said(server: httpx.AsyncClient, words: str) -> None:
    first, second = await order(), await order()
    chat = Chat(server, BUYER, language="zh" if "交期" in words else "en")
    await chat.says("change_order", f"{first} 280", order_number=first, quantity={"value": 280, "unit": None})
    assert chat.values["order_number"] == first
    await chat.says("deny", "no", acts=NO)
    said: dict[str, Any] = {"order_number": second, "date": "2027-01-20"}
    await chat.says("change_order", words.format(second), **said)
    assert first not in str(chat.values), "the change that was declined is not taken up"
    if chat.task == "order_change":
        assert chat.values["order_number"] == second


async def test_values_without_a_listing_are_not_those_of_the_next(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "chengdu-silk")
    await chat.says("change_listing", "恢复销售")
    assert [each["of"] for each in chat.values["wanted"]] == ["step"]
    answer = await chat.says("change_listing", "丝巾库存改成500", product="丝巾", acts={"inform": ("value", 0.7)})
    assert answer.names[0] == "utter_task_aside"
    assert [each["of"] for each in chat.values["wanted"]] == ["stock"]


@pytest.mark.parametrize(
    ("words", "is_done"), [("yes, send", False), ("好，发吧", False), ("yes", True), ("go ahead", True)]
)
async def test_a_yes_to_send_accepts_no_quotation(server: httpx.AsyncClient, words: str, is_done: bool) -> None:
    rfq = await request()
    number = await quotation(rfq)
    chat = Chat(server, BUYER)
    asked = await chat.says("accept_quote", "accept it", rfq_number=rfq)
    assert asked.names == ["utter_accept_quote"]
    answer = await chat.says("affirm", words, acts=YES)
    assert answer.names == (["utter_quote_accepted"] if is_done else ["utter_accept_quote"])
    state = (await (await market()).rfqs.access_quotation(BUYER, number)).state
    assert state == ("accepted" if is_done else "open")


@pytest.mark.parametrize("intent", ["contact_supplier", "negotiate_price", "affirm"])
async def test_a_price_for_them_is_an_offer_and_no_yes(server: httpx.AsyncClient, intent: str) -> None:
    rfq = await request()
    await quotation(rfq)
    chat = Chat(server, BUYER)
    await chat.says("accept_quote", "the one in dollars", rfq_number=rfq)
    await chat.says(intent, "tell them 9.10 and we can talk")
    assert chat.task in ("counter_offer", "question")


@pytest.mark.parametrize("words", ["confirm all orders", "所有订单都确认", "accept all the orders", "全部确认"])
async def test_all_orders_that_wait_are_confirmed_with_one_yes(server: httpx.AsyncClient, words: str) -> None:
    waiting = {await order(), await order()}
    chat = Chat(server, SUPPLIER)
    asked = await chat.says("list_orders", words)
    assert asked.names == ["utter_confirm_orders"]
    held = chat.record["proposal"]["entities"]["orders"]
    assert waiting <= set(held)


async def test_the_supplier_with_the_most_of_its_name_is_meant(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    price = {"amount": "6.20", "currency": None}
    for words in ("offer jingdezhen yuyao 6.20 for RFQ-10036", "RFQ-10036给景德镇御窑还价6.20"):
        await chat.says("negotiate_price", words, rfq_number="RFQ-10036", price=price)
        assert chat.values["quotation"] == "QUO-20006"
        assert Decimal(chat.values["unit_price"]["amount"]) == Decimal("6.20")
        await chat.says("deny", "no", acts=NO)


@pytest.mark.parametrize(
    ("words", "intent"), [("repeat {} with 900", "change_request"), ("{}照旧再来一次，900套", "request_quote")]
)
async def test_a_request_is_repeated_with_another_quantity(server: httpx.AsyncClient, words: str, intent: str) -> None:
    rfq = await request()
    chat = Chat(server, BUYER)
    await chat.says("find_supplier", "led strips", product="led strips")
    quantity = {"quantity": {"value": 900, "unit": "set"}} if "套" in words else {}
    answer = await chat.says(intent, words.format(rfq), rfq_number=rfq, **quantity)
    assert answer.names[0] == "utter_request_repeats"
    assert chat.values["product"] == "tea sets"
    assert chat.values["quantity"] == {"value": "900", "unit": "set"}


async def test_it_is_the_request_that_was_talked_about(server: httpx.AsyncClient) -> None:
    rfq, _ = await request(), await request()
    chat = Chat(server, BUYER)
    await chat.says("check_quotes", rfq, rfq_number=rfq)
    answer = await chat.says("request_quote", "repeat it please")
    assert rfq in str(answer.replies[0]["values"])
    assert chat.values["product"] == "tea sets"


@pytest.mark.parametrize(
    "words", ["quotes from the first three suppliers for 600 tea cups", "前三家供应商，茶杯600个，询价"]
)
async def test_the_suppliers_pointed_at_get_the_request(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    shown = await chat.says("find_supplier", "tea cups", product="tea cups")
    assert len(shown.cards) > 3
    goods = {"product": "tea cups", "quantity": {"value": 600, "unit": "piece"}}
    await chat.says("request_quote", words, **goods)
    assert len(chat.values["suppliers"]) in (2, 3), "two of the three offers may be of one supplier"


@pytest.mark.parametrize("words", ["向第三家询价200个LED面板灯", "向深圳流明询价：200个LED面板灯"])
async def test_the_one_supplier_pointed_at_or_called_gets_the_request(server: httpx.AsyncClient, words: str) -> None:
    """People call a company by its own name, without the 市 after its city."""
    chat = Chat(server, "huaxia-trade")
    await chat.says("find_supplier", "找LED面板灯", product="LED面板灯")
    third = await (await market()).suppliers.access_listing(chat.slots["search"]["shown"][2])
    assert third.supplier.name.zh.startswith("深圳市流明")
    goods = {"product": "LED面板灯", "quantity": {"value": 200, "unit": "piece"}}
    await chat.says("request_quote", words, **goods)
    assert chat.values["suppliers"] == [third.supplier.slug]


@pytest.mark.parametrize(
    ("words", "intent"),
    [("{}: 9.40 at most, that stays with you", "check_quotes"), ("{}我最多出9.4，别跟供应商说", "inform")],
)
async def test_a_buyers_ceiling_is_kept_for_all_quotations_of_the_request(
    server: httpx.AsyncClient, words: str, intent: str
) -> None:
    rfq = await request()
    numbers = [await quotation(rfq), await quotation(rfq, "chengdu-silk")]
    chat = Chat(server, BUYER)
    answer = await chat.says(intent, words.format(rfq), rfq_number=rfq)
    assert answer.names == ["utter_limit_kept_of_buyer"]
    bargaining = (await market()).bargaining
    assert [await bargaining.find_limit(BUYER, number) for number in numbers] == [Decimal("9.4")] * 2
    assert [await bargaining.find_limit(SUPPLIER, numbers[0])] == [None]
