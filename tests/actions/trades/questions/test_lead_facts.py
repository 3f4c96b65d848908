"""What a supplier asks about a buyer's request is answered from the request: whatever its words mean alone, and also amid a
quotation."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
LUMEN, SILK, TOMATO = "shenzhen-lumen", "chengdu-silk", "xinjiang-tomato"
ASKS = {"ask_about": ("ask", 0.9)}
PRICE = {"amount": "880", "currency": "USD"}


@pytest.mark.parametrize(
    ("account", "intent", "words", "number"),
    [
        (LUMEN, "nlu_fallback", "the panels one, what exactly do they want", "RFQ-10032"),
        (TOMATO, "order_status", "最新那个要番茄酱的 多少量 到哪", "RFQ-10031"),
        (TOMATO, "faq_shipping_time", "the newest inquiry, how many tonnes and to which port", "RFQ-10031"),
        (SILK, "out_of_scope", "里昂那个要什么", "RFQ-10027"),
        ("jingdezhen-ceramics", "faq_customs_duty", "the enquiry from porto, what is it about", "RFQ-10025"),
    ],
)
async def test_the_request_that_is_meant_is_shown(
    server: httpx.AsyncClient, account: str, intent: str, words: str, number: str
) -> None:
    chat = Chat(server, account)
    answer = await chat.says(intent, words)
    assert answer.names[0].startswith("utter_lead_")
    assert answer.replies[0]["values"]["number"] == number
    assert chat.about("request") == number


@pytest.mark.parametrize(
    ("intent", "words", "said"),
    [
        ("ask_lead_time", "by when must i answer", "utter_lead_due"),
        ("my_quotes", "截止哪天报价", "utter_lead_due"),
        ("supplier_details", "他们要多少条", "utter_lead_amount"),
        ("out_of_scope", "what was their quantity again", "utter_lead_amount"),
        ("faq_shipping_cost", "where to?", "utter_lead_place"),
        ("ask_price", "他们目标价多少", "utter_lead_target"),
        ("faq_supplier_verification", "which certificates do they need", "utter_lead_certificates"),
        ("order_status", "when do they need it?", "utter_lead_needed_open"),
    ],
)
async def test_a_short_question_is_about_the_request_at_hand(
    server: httpx.AsyncClient, intent: str, words: str, said: str
) -> None:
    chat = Chat(server, SILK)
    chat.record = at_hand("RFQ-10027", "request")
    assert (await chat.says(intent, words, acts=ASKS)).names == [said]


@pytest.mark.parametrize("words", ["how many was it?", "数量是多少来着"])
async def test_amid_a_quotation_the_open_question_comes_again(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, LUMEN)
    chat.record = at_hand("RFQ-10032", "request")
    await chat.says("submit_quote", "7.85 usd each", price={"amount": "7.85", "currency": "USD"})
    answer = await chat.says("supplier_details", words, acts=ASKS)
    assert answer.names == ["utter_lead_amount", "utter_quotation_days_again"]
    assert chat.values["unit_price"]["amount"] == "7.85"


@pytest.mark.parametrize("words", ["which shade of white shall it be?", "要什么色温的"])
async def test_what_no_request_says_is_offered_to_be_asked(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, LUMEN)
    chat.record = at_hand("RFQ-10032", "request")
    topic = await chat.says("out_of_scope", words, acts=ASKS)
    assert topic.names[0] in ("utter_lead_not_said", "utter_lead_named")
    if topic.names == ["utter_lead_not_said"]:
        await chat.says("affirm", "yes please", acts={"answer_yes": ("yes", 0.9)})
        assert chat.values["words"] == [words]


@pytest.mark.parametrize("words", ["did they buy from us before?", "这家以前买过咱们的吗"])
async def test_what_is_asked_of_the_own_trades_is_not_about_the_request(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, TOMATO)
    chat.record = at_hand("RFQ-10031", "request")
    assert not [name for name in (await chat.says("out_of_scope", words, acts=ASKS)).names if "lead" in name]


async def test_an_order_for_the_same_goods_is_still_an_order(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, TOMATO).says("order_status", "where is the tomato paste order?", product="tomato paste")
    assert not [name for name in answer.names if "lead" in name]


@pytest.mark.parametrize("words", ["880 per ton, CIF, 25 days", "880一吨 CIF 25天"])
async def test_terms_after_a_request_quote_for_it(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, TOMATO)
    chat.record = at_hand("RFQ-10031", "request")
    await chat.says("inform", words, acts=ANSWER, price=PRICE, incoterm="CIF")
    assert (chat.values["rfq_number"], chat.values["lead_days"]) == ("RFQ-10031", 25)


@pytest.mark.parametrize("words", ["90 a ton, 30 days", "90一吨 30天交货"])
async def test_terms_after_several_requests_are_kept_for_the_chosen_one(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, TOMATO)
    await chat.says("view_leads", "open requests?")
    answer = await chat.says("inform", words, acts=ANSWER)
    assert answer.names[0] == "utter_quotation_for_which"
    await chat.says("inform", "FOB", acts=ANSWER, incoterm="FOB")
    await chat.says("inform", "the second one", acts={"point": ("value", 0.9)})
    assert (chat.values["unit_price"]["amount"], chat.values["lead_days"]) == ("90", 30)
    assert chat.values["incoterm"] == "FOB"


@pytest.mark.parametrize(
    ("words", "number"), [("2900 a ton, 30 days", "RFQ-10028"), ("报980一吨 30天交货", "RFQ-10031")]
)
async def test_the_price_shows_for_which_of_several_requests_it_is(
    server: httpx.AsyncClient, words: str, number: str
) -> None:
    chat = Chat(server, TOMATO)
    await chat.says("view_leads", "open requests?")
    await chat.says("submit_quote", words, acts={"submit_quote": ("wish", 0.9)})
    assert chat.values["rfq_number"] == number


async def test_the_request_that_a_list_presents_is_at_hand(server: httpx.AsyncClient) -> None:
    chat = Chat(server, TOMATO)
    shown = await chat.says("view_leads", "有新询盘没有")
    assert shown.names == ["utter_leads"]
    answer = await chat.says("order_status", "他要多少量", acts=ASKS)
    assert (answer.names, answer.replies[0]["values"]["number"]) == (["utter_lead_amount"], "RFQ-10031")


async def test_the_request_for_a_named_place_is_shown_alone(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    answer = await chat.says("view_leads", "please open the Porto request")
    assert (answer.names, chat.about("request")) == (["utter_lead_named"], "RFQ-10025")


async def test_another_incoterm_than_that_of_the_request_is_explained(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    chat.record = at_hand("RFQ-10025", "request")
    answer = await chat.says("faq_incoterms", "would CIF be possible as well?", acts=ASKS, incoterm="CIF")
    assert answer.names == ["utter_incoterms_named"]


@pytest.mark.parametrize("words", ["能看到别家报多少吗", "can i see what others are quoting"])
async def test_quotations_of_others_are_private(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    chat.record = at_hand("RFQ-10036", "request")
    assert (await chat.says("faq_data_privacy", words, acts=ASKS)).names == ["utter_rivals_private"]


@pytest.mark.parametrize(("words", "currency"), [("美金哈", "USD"), ("sorry, in euros", "EUR"), ("人民币", "CNY")])
async def test_a_currency_alone_changes_that_of_the_price(server: httpx.AsyncClient, words: str, currency: str) -> None:
    chat = Chat(server, TOMATO)
    chat.record = at_hand("RFQ-10031", "request")
    await chat.says("submit_quote", "880 per ton", price={"amount": "880", "currency": "GBP"})
    await chat.says("inform", words, acts={"correct": ("correct", 0.9)})
    assert chat.values["unit_price"] == {"amount": "880", "currency": currency}


@pytest.mark.parametrize("words", ["总共是多少", "what does it come to?"])
async def test_the_total_of_a_complete_quotation_is_said(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, TOMATO)
    chat.record = at_hand("RFQ-10031", "request")
    await chat.says("submit_quote", "880 per ton, CIF, 25 days", price=PRICE, incoterm="CIF")
    assert "utter_quotation_total" in (await chat.says("own_figures", words, acts=ASKS)).names


async def test_a_sure_question_about_a_claim_is_not_about_the_request(server: httpx.AsyncClient) -> None:
    chat = Chat(server, SILK)
    chat.record = at_hand("RFQ-10027", "request")
    answer = await chat.says("claim_status", "那个索赔要啥 数量多少", 0.95, acts=ASKS, fact="claim_wish")
    assert not answer.names[0].startswith("utter_lead_")


@pytest.mark.parametrize("words", ["他要的是FOB还是CIF", "does he want CIF or FOB?"])
async def test_the_incoterm_that_the_buyer_wants_is_of_the_request(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "xinjiang-tomato")
    await chat.says("view_leads", "RFQ-10031", rfq_number="RFQ-10031")
    answer = await chat.says("faq_incoterms", words, acts={"ask_about": ("ask", 0.7)}, incoterm="CIF")
    assert answer.names[0] == "utter_lead_terms"
    assert answer.values["number"] == "RFQ-10031"
