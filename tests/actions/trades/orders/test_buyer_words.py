"""What buyers say of their own orders and requests is about these, whatever the words look like alone."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
SCARVES, QUILTS, TOMATOES, CUPS = "ORD-100555", "ORD-100712", "ORD-100852", "ORD-100859"
CORRECTS = {"correct": ("correct", 0.6)}


def pieces(number: int) -> dict[str, Any]:
    return {"value": number, "unit": "piece"}


async def about(server: httpx.AsyncClient, account: str, order: str) -> Chat:
    """Returns a chat in which this order was shown."""
    chat = Chat(server, account)
    await chat.says("order_status", order_number=order)
    return chat


async def test_a_choice_is_answered_by_the_quantity(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    asked = await chat.says("payment_status", "what do I still owe on the scarves", product="scarves")
    assert asked.names == ["utter_which_order"]
    answer = await chat.says("find_supplier", "the 800", quantity=pieces(800))
    assert answer.values["number"] == SCARVES


async def test_of_several_orders_the_quantity_names_one(server: httpx.AsyncClient) -> None:
    chat, both = Chat(server, "nordmarkt"), [pieces(800), pieces(1000)]
    words = "the 800 scarves order, can I still change it to 1000"
    answer = await chat.says("change_order", words, product="scarves", quantity=both)
    assert chat.values["order_number"] == SCARVES
    assert chat.values["change"] == {"quantity": {"value": "1000", "unit": "piece"}}, answer.names


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ("report_problem", "我要改交期，发货推迟两周"),
        ("ship_order", "还要晚两周发货"),
        ("inform", "please ship two weeks later"),
        ("affirm", "就是得晚点发 往后推两周"),
    ],
)
async def test_another_day_is_a_change_of_the_order(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat = await about(server, "huaxia-trade", QUILTS)
    answer = await chat.says(intent, words)
    assert answer.names == ["utter_change_ask_confirm_same"]
    assert set(chat.values["change"]) == {"day"}


async def test_what_the_factory_is_to_be_told_of_the_day_is_a_message(server: httpx.AsyncClient) -> None:
    chat = await about(server, "huaxia-trade", QUILTS)
    words = "算了，跟厂里说被子12月底之后发就行，我们仓库满了"
    await chat.says("report_problem", words)
    assert (chat.task, chat.values["words"]) == ("question", ["被子12月底之后发就行，我们仓库满了"])


async def test_what_is_added_amid_a_change_is_a_part_of_it(server: httpx.AsyncClient) -> None:
    chat = await about(server, "huaxia-trade", QUILTS)
    await chat.says("change_order", "减到300条", quantity=pieces(300))
    answer = await chat.says("affirm", "哦对，还要晚两周发货", acts={"answer_yes": ("yes", 0.8)})
    assert answer.names == ["utter_task_taken", "utter_change_ask_confirm"]
    assert set(chat.values["change"]) == {"quantity", "day"}


@pytest.mark.parametrize(
    "words", ["paid the tomato deposit today, ref 88213", "i meant the tomato paste deposit, ref 88213"]
)
async def test_a_payment_is_noted_whatever_is_under_way(server: httpx.AsyncClient, words: str) -> None:
    chat = await about(server, "lagos-home", CUPS)
    await chat.says("report_problem", "40 are missing", quantity=pieces(40))
    assert chat.task == "claim"
    answer = await chat.says("inform", words, acts={"answer": ("value", 0.9)})
    assert answer.names == ["utter_task_aside", "utter_note_confirm"]
    assert (chat.values["named"], chat.values["words"]) == (TOMATOES, [words])


async def test_a_paper_of_goods_is_no_search(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, "huaxia-trade").says("find_supplier", "还有核桃的装箱单", product="核桃")
    assert "utter_offers_by_relevance" not in answer.names
    assert answer.names[0].startswith("utter_paper")


async def test_two_papers_are_sent_together(server: httpx.AsyncClient) -> None:
    chat = await about(server, "nordmarkt", "ORD-100234")
    answer = await chat.says("request_invoice", "i need the commercial invoice and the packing list")
    assert len(answer.names) == 2


async def test_a_request_just_sent_is_changed_and_so_is_one_by_its_number(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home")
    chat.record = {"version": 2, "focus": [["request", "RFQ-10031"]], "last": {"message_id": "m", "done": ["request"]}}
    answer = await chat.says("find_supplier", "actually make it 30 tonnes", quantity={"value": 30, "unit": "tonne"})
    assert answer.names[0].startswith("utter_request_change_confirm")
    chat = Chat(server, "lagos-home")
    words = "no, change RFQ-10031 to 30 tonnes, needed before christmas"
    tonnes = {"value": 30, "unit": "tonne"}
    await chat.says("check_quotes", words, rfq_number="RFQ-10031", quantity=tonnes, date="2026-12-24")
    assert set(chat.values["change"]) == {"quantity", "needed_by"}


async def test_an_earlier_day_of_what_is_being_made_is_asked_of_the_supplier(server: httpx.AsyncClient) -> None:
    chat = await about(server, "huaxia-trade", "ORD-100846")
    answer = await chat.says("order_status", "can they ship it earlier, 28 nov?? my customer waits", date="2026-11-28")
    assert answer.names == ["utter_change_ask_made_same"]
    assert chat.values["order_number"] == "ORD-100846", "the 28 of a name of goods names no order"


async def test_what_cancelling_costs_is_said_of_the_order_at_hand(server: httpx.AsyncClient) -> None:
    chat = await about(server, "nordmarkt", SCARVES)
    answer = await chat.says("faq_fees", "what does it cost me if i cancel that one", acts={"ask_about": ("ask", 0.7)})
    assert answer.names == ["utter_fact_cancel_refund"]


async def test_another_wish_is_no_reason_for_a_cancellation(server: httpx.AsyncClient) -> None:
    chat = await about(server, "nordmarkt", SCARVES)
    await chat.says("cancel_order", "cancel it")
    words = "i need the packing list for the tea sets for customs"
    await chat.says("request_invoice", words, acts={"inform": ("value", 0.6)}, product="tea sets")
    assert "reason" not in chat.values


async def test_a_day_is_no_name_of_goods(server: httpx.AsyncClient) -> None:
    chat = await about(server, "lagos-home", "ORD-100817")
    await chat.says("order_status", "can they ship it earlier, 28 nov?? my customer waits", date="2026-11-28")
    task = chat.values
    assert "ORD-100817" in (task.get("named"), task.get("order_number"))
