"""Questions about the order at hand, also in the middle of a task, are answered from its record (facts.py)."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.9)}


async def about(server: httpx.AsyncClient, number: str, account: str = "nordmarkt") -> Chat:
    chat = Chat(server, account)
    await chat.says("order_status", number, order_number=number)
    return chat


@pytest.mark.parametrize(
    ("number", "intent", "words", "response"),
    [
        ("ORD-100420", "payment_status", "the deposit, until which day?", "utter_fact_deposit"),
        ("ORD-100420", "payment_status", "订金什么时候付", "utter_fact_deposit"),
        ("ORD-100234", "faq_buyer_protection", "is the load insured?", "utter_fact_insurance"),
        ("ORD-100234", "out_of_scope", "途中有买保险吗", "utter_fact_insurance"),
        ("ORD-100234", "faq_shipping_time", "and how many days is that?", "utter_own_eta"),
        ("ORD-100188", "ask_lead_time", "until when can we complain?", "utter_claim_until"),
        ("ORD-100420", "claim_status", "最晚到几号能索赔", "utter_fact_claims_later"),
        ("ORD-100555", "ask_price", "what would 950 cost?", "utter_order_price_at"),
        ("ORD-100420", "faq_buyer_protection", "do we lose money if we stop it?", "utter_fact_cancel_free"),
        ("ORD-100301", "ask_price", "how much, and since when?", "utter_fact_refund"),
        ("ORD-100234", "faq_fees", "do they charge for keeping the boxes a week?", "utter_on_record_order"),
        ("ORD-100234", "faq_inspection", "有没有质检报告", "utter_paper_not_ours"),
        ("ORD-100188", "claim_status", "what is the last day i can report broken ones?", "utter_claim_until"),
        ("ORD-100555", "faq_shipping_time", "if I pay today, will they ship sooner?", "utter_on_record_order"),
        ("ORD-100234", "order_status", "and when the ship is late, what can i do", "utter_fact_if_late"),
    ],
)
async def test_a_question_is_answered_from_the_record(
    server: httpx.AsyncClient, number: str, intent: str, words: str, response: str
) -> None:
    answer = await (await about(server, number)).says(intent, words, confidence=0.7, acts=ASKS)
    assert response in answer.names
    assert number in str(answer.replies[-1]["values"])


async def test_general_questions_stay_general(server: httpx.AsyncClient) -> None:
    chat = await about(server, "ORD-100234")
    own_wish = {"faq_fees": ("wish", 0.6), "ask_about": ("ask", 0.3)}
    assert (await chat.says("faq_fees", "what do you charge buyers?", acts=own_wish)).names == ["utter_faq_fees"]
    other = await chat.says("ask_lead_time", "how long for desk lamps?", product="desk lamps", acts=ASKS)
    assert "utter_own_eta" not in other.names


async def test_amid_a_task_its_question_comes_last(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("change_order", "加一成", order_number="ORD-100712")
    deposit = await chat.says("change_order", "定金跟着变吗", acts=ASKS)
    assert deposit.names == ["utter_fact_deposit", "utter_fact_deposit_follows", "utter_change_ask_confirm_again"]
    assert deposit.replies[1]["values"]["new_quantity"] == {"type": "quantity", "value": 440, "unit": "piece"}
    unknown = await chat.says("faq_fees", "放他们那儿要钱吗", acts=ASKS)
    assert unknown.names == ["utter_not_on_record_amid", "utter_change_ask_confirm_again"]
    (ask,) = unknown.replies[0]["choices"]
    passed_on = await chat.presses(ask)
    assert passed_on.names == ["utter_task_aside", "utter_question_confirm"]
    assert chat.values["words"] == ["放他们那儿要钱吗"]


async def test_questions_that_nothing_answers_are_asked_together_and_kindly(server: httpx.AsyncClient) -> None:
    chat = await about(server, "ORD-100725", "huaxia-trade")
    await chat.says("faq_inspection", "有化验单吗", acts=ASKS)
    await chat.says("out_of_scope", "毛重还是净重", confidence=0.5, acts=ASKS)
    shown = await chat.says("out_of_scope", "两个一起问，客气点", acts={"correct": ("correct", 0.6)})
    assert shown.names == ["utter_question_confirm"]
    said = [line["values"]["words"] for line in shown.values["words"]["items"]]
    assert said[1:-1] == ["有化验单吗", "毛重还是净重"]
    assert "谢谢" in said[-1]


async def test_the_other_order_does_not_take_over_the_question(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("cancel_order", "cancel the monitors", order_number="ORD-100420")
    chat.record["lists"] = [{"kind": "order", "ids": ["ORD-100420", "ORD-100555"]}]
    other = await chat.says("compare_suppliers", "and the other one, what was paid there?", acts=ASKS)
    assert "ORD-100555" in str([reply["values"] for reply in other.replies]), other.names
    assert chat.values["order_number"] == "ORD-100420"
    assert other.names[-1].startswith("utter_cancel_confirm")


async def test_a_change_of_place_on_the_way_is_a_question_and_no_arrival(server: httpx.AsyncClient) -> None:
    chat = await about(server, "ORD-100725", "huaxia-trade")
    place = {"country": "CN", "city": {"en": "Jiaxing", "zh": "嘉兴"}}
    asked = await chat.says("report_arrival", "到了能直接送嘉兴的仓库吗", country=place, acts=ASKS)
    assert "utter_arrival_confirm" not in asked.names
    assert asked.names[-1] in ("utter_question_confirm", "utter_on_record_order")


async def test_a_draft_is_edited_in_place_and_sent_once(server: httpx.AsyncClient) -> None:
    chat = await about(server, "ORD-100817", "lagos-home")
    await chat.says("contact_supplier", "tell them we pay the rest on Friday")
    assert chat.values["words"] == ["we pay the rest on Friday"]
    correct = {"correct": ("correct", 0.9)}
    await chat.says("change_order", "change Friday to Monday", acts=correct)
    await chat.says("inform", "add: please confirm", acts={"inform": ("value", 0.9)})
    assert chat.values["words"] == ["we pay the rest on Monday", "please confirm"]
    await chat.says("inform", "sorry, Tuesday", acts=correct)
    kind = await chat.says("out_of_scope", "a bit politer please", acts=correct)
    said = [line["values"]["words"] for line in kind.values["words"]["items"]]
    assert said[1:-1] == ["we pay the rest on Tuesday", "please confirm"]
    sent = await chat.says("affirm", "send it", acts={"answer_yes": ("yes", 0.9)})
    assert sent.names == ["utter_question_sent"]
    again = await chat.says("request_quote", "send it", acts={"request_quote": ("wish", 0.5)})
    assert again.names == ["utter_done_already"]
    assert (await chat.says("inform", "any reply?", acts=ANSWER)).names != ["utter_question_sent"]


async def test_how_it_stands_is_about_the_thing_at_hand(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home")
    await chat.says("check_quotes", rfq_number="RFQ-10031")
    shown = await chat.says("order_status", "so how does it stand?", acts=ASKS)
    assert shown.names == ["utter_request_shown"]
    assert shown.values["number"] == "RFQ-10031"
    whom = await chat.says("contact_supplier", "remind them")
    assert whom.names == ["utter_request_whom_to_ask"]
    assert all(button["intent"] == "contact_supplier" for button in whom.reply["choices"])


async def test_the_money_for_goods_is_found_by_the_goods(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    ranking = {"out_of_scope": 0.4, "request_refund": 0.3, "payment_status": 0.2}
    answer = await chat.says("out_of_scope", "where did the money for the tomato paste go", 0.4, ranking)
    assert answer.values["number"] == "ORD-100301"
    assert answer.names[0].startswith(("utter_refund", "utter_fact_refund"))


@pytest.mark.parametrize("words", ["which one counts now, 800 or 900?", "现在算800还是900"])
async def test_amid_a_change_a_question_with_numbers_in_it_is_one(server: httpx.AsyncClient, words: str) -> None:
    chat, new = Chat(server, "nordmarkt"), {"value": 900, "unit": "piece"}
    await chat.says("change_order", "make it 900", order_number="ORD-100555", quantity=new)
    eight = {"value": 800, "unit": None}
    asked = await chat.says("ask_price", words, acts=ASKS, fact="quantity", quantity=eight)
    assert "utter_own_quantity" in asked.names
    assert chat.values["change"]["quantity"]["value"] == "900"


@pytest.mark.parametrize(
    ("number", "words", "response"),
    [
        ("ORD-100234", "container nr", "utter_fact_container"),
        ("ORD-100555", "柜号", "utter_fact_container_none"),
    ],
)
async def test_a_container_is_no_goods(server: httpx.AsyncClient, number: str, words: str, response: str) -> None:
    assert (await (await about(server, number)).says("inform", words)).names == [response]


async def test_more_is_said_of_a_refund_that_was_spoken_of(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("request_refund", "where is my money", order_number="ORD-100301")
    assert (await chat.says("order_status", "since when??", acts=ASKS)).names == ["utter_refund_since"]
    way = await chat.says("link_account", "how does it come back, same account?", acts=ASKS)
    assert way.names == ["utter_refund_way"]
