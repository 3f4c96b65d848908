"""Several of the own things that were listed, and prices of several goods in one quotation."""

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
POINTS = {"point": ("answer", 0.5)}


@pytest.mark.parametrize("words", ["show me both", "两个都看看", "tell me about both of them"])
@pytest.mark.parametrize("intent", ["compare_suppliers", "inform"])
async def test_both_are_told_of_and_not_asked_about(server: httpx.AsyncClient, words: str, intent: str) -> None:
    chat = Chat(server, "nordmarkt")
    listed = await chat.says(
        "order_status", "where are my scarves", acts={"ask_about": ("ask", 0.6)}, product="scarves"
    )
    assert "ORD-100555" in str(listed.replies)
    answer = await chat.says(intent, words, acts=POINTS)
    assert answer.names == ["utter_order_accepted", "utter_order_ready_to_ship"]


async def test_goods_of_an_earlier_search_are_meant_after_a_list_of_orders(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    shown = await chat.says("find_supplier", "flower pots", product="flower pots")
    first = shown.cards[0]["title"]
    await chat.says("list_orders", "my orders")
    answer = await chat.says(
        "ask_moq", "the first of those flower pots, what is the minimum?", acts={"ask_about": ("ask", 0.6)}
    )
    assert str(first) in str(answer.replies)


@pytest.mark.parametrize("words", ["plates at $0.80 and tea sets at $11.90, 30 days", "plates $0.80, tea sets $11.90"])
async def test_prices_of_several_goods_are_added_up_for_a_set(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    answer = await chat.says(
        "submit_quote", words, rfq_number="RFQ-10025", product=["plates", "tea sets"], price=["0.80", "11.90"]
    )
    assert answer.names[0] == "utter_quotation_sum"
    assert chat.values["unit_price"] == {"amount": "12.70", "currency": "USD"}
    assert chat.values["note"].startswith("plates 0.80 ")
    assert "tea sets 11.90 " in chat.values["note"]
