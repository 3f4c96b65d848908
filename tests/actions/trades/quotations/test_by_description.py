"""Quotations are accepted, countered and asked about by a description of them: "the 2.63 people", 快的那家."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from tests.fakes.actions.chat import Chat

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
ASKS = {"ask_about": ("ask", 0.8)}
WISHES = {"contact_supplier": ("wish", 0.6)}


async def about(server: httpx.AsyncClient, account: str, number: str, words: str = "") -> Chat:
    chat = Chat(server, account)
    await chat.says("check_quotes", number, rfq_number=number)
    if words:
        await chat.says("compare_suppliers", words, acts=ASKS)
    return chat


@pytest.mark.parametrize(
    ("account", "number", "words", "quotation", "price"),
    [
        ("nordmarkt", "RFQ-10023", "then ask the 2.63 people if they can do 2.50", "QUO-20002", "2.50"),
        ("nordmarkt", "RFQ-10023", "ask the one at 2.88 whether they would accept 2.75", "QUO-20001", "2.75"),
        ("nordmarkt", "RFQ-10023", "ask the 32 day supplier if they could do 2.55", "QUO-20003", "2.55"),
        ("huaxia-trade", "RFQ-10040", "问下6.81那家能不能做6.5", "QUO-20005", "6.5"),
        ("huaxia-trade", "RFQ-10040", "20天那家问问6.6行不行", "QUO-20005", "6.6"),
    ],
)
async def test_an_offer_to_the_one_with_a_figure(
    server: httpx.AsyncClient, account: str, number: str, words: str, quotation: str, price: str
) -> None:
    chat = await about(server, account, number)
    answer = await chat.says("contact_supplier", words, confidence=0.5, acts=WISHES)
    assert answer.names[-1] == "utter_counter_confirm", answer.names
    assert chat.values["quotation"] == quotation
    assert Decimal(chat.values["unit_price"]["amount"]) == Decimal(price)


@pytest.mark.parametrize(
    "words", ["make that 2.55, 2.50 is a bit rude", "2.50 would offend them, 2.55", "2.55，2.50太低了"]
)
async def test_the_price_that_is_rejected_is_not_the_price(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10023")
    await chat.says("negotiate_price", "ask the 2.63 people if they can do 2.50")
    await chat.says("negotiate_price", words, acts={"correct": ("correct", 0.8)})
    assert (chat.values["quotation"], Decimal(chat.values["unit_price"]["amount"])) == ("QUO-20002", Decimal("2.55"))


@pytest.mark.parametrize(
    ("account", "number", "before", "intent", "words", "quotation"),
    [
        ("nordmarkt", "RFQ-10036", "which is cheaper", "contact_supplier", "take them anyway. dont wait", "QUO-20006"),
        (
            "nordmarkt",
            "RFQ-10023",
            "which is the fastest",
            "place_order",
            "go with that one, just order it",
            "QUO-20002",
        ),
        ("nordmarkt", "RFQ-10036", "", "inform", "we go with the dollar one", "QUO-20007"),
        ("huaxia-trade", "RFQ-10040", "哪家快", "ask_lead_time", "行要快的，直接定", "QUO-20005"),
        ("huaxia-trade", "RFQ-10040", "哪家快", "place_order", "那就下单吧", "QUO-20005"),
    ],
)
async def test_a_quotation_is_taken_by_its_description_after_a_yes(
    server: httpx.AsyncClient, account: str, number: str, before: str, intent: str, words: str, quotation: str
) -> None:
    chat = await about(server, account, number, before)
    answer = await chat.says(intent, words, confidence=0.5)
    assert answer.names == ["utter_accept_quote"]
    assert answer.values["quotation"] == quotation


@pytest.mark.parametrize("words", ["should we take them?", "don't take them yet", "take them if they ship by Friday"])
async def test_what_does_not_take_a_quotation(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10036", "which is cheaper")
    assert "utter_accept_quote" not in (await chat.says("inform", words, confidence=0.5)).names


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("ask the yuan one if the cups are dishwasher safe", "Are the cups dishwasher safe?"),
        ("can I ask the 6.48 people whether they do gift boxes", "Do you do gift boxes?"),
        ("问下6.48那家能不能印logo", "能不能印logo"),
    ],
)
async def test_a_question_to_the_one_that_is_described(server: httpx.AsyncClient, words: str, message: str) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10036")
    answer = await chat.says("contact_supplier", words, product="cups" if "cups" in words else "")
    assert (answer.names, chat.task) == (["utter_question_confirm"], "question")
    assert chat.values["words"] == [message]


async def test_a_lead_time_beside_an_offer_is_asked_after_it_was_sent(server: httpx.AsyncClient) -> None:
    chat = await about(server, "huaxia-trade", "RFQ-10040")
    await chat.says("negotiate_price", "便宜那家 4块8行不", price={"amount": "4.8", "currency": "CNY"})
    beside = await chat.says("ask_lead_time", "再问下能不能22天", acts={"inform": ("value", 0.6)})
    assert beside.names == ["utter_counter_beside", "utter_counter_confirm"]
    sent = await chat.says("affirm", "发吧", acts={"answer_yes": ("yes", 0.9)})
    assert sent.names == ["utter_counter_sent", "utter_counter_ask_beside"]
    await chat.says("affirm", "好", acts={"answer_yes": ("yes", 0.9)})
    assert "能不能22天" in str(chat.record)


@pytest.mark.parametrize(
    ("account", "intent", "words", "quantity"),
    [
        ("lagos-home", "request_quote", "my request for 20 tonnes tomato paste, reduce it to 15", "15"),
        ("nordmarkt", "change_request", "my LED panel request, put it up to 2500 then maybe they wake up", "2500"),
        ("huaxia-trade", "inform", "我的毛巾询价单，改成3500", "3500"),
    ],
)
async def test_a_sent_request_is_changed_by_its_goods(
    server: httpx.AsyncClient, account: str, intent: str, words: str, quantity: str
) -> None:
    chat = Chat(server, account)
    goods = {"product": "毛巾"} if "毛巾" in words else {}
    answer = await chat.says(intent, words, confidence=0.6, **goods)
    assert answer.names == ["utter_change_confirm"] or chat.task == "request_change", answer.names
    assert Decimal(chat.values["change"]["quantity"]["value"]) == Decimal(quantity)
