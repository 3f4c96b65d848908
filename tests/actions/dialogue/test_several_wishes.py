"""Messages that ask for several things at once."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")


def labels(chat_answer: object) -> list[str]:
    return [button["label"]["name"] for button in chat_answer.replies[-1]["choices"]]  # type: ignore[attr-defined]


async def test_general_questions_are_all_answered(visitor: Chat) -> None:
    answer = await visitor.says(
        "faq_payment_methods",
        "How do you check suppliers, what do you charge, and can I pay by Paypal?",
        wishes={
            "faq_supplier_verification": "How do you check suppliers, ",
            "faq_fees": "what do you charge, ",
            "faq_payment_methods": "and can I pay by Paypal?",
        },
    )
    assert answer.names == ["utter_faq_payment_methods", "utter_faq_supplier_verification", "utter_faq_fees"]


async def test_each_wish_keeps_what_it_names(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says(
        "request_invoice",
        "where is ORD-100234 and can I get the invoice for ORD-100555",
        wishes={"order_status": "where is ORD-100234 ", "request_invoice": "and can I get the invoice for ORD-100555"},
        order_number=["ORD-100234", "ORD-100555"],
    )
    assert answer.names == ["utter_invoice", "utter_more_wishes"]
    assert answer.replies[0]["values"]["number"] == "ORD-100555"
    status = await nordmarkt.presses(answer.replies[1]["choices"][0])
    assert status.values["number"] == "ORD-100234"


async def test_what_one_wish_names_the_next_may_mean(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says(
        "request_refund",
        "ORD-100188 arrived damaged. I want my money back!",
        wishes={"report_problem": "ORD-100188 arrived damaged. ", "request_refund": "I want my money back!"},
        order_number="ORD-100188",
    )
    assert answer.replies[0]["response"] == "utter_refund_claim"
    assert answer.replies[0]["values"]["number"] == "ORD-100188"
    assert labels(answer) == ["intent.report_problem"]


async def test_yes_goes_on_with_the_only_other_wish(nordmarkt: Chat) -> None:
    await nordmarkt.says(
        "list_orders",
        "show me my orders. Also where is ORD-100234?",
        wishes={"list_orders": "show me my orders. ", "order_status": "Also where is ORD-100234?"},
        order_number="ORD-100234",
    )
    assert (await nordmarkt.says("affirm", "yes")).values["number"] == "ORD-100234"


async def test_the_first_wish_goes_first_where_the_whole_is_none_of_them(visitor: Chat) -> None:
    answer = await visitor.says(
        "faq_shipping_cost",
        "I want silk scarves, how long is the delivery and what are your fees?",
        wishes={
            "find_supplier": "I want silk scarves, ",
            "faq_shipping_time": "how long is the delivery ",
            "faq_fees": "and what are your fees?",
        },
        product="silk scarves",
    )
    assert answer.names == ["utter_offers_by_relevance", "utter_faq_shipping_time", "utter_faq_fees"]


async def test_a_form_is_begun_and_its_question_comes_last(server: httpx.AsyncClient) -> None:
    huaxia = Chat(server, "huaxia-trade")
    answer = await huaxia.says(
        "request_quote",
        "帮我询价3000条毛巾，另外你们怎么收费？",
        wishes={"request_quote": "帮我询价3000条毛巾，", "faq_fees": "另外你们怎么收费？"},
        product="毛巾",
        quantity={"value": 3000, "unit": "piece"},
    )
    assert answer.names == ["utter_faq_fees"]
    assert answer.followed_by() == ["quote_form"]
    assert huaxia.slots["quantity"]["value"] == "3000"
