"""What is said beside something else: how somebody can be reached, another matter amid a message, a question under a
condition amid a sample, and whether an order is as somebody supposes."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, SUPPLIER

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.9)}


@pytest.mark.parametrize(
    "words", ["Ms. Petersen, reachable under 040 555 0192 until 4 pm German time", "我嘅電話 9123 4567 陳生"]
)
async def test_contact_details_are_for_the_colleague_who_was_asked_for(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "ORD-100301", order_number="ORD-100301")
    await chat.says("human_handoff", "give this to a person")
    answer = await chat.says("change_order", words, waits=True, acts={"change_order": ("wish", 0.95)})
    assert answer.names == ["utter_for_the_colleague"]
    later = await Chat(server, "nordmarkt").says("change_order", words)
    assert "utter_for_the_colleague" not in later.names  # nobody was asked for


@pytest.mark.parametrize("words", ["Next: the monitor request, make it 2500", "下一个，显示器那个询价改成2500"])
async def test_another_matter_is_not_added_to_a_message(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("contact_supplier", "ask them something", supplier_id=SUPPLIER)
    await chat.says("inform", "are the cups dishwasher safe?", acts=ANSWER)
    goods = "monitor" if words.isascii() else "显示器"
    acts = {"change_request": ("wish", 0.5), "correct": ("correct", 0.44)}
    await chat.says("change_request", words, confidence=0.5, acts=acts, product=goods)
    assert chat.task != "question"


@pytest.mark.parametrize("words", ["and the monitors, 2500 of them", "还有显示器要2500台"])
async def test_more_words_for_the_supplier_stay_in_the_message(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("contact_supplier", "ask them something", supplier_id=SUPPLIER)
    await chat.says("inform", "are the cups dishwasher safe?", acts=ANSWER)
    await chat.says("inform", words, acts={"inform": ("value", 0.9)})
    assert chat.task == "question"


@pytest.mark.parametrize(
    ("number", "day", "words", "response"),
    [
        ("ORD-100725", "2026-12-01", "1号能到吗，仓库那边要排人", "utter_own_arrives_by"),
        ("ORD-100725", "2026-11-30", "will it arrive by 30 November?", "utter_own_arrives_after"),
        ("ORD-100846", "2026-12-20", "will they arrive by 20 December?", "utter_own_arrives_by"),
    ],
)
async def test_whether_an_order_arrives_by_a_day_is_answered_with_yes_or_no(
    server: httpx.AsyncClient, number: str, day: str, words: str, response: str
) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("order_status", number, order_number=number)
    answer = await chat.says("order_status", words, confidence=0.6, acts=ASKS, date=day)
    assert answer.names == [response]
    earlier = await chat.says("change_order", "can it come earlier, 28 Nov?", acts=ASKS, date="2026-11-28")
    assert response not in earlier.names


@pytest.mark.parametrize(
    ("incoterm", "words", "response"),
    [
        ("FOB", "FOB right? so our forwarder has to book?", "utter_terms_are"),
        ("CIF", "CIF, right?", "utter_terms_are_not"),
        ("FOB", "是FOB对吧", "utter_terms_are"),
    ],
)
async def test_whether_the_incoterm_is_the_one_supposed(
    server: httpx.AsyncClient, incoterm: str, words: str, response: str
) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("order_status", "ORD-100841", order_number="ORD-100841")
    answer = await chat.says("faq_incoterms", words, acts=ASKS, incoterm=incoterm)
    assert answer.names == [response]
