"""A clerk's day at a supplier: its own goods and figures, orders confirmed with a day, days late, quotations corrected."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, SUPPLIER, market, order, order_to_ship, question, quotation, request

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
CORRECTS = {"correct": ("correct", 0.9)}


@pytest.mark.parametrize("words", ["show me my products", "我店里挂了哪些"])
async def test_a_supplier_sees_its_own_listings_and_nobody_elses(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, SUPPLIER).says("own_products", words)
    assert answer.names == ["utter_own_products"]
    assert (await Chat(server, BUYER).says("own_products", words)).names == ["utter_suppliers_only"]


@pytest.mark.parametrize("words", ["what did we sell last month?", "上个月成交了多少"])
async def test_sales_of_a_period_are_counted_and_summed_up(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, "chengdu-silk").says("own_figures", words)
    assert answer.names == ["utter_own_sales"]
    page = await (await market()).orders.list_orders("chengdu-silk", limit=50)
    october = [one for one in page.orders if one.placed_at.month == 10 and one.state != "cancelled"]
    assert answer.values["count"] == len(october)


async def test_without_a_period_the_company_is_shown_as_buyers_see_it(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, SUPPLIER).says("own_figures", "how punctual are we")
    assert "utter_supplier" in answer.names


@pytest.mark.parametrize("intent", ["confirm_order", "ship_order", "report_production"])
async def test_an_order_is_confirmed_with_the_day_on_which_it_leaves(server: httpx.AsyncClient, intent: str) -> None:
    number, day = await order(), (dt.date(2026, 12, 21)).isoformat()
    chat = Chat(server, SUPPLIER)
    asked = await chat.says(intent, "we take it, it leaves on 21 December", order_number=number, date=day)
    assert asked.names == ["utter_confirm_order_leaving"]
    assert (await chat.says("affirm", "yes")).names == ["utter_order_confirmed_leaving"]
    confirmed = await (await market()).orders.access_order(SUPPLIER, number)
    assert (confirmed.state, str(confirmed.ships_on)) == ("accepted", day)


@pytest.mark.parametrize("words", ["five days late, the mould broke", "要晚5天，模具坏了"])
async def test_days_late_count_from_the_promised_day(server: httpx.AsyncClient, words: str) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    promised = (await (await market()).orders.access_order(SUPPLIER, number)).ships_on
    assert promised is not None
    asked = await chat.says("report_production", words, order_number=number)
    assert asked.names == ["utter_production_late_reason_confirm"]
    assert asked.values["day"]["value"] == str(promised + dt.timedelta(5))
    assert any(why in str(asked.values["reason"]) for why in ("the mould broke", "模具坏了"))


@pytest.mark.parametrize(
    ("words", "price", "days"),
    [("9.35 I meant", "9.35", 25), ("不对 9.35", "9.35", 25), ("9.35 and 18 days", "9.35", 18)],
)
async def test_a_sent_quotation_is_corrected_and_the_rest_stays(
    server: httpx.AsyncClient, words: str, price: str, days: int
) -> None:
    rfq = await request()
    await quotation(rfq)
    chat = Chat(server, SUPPLIER)
    await chat.says("view_leads", rfq_number=rfq)
    shown = await chat.says("inform", words, acts=CORRECTS)
    assert shown.names[-1] == "utter_quotation_confirm"
    said = shown.replies[-1]["values"]
    assert said["price"]["values"]["price"]["amount"] == price
    assert said["lead_time"]["value"] == days


async def test_a_price_and_days_in_one_correction_are_told_apart(server: httpx.AsyncClient) -> None:
    chat, rfq = Chat(server, SUPPLIER), await request()
    await chat.says("submit_quote", "quote 8.40, 25 days, moq 900", rfq_number=rfq)
    shown = await chat.says("inform", "make it 8.20 and 30 days. then send", acts=CORRECTS)
    values = shown.replies[-1]["values"]
    price = values["price"]["values"]
    assert price["price"]["values"]["price"]["amount"] in ("8.2", "8.20")
    assert "900" in str(price["moq"])
    assert values["lead_time"]["value"] == 30


async def test_a_request_is_found_by_its_bare_number_which_is_no_price(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    shown = await chat.says("submit_quote", f"给{rfq.removeprefix('RFQ-')}报价 9.6 20天")
    assert shown.values["number"] == rfq
    assert shown.values["price"]["values"]["price"]["amount"] == "9.6"


@pytest.mark.parametrize("words", ["{}, answer: yes, both sides", "{} 答复：两面都上"])
async def test_a_named_question_is_answered_without_its_address(server: httpx.AsyncClient, words: str) -> None:
    number, chat = await question(), Chat(server, SUPPLIER)
    shown = await chat.says("ask_moq", words.format(number), question_number=number)
    assert shown.names == ["utter_answer_confirm"]
    assert number not in str(shown.values["answer"])
