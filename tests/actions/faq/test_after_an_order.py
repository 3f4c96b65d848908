"""A general question reaches its article also while an order is talked about, and says what it means for the order."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.8)}
"""What the NLU says of any question after an order was shown."""


async def ask(
    server: httpx.AsyncClient, intent: str, words: str, confidence: float, number: str = "ORD-100420"
) -> Answer:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", f"where is {number}", order_number=number)
    return await chat.says(intent, words, confidence=confidence, acts=ASKS)


@pytest.mark.parametrize(
    ("intent", "words", "confidence", "fact"),
    [
        ("faq_payment_methods", "how can I pay?", 0.99, "utter_own_payment"),
        ("faq_payment_methods", "怎么付款", 0.87, "utter_own_payment"),
        ("faq_payment_methods", "可以开信用证吗", 0.65, "utter_own_payment"),
        ("faq_fees", "what are your fees?", 0.99, None),
        ("faq_fees", "手续费多少", 0.99, None),
        ("faq_buyer_protection", "how does buyer protection work?", 0.99, "utter_own_claims_dated"),
        ("faq_return_policy", "怎么退货", 0.93, "utter_own_claims_dated"),
    ],
)
async def test_a_general_question_reaches_its_article(
    server: httpx.AsyncClient, intent: str, words: str, confidence: float, fact: str | None
) -> None:
    answer = await ask(server, intent, words, confidence)
    assert answer.names == [f"utter_{intent}", *([fact] if fact else [])]


async def test_a_question_how_to_pay_is_never_offered_to_the_supplier(server: httpx.AsyncClient) -> None:
    for words in ("can I send it in bitcoin", "可以用比特币吗"):
        answer = await ask(server, "faq_payment_methods", words, 0.4)
        assert {"utter_faq_payment_methods", "utter_know_other_ways"} & set(answer.names)
        assert "contact_team" not in str(answer.replies)


async def test_a_question_of_the_order_stays_one(server: httpx.AsyncClient) -> None:
    insured = await ask(server, "faq_buyer_protection", "is the load insured?", 0.95)
    assert insured.names == ["utter_fact_insurance"]
    arrival = await ask(server, "faq_shipping_time", "how long does shipping take?", 0.99, "ORD-100234")
    assert arrival.names == ["utter_own_eta"]
    stored = await ask(server, "faq_fees", "他们仓库放一周要收费吗", 0.77)
    assert stored.names == ["utter_on_record_order"]


async def test_other_terms_than_the_orders_are_explained_as_themselves(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "where is ORD-100234", order_number="ORD-100234")
    answer = await chat.says("faq_incoterms", "what does EXW mean?", confidence=0.99, incoterm="EXW", acts=ASKS)
    assert answer.names == ["utter_incoterms_named"]


@pytest.mark.parametrize("words", ["tell me more", "详细说说"])
async def test_more_is_said_of_the_article(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("faq_payment_methods", "how can I pay?", confidence=0.99)
    acts = {"supplier_details": ("wish", 0.56), "more": ("condition", 0.07)}
    more = await chat.says("cancel", words, confidence=0.32, acts=acts)
    assert more.names == ["utter_faq_payment_methods_more"]
    assert not more.effects


async def test_more_of_an_order_shows_the_order(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "where is ORD-100234", order_number="ORD-100234")
    more = await chat.says("cancel", "tell me more", confidence=0.32, acts={"supplier_details": ("wish", 0.5)})
    assert "ORD-100234" in str(more.reply)
