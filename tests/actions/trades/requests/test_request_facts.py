"""Questions about the request at hand, and about the quotations for it, are answered from the record."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
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
        ("huaxia-trade", "RFQ-10040", "我先问下含不含运费", "utter_terms_of_quotations_alike"),
        ("huaxia-trade", "RFQ-10040", "便宜那家交期多久", "utter_own_quotation_lead_time"),
        ("huaxia-trade", "RFQ-10040", "选哪家好，你分析一下", "utter_quotes_compared"),
        ("huaxia-trade", "RFQ-10040", "先别回绝另一家", "utter_quotes_stay"),
        ("nordmarkt", "RFQ-10023", "overall, which of them?", "utter_quotes_compared"),
        ("nordmarkt", "RFQ-10023", "is anyone below 2.70?", "utter_quotes_below"),
        ("nordmarkt", "RFQ-10023", "by when do they have to quote, until when is it open?", "utter_request_until"),
        ("nordmarkt", "RFQ-10036", "which is cheaper", "utter_quotes_best_price"),
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


async def test_what_an_offer_passed_on_and_what_follows_a_no(server: httpx.AsyncClient) -> None:
    chat = await about(server, "nordmarkt", "RFQ-10023")
    offer = {"amount": "2.55", "currency": "USD"}
    await chat.says("negotiate_price", "offer the cheapest one 2.55 dollars", price=offer)
    await chat.says("affirm", "yes")
    told = await chat.says("nlu_fallback", "what did you send them?", confidence=0.3, acts=ASKS)
    assert (told.names, "5000" in str(told.values)) == (["utter_passed_on_before"], True)
    then = await chat.says("contact_supplier", "and if they refuse?", confidence=0.3, acts=ASKS)
    assert then.names == ["utter_counter_if_declined"]


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


@pytest.mark.parametrize(
    ("words", "code", "response"),
    [
        ("and in the rfq i wrote cif or?", "CIF", "utter_request_asks_term"),
        ("in my request i wrote dap, right?", "DAP", "utter_request_asks_other_term"),
    ],
)
async def test_whether_a_request_asks_for_an_incoterm(
    server: httpx.AsyncClient, words: str, code: str, response: str
) -> None:
    told = await Chat(server, "lagos-home").says("faq_incoterms", words, acts=ASKS, incoterm=code)
    assert told.names == [response]
