"""Whose a message is while a task is under way: the words of another wish never become a part of the words for somebody, and
words for somebody are no value of another task."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.trading import BUYER, SUPPLIER, order_to_ship

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
ActionExecutor().register_package("actions")

Acts = dict[str, tuple[str, float]]


async def ask_for_words(server: httpx.AsyncClient) -> Chat:
    """Returns a conversation in which the buyer is asked what the supplier shall know."""
    chat = Chat(server, BUYER)
    await chat.says("contact_supplier", "ask them something", supplier_id=SUPPLIER)
    assert (chat.task, chat.asked) == ("question", "words")
    return chat


@pytest.mark.parametrize(
    ("intent", "confidence", "words", "acts", "entities"),
    [
        ("list_orders", 0.97, "which of my orders are still open", {"answer": ("value", 0.5)}, {}),
        ("faq_fees", 0.99, "平台收佣金吗", {"faq_fees": ("wish", 0.5), "answer": ("value", 0.4)}, {}),
        ("find_supplier", 0.97, "any tomato paste below $1?", {"answer": ("value", 0.6)}, {"product": "tomato paste"}),
        ("goodbye", 0.95, "that is all for today, see you", {"answer": ("value", 0.6)}, {}),
    ],
)
async def test_another_wish_is_no_part_of_the_words(
    server: httpx.AsyncClient, intent: str, confidence: float, words: str, acts: Acts, entities: dict[str, Any]
) -> None:
    chat = await ask_for_words(server)
    await chat.says(intent, words, confidence, acts=acts, **entities)
    assert words not in str(chat.record)


@pytest.mark.parametrize(
    ("intent", "words", "acts"),
    [
        ("ask_moq", "what is your minimum for navy", {"answer": ("value", 0.6)}),
        ("faq_payment_methods", "能不能先付两成定金", {"answer": ("value", 0.6)}),
        ("inform", "we need a printed label in each of them", {"answer": ("value", 0.8)}),
    ],
)
async def test_what_a_supplier_may_be_asked_is_for_the_supplier(
    server: httpx.AsyncClient, intent: str, words: str, acts: Acts
) -> None:
    chat = await ask_for_words(server)
    await chat.says(intent, words, 0.95, acts=acts)
    assert (chat.asked, chat.values["words"]) == ("confirmed", [words])


async def test_a_word_for_the_other_side_amid_a_report_is_a_message(server: httpx.AsyncClient) -> None:
    """The act takes it for a value, but it gives none."""
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    lot = {"carrier": "COSCO", "tracking_number": "COSU6120485"}
    await chat.says("ship_order", "the lot is on its way", order_number=number, **lot)
    assert (chat.task, chat.asked) == ("shipment", "confirmed")
    await chat.says("contact_supplier", "替我们祝他们新年快乐", 0.52, acts={"inform": ("value", 0.3)})
    assert chat.task == "question"
