"""A hurried clerk's day at a supplier: questions about all of its trades, parts of an order that add up, quotations changed by a
percentage, remarks that come along, and words that only point at what was shown."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from actions.marketplace.trades.requests.records import NewQuotation
from tests.fakes.actions.chat import Chat, at_hand
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import (
    BUYER,
    PRICE,
    SUPPLIER,
    key,
    market,
    order_in_parts,
    order_to_ship,
    question,
    quotation,
    request,
    sample,
)

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.9)}
TELLS = {"inform": ("value", 0.8)}
YES = {"answer_yes": ("yes", 0.9)}


@pytest.mark.parametrize("words", ["any new order?", "有什么新单"])
async def test_what_is_new_are_orders_and_requests(server: httpx.AsyncClient, words: str) -> None:
    rfq = await request()
    answer = await Chat(server, SUPPLIER).says("list_orders", words, acts=ASKS)
    assert answer.names == ["utter_new_trades"]
    assert rfq in str(answer.values)
    assert (await Chat(server, BUYER).says("list_orders", words, acts=ASKS)).names != ["utter_new_trades"]


@pytest.mark.parametrize("words", ["who hasn't paid yet?", "哪些还没付款", "边个未俾钱"])
async def test_what_is_owed_is_listed_over_all_orders(server: httpx.AsyncClient, words: str) -> None:
    first, second = await order_to_ship(), await order_to_ship()
    chat = Chat(server, SUPPLIER, at_hand(first))
    answer = await chat.says("payment_status", words, acts=ASKS)
    assert answer.names[0].startswith("utter_money_to_come")
    assert answer.values["count"] >= 2
    assert first != second


@pytest.mark.parametrize("words", ["is anybody chasing us?", "客户催了没有"])
async def test_who_waits_for_an_answer_is_said(server: httpx.AsyncClient, words: str) -> None:
    number = await question()
    answer = await Chat(server, SUPPLIER).says("view_leads", words, acts=ASKS)
    assert answer.names == ["utter_buyers_wait"]
    assert number in str(answer.replies)


@pytest.mark.parametrize("words", ["what did i quote lagos?", "给拉各斯报了多少"])
async def test_what_was_quoted_is_said_first(server: httpx.AsyncClient, words: str) -> None:
    await quotation(await request())
    answer = await Chat(server, SUPPLIER).says("out_of_scope", words, acts=ASKS)
    assert answer.names == ["utter_my_quote"]
    assert answer.values["price"]


@pytest.mark.parametrize("words", ["3% less please", "降3%"])
async def test_an_own_quotation_is_lowered_by_a_percentage(server: httpx.AsyncClient, words: str) -> None:
    rfq = await request()
    await quotation(rfq)
    chat = Chat(server, SUPPLIER, at_hand(rfq, "request"))
    answer = await chat.says("negotiate_price", words, acts={"correct": ("correct", 0.8)})
    assert answer.names == ["utter_quotation_revises", "utter_quotation_confirm"]
    assert chat.values["unit_price"]["amount"] == str((PRICE.amount * 97 / 100).quantize(PRICE.amount))


@pytest.mark.parametrize("words", ["same as last time but 3% less", "跟上次一样，便宜3%"])
async def test_an_earlier_quotation_for_like_goods_is_repeated(server: httpx.AsyncClient, words: str) -> None:
    await quotation(await request())
    rfq, chat = await request(), Chat(server, SUPPLIER)
    answer = await chat.says("submit_quote", words, rfq_number=rfq)
    assert "utter_quotation_as_before" in answer.names
    assert chat.values["lead_days"] == 25


@pytest.mark.parametrize(
    ("words", "notes"),
    [
        ("9.8 usd, 20 days, FOB, sample 10 usd, min 50 sets", ("sample 10 usd",)),
        ("9.8美元 20天 FOB 最少50套 样品免费 附检测报告", ("样品免费", "附检测报告")),
    ],
)
async def test_what_goes_with_a_price_is_noted(server: httpx.AsyncClient, words: str, notes: tuple[str, ...]) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said: dict[str, Any] = {"price": {"amount": "9.8", "currency": "USD"}, "incoterm": "FOB"}
    answer = await chat.says("submit_quote", words, rfq_number=rfq, **said)
    assert answer.names == ["utter_quotation_confirm_noted"]
    assert all(note in chat.values["note"] for note in notes)
    assert chat.values["moq"] == "50"
    assert chat.values["lead_days"] == 20


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("half today, the rest on friday", "150"),
        ("分两批，先发100，剩下200下周五", "100"),
        ("100 first, the rest later", "100"),
    ],
)
async def test_two_parts_add_up(server: httpx.AsyncClient, words: str, part: str) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    answer = await chat.says("ship_order", words, order_number=number, date="2026-12-04")
    assert answer.names[-1] == "utter_ship_tracking"
    assert chat.values["part"] == {"value": part, "unit": "set"}
    await chat.says("inform", "不对，先发120", acts={"correct": ("correct", 0.8)})
    assert chat.values["part"]["value"] == "120"


@pytest.mark.parametrize(
    "words", ["the first tracking number is wrong, it is 3318810036", "第一个单号错了，是3318810036"]
)
async def test_the_shipment_that_is_pointed_at_is_corrected(server: httpx.AsyncClient, words: str) -> None:
    number = await order_in_parts()
    chat = Chat(server, SUPPLIER, at_hand(number))
    answer = await chat.says("ship_order", words, order_number=number, tracking_number="3318810036")
    assert answer.names == ["utter_tracking_confirm"]
    assert answer.values["old"]["value"] == "3318810025"


async def test_letters_of_a_number_name_its_carrier(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    words = "2 parcels, 200 by DHL 3318810025 and 100 by SF1098837261"
    said = ["3318810025", "SF1098837261"]
    await chat.says("ship_order", words, order_number=number, carrier="DHL", tracking_number=said)
    assert (chat.values["carrier"], chat.values["then"][0]["carrier"]) == ("DHL", "SF Express")


@pytest.mark.parametrize("words", ["postponed to 4 December", "推迟到12月4号"])
async def test_a_day_before_the_promised_one_is_not_late(server: httpx.AsyncClient, words: str) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    answer = await chat.says("report_production", words, order_number=number, date="2026-12-04")
    assert answer.names == ["utter_production_earlier_confirm"]


@pytest.mark.parametrize("words", ["tell them that", "跟他们说一声"])
async def test_what_was_shown_of_a_payment_becomes_a_reminder(server: httpx.AsyncClient, words: str) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    await chat.says("payment_status", "did they pay?", order_number=number, acts=ASKS)
    answer = await chat.says("contact_supplier", words)
    assert answer.names == ["utter_question_confirm"]
    assert number in str(chat.values["words"])
    assert words not in str(chat.values["words"])


@pytest.mark.parametrize("words", ["ok tell them", "好，跟他们说一声"])
async def test_tell_them_is_the_yes_to_a_question_whose_yes_tells_them(server: httpx.AsyncClient, words: str) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    await chat.says("decline_quote", "we do not quote", rfq_number=rfq)
    assert (await chat.says("contact_supplier", words, acts=YES)).names == ["utter_lead_refused"]


@pytest.mark.parametrize("words", ["tell them yes", "跟他说可以"])
async def test_what_is_told_answers_the_only_question(server: httpx.AsyncClient, words: str) -> None:
    for one in await (await market()).questions.list_questions(SUPPLIER, ("asked",), limit=100):
        if one.is_own:
            continue
        await (await market()).questions.answer(SUPPLIER, one.number, "yes", key(), "v1")
    number, chat = await question(), Chat(server, SUPPLIER)
    answer = await chat.says("contact_supplier", words)
    assert answer.names == ["utter_answer_confirm"]
    assert chat.values["question_number"] == number


@pytest.mark.parametrize("words", ["ok remind them the balance", "催他们付尾款"])
async def test_a_reminder_answers_no_question_that_waits(server: httpx.AsyncClient, words: str) -> None:
    for one in await (await market()).questions.list_questions(SUPPLIER, ("asked",), limit=100):
        if not one.is_own:
            await (await market()).questions.answer(SUPPLIER, one.number, "yes", key(), "v1")
    await question()
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await chat.says("payment_status", number, order_number=number)
    await chat.says("payment_status", words)
    assert chat.task == "question"


@pytest.mark.parametrize("words", ["yes", "是"])
async def test_a_yes_is_no_message(server: httpx.AsyncClient, words: str) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    await chat.says("contact_supplier", "message", order_number=number)
    assert chat.task == "question"
    await chat.says("affirm", words, acts={"answer": ("value", 0.8)})
    assert not chat.values.get("words")


@pytest.mark.parametrize("words", ["ok, we send it, it costs 20 usd", "可以寄，收20美金"])
async def test_a_sample_is_answered_by_a_price(server: httpx.AsyncClient, words: str) -> None:
    number = await sample()
    chat = Chat(server, SUPPLIER)
    await chat.says("sample_status", "有样品要寄吗", sample_number=number, acts=ASKS)
    answer = await chat.says("inform", words, price={"amount": "20", "currency": "USD"}, acts=TELLS)
    assert chat.task == "sample_cost", answer.names


async def test_another_order_s_report_is_no_part_of_a_message(server: httpx.AsyncClient) -> None:
    first, second = await order_to_ship(), await order_to_ship()
    chat = Chat(server, SUPPLIER)
    await chat.says("contact_supplier", "tell them the kiln is lit", order_number=first)
    assert chat.task == "question"
    await chat.says("report_production", f"{second} 要晚三天", order_number=second)
    assert chat.task == "production"


async def test_quoting_takes_a_refusal_back_in_the_list_of_leads(server: httpx.AsyncClient) -> None:
    rfq = await request()
    await (await market()).quoting.decline_request(SUPPLIER, rfq, None, key())
    chat = Chat(server, SUPPLIER)
    assert rfq not in str((await chat.says("view_leads", "求购")).replies)
    assert await (await market()).quoting.submit_quotation(SUPPLIER, rfq, NewQuotation(PRICE, 25, "FOB"), key())
    assert rfq in str((await chat.says("view_leads", "求购")).replies)
