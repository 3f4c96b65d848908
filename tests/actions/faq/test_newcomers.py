"""What newcomers ask about the marketplace is answered by the very thing that they ask."""

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


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


@pytest.mark.parametrize(
    ("intent", "words", "response"),
    [
        ("faq_fees", "so do I pay you lot or the factory?", "utter_market_pay_whom"),
        ("faq_fees", "货款是付给平台还是给工厂", "utter_market_pay_whom"),
        ("report_problem", "and who's responsible if the stuff turns up broken", "utter_market_wrong"),
        ("report_problem", "万一收到货不对怎么办", "utter_market_wrong"),
        ("faq_inspection", "can i visit the factory before i order?", "utter_market_visit"),
        ("find_supplier", "可唔可以去廠房睇下", "utter_market_visit"),
        ("faq_supplier_verification", "谁来验厂的", "utter_market_who_verifies"),
        ("out_of_scope", "do you visit the factories yourselves?", "utter_faq_supplier_verification"),
        ("faq_inspection", "能帮我去厂里验货吗", "utter_faq_inspection"),
        ("faq_payment_methods", "要先付全款吗", "utter_market_all_upfront"),
        ("place_order", "怎么下单啊", "utter_meaning_beginning"),
        ("faq_fees", "what do you sell", "utter_market_sells"),
        ("request_invoice", "GST invoice will be given?", "utter_invoice_general"),
        ("accept_quote", "do i have to accept a quote", "utter_market_commitment"),
        ("compare_suppliers", "so who has the final say?", "utter_market_decides"),
        ("faq_payment_methods", "what if I pay by paypal?", "utter_market_outside"),
        ("faq_buyer_protection", "who pays the freight", "utter_market_who_pays_freight"),
        ("faq_shipping_cost", "海运费谁承担", "utter_market_who_pays_freight"),
        ("faq_payment_methods", "is a down payment normal?", "utter_market_deposit"),
        ("out_of_scope", "账号怎么注册", "utter_market_register_how"),
    ],
)
async def test_the_very_question_is_answered(visitor: Chat, intent: str, words: str, response: str) -> None:
    answer = await visitor.says(intent, words, acts=ASKS)
    assert answer.names == [response]


async def test_what_is_wrong_with_an_order_is_no_question_of_a_newcomer(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, "nordmarkt")
    await buyer.says("order_status", "ORD-100234", order_number="ORD-100234")
    answer = await buyer.says("report_problem", "what if they are broken", acts=ASKS)
    assert answer.names != ["utter_market_wrong"]


async def test_the_supplier_at_hand_may_be_asked_for_a_visit(visitor: Chat) -> None:
    await visitor.says("find_supplier", "towels", product="towels")
    answer = await visitor.says("faq_inspection", "can i visit the factory?", acts=ASKS)
    assert answer.names == ["utter_market_visit_them"]


@pytest.mark.parametrize(
    "words", ["I make candles in Ningbo, how can I sell on your site?", "我们做蜡烛的，想在你们平台卖"]
)
async def test_whoever_wants_to_sell_here_is_answered_as_a_seller(visitor: Chat, words: str) -> None:
    answer = await visitor.says("find_supplier", words, product="candles")
    assert answer.names == ["utter_faq_become_supplier"]
    for intent, asked, response in (
        ("ask_price", "what will it cost me?", "utter_market_seller_fees"),
        ("nlu_fallback", "which documents do you need?", "utter_market_seller_papers"),
        ("payment_status", "when do I get paid?", "utter_market_seller_money"),
        ("contact_supplier", "how will customers find me?", "utter_market_seller_found"),
    ):
        assert (await visitor.says(intent, asked, acts=ASKS)).names == [response]


async def test_a_seller_from_abroad_is_told_who_may_sell(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "can we list our products here?", country={"country": "VN"})
    assert answer.names == ["utter_market_seller_abroad"]


@pytest.mark.parametrize("words", ["I'll talk to my business partner first", "我先问问老公再说"])
async def test_whoever_thinks_it_over_is_let_go(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "towels", product="towels")
    assert (await visitor.says("contact_supplier", words)).names == ["utter_stays"]


@pytest.mark.parametrize(
    ("intent", "words", "response"),
    [
        ("place_order", "cool, do i need an acct to order", "utter_market_account"),
        ("place_order", "下单要注册吗", "utter_market_account"),
        ("faq_data_privacy", "before i continue, will the suppliers see my company name?", "utter_market_seen"),
        ("faq_data_privacy", "同行会知道我是谁吗", "utter_market_seen"),
        ("negotiate_price", "do the rates stay same till next week?", "utter_market_price_holds"),
        ("ask_price", "下周还是这个价吗", "utter_market_price_holds"),
    ],
)
async def test_a_question_with_a_known_answer_is_answered_first(
    visitor: Chat, intent: str, words: str, response: str
) -> None:
    await visitor.says("find_supplier", "towels", product="towels")
    answer = await visitor.says(intent, words, acts=ASKS)
    assert answer.names == [response]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("what happens if the goods arrive broken?", "how long have I got for that?"),
        ("万一收到货不对怎么办", "要多久之内提"),
    ],
)
async def test_the_time_for_a_claim_is_said_in_days(visitor: Chat, before: str, words: str) -> None:
    await visitor.says("faq_return_policy", before, acts=ASKS)
    answer = await visitor.says("faq_return_policy", words, acts=ASKS)
    assert answer.names == ["utter_market_claim_days"]


@pytest.mark.parametrize(
    ("words", "code", "response"),
    [
        ("So with CIF I pay nothing more when it lands?", "CIF", "utter_incoterm_nothing_left"),
        ("CIF到港了就不用再付钱了吧？", "CIF", "utter_incoterm_nothing_left"),
        ("do I pay anything more with CFR?", "CFR", "utter_incoterm_left"),
        ("所以DAP的話關稅還是我付喔？", "DAP", "utter_incoterm_left"),
        ("is everything included with DDP?", "DDP", "utter_incoterm_all_included"),
        ("DDP的话关税还是我付吗", "DDP", "utter_incoterm_all_included_not_left"),
    ],
)
async def test_what_a_term_leaves_is_said_with_yes_or_no(visitor: Chat, words: str, code: str, response: str) -> None:
    answer = await visitor.says("faq_incoterms", words, acts=ASKS, incoterm=code)
    assert answer.names == [response]


@pytest.mark.parametrize("words", ["Which one would include all of that?", "哪个是全包的"])
async def test_the_term_that_includes_everything_is_named(visitor: Chat, words: str) -> None:
    await visitor.says("faq_incoterms", "what does CIF mean?", acts=ASKS, incoterm="CIF")
    answer = await visitor.says("faq_incoterms", words, acts=ASKS)
    assert answer.names == ["utter_incoterm_which_all"]


async def test_a_company_name_on_the_goods_is_no_question_of_privacy(visitor: Chat) -> None:
    await visitor.says("find_supplier", "towels", product="towels")
    answer = await visitor.says("ask_price", "can they print my company name on them?", acts=ASKS)
    assert "utter_market_seen" not in answer.names
