"""Questions about the request at hand, and about the quotations for it, are answered from the record."""

from __future__ import annotations

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from tests.fakes.actions.chat import Chat

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
ActionExecutor().register_package("actions")
ASKS = {"ask_about": ("ask", 0.8)}
POINTS = {"point": ("value", 0.8)}


async def about(server: httpx.AsyncClient, account: str, number: str) -> Chat:
    chat = Chat(server, account)
    await chat.says("check_quotes", number, rfq_number=number)
    return chat


@pytest.mark.parametrize(
    ("account", "number", "words", "response"),
    [
        ("lagos-home", "RFQ-10031", "who did you send it to", "utter_request_went_to"),
        ("lagos-home", "RFQ-10031", "how many suppliers got it?", "utter_request_went_to"),
        ("huaxia-trade", "RFQ-10040", "发给几家了", "utter_request_went_to"),
        ("lagos-home", "RFQ-10031", "how many days remain", "utter_request_until"),
        ("huaxia-trade", "RFQ-10040", "还有几天截止", "utter_request_until"),
        ("huaxia-trade", "RFQ-10040", "第一家交期短还是第二家", "utter_quotes_best_lead_time"),
        ("nordmarkt", "RFQ-10023", "which is cheaper", "utter_quotes_best_price"),
        ("huaxia-trade", "RFQ-10040", "哪家评分高", "utter_quotes_best_rating"),
        ("huaxia-trade", "RFQ-10040", "我先问下含不含运费", "utter_terms_of_quotations"),
    ],
)
async def test_a_fact_of_the_request(
    server: httpx.AsyncClient, account: str, number: str, words: str, response: str
) -> None:
    answer = await (await about(server, account, number)).says("nlu_fallback", words, confidence=0.3, acts=ASKS)
    assert answer.names == [response]
    assert number in str(answer.values)


async def test_the_others_and_the_best_of_them_and_its_supplier(server: httpx.AsyncClient) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10023")
    others = await chat.says("inform", "the other two", acts=POINTS)
    assert (others.names, len(others.values["quotations"]["items"])) == (["utter_quotes_others"], 2)
    best = await chat.says("compare_suppliers", "quickest of the three", acts=POINTS)
    assert best.names == ["utter_quotes_best_lead_time"]
    profile = await chat.says("supplier_details", "whats their rating, that quick one", acts=ASKS)
    assert profile.names == ["utter_supplier"], profile.names
    assert str(best.values["supplier"]) in str(profile.values)


async def test_a_request_is_found_by_its_goods(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home")
    answer = await chat.says("check_quotes", "who got the tomato paste request", product="tomato paste")
    assert answer.names == ["utter_request_went_to"]


@pytest.mark.parametrize("words", ["would they do 10 cents less", "10 cents off and we have a deal"])
async def test_cents_less_are_no_price(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10023")
    await chat.says("compare_suppliers", "the quickest", acts=POINTS)
    await chat.says("negotiate_price", words, price={"amount": "0.10", "currency": "USD"})
    assert float(chat.values["unit_price"]["amount"]) > 2


async def test_one_incoterm_is_explained(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, "huaxia-trade").says("faq_incoterms", "DAP是到我仓库的意思吧", incoterm="DAP")
    assert answer.names == ["utter_incoterms_named"]
    assert "DAP" in str(answer.values)
    assert (await Chat(server).says("faq_incoterms", "what are incoterms")).names == ["utter_faq_incoterms"]
