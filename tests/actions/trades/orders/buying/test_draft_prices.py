"""Questions about the price while an order is prepared are answered from the price list, and change nothing; so is what
cancelling would cost while an order is being changed."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.6)}
QUANTITY = {"value": 500, "unit": "piece"}


@pytest.mark.parametrize(
    ("account", "order", "words", "totals"),
    [
        ("huaxia-trade", "ORD-100666", "500只什么价", ["206.00", "515.00"]),
        ("huaxia-trade", "ORD-100666", "800呢 是不是便宜不少", ["206.00", "784.00"]),
        ("nordmarkt", "ORD-100555", "what's the price for 2000?", ["5584.00", "13240.00"]),
    ],
)
async def test_the_price_at_another_quantity(
    server: httpx.AsyncClient, account: str, order: str, words: str, totals: list[str]
) -> None:
    chat = Chat(server, account)
    await chat.says("place_order", f"reorder {order}", order_number=order)
    held = chat.values["quantity"]
    told = await chat.says("ask_price", words, acts=ASKS)
    assert told.names[0] == "utter_order_draft_prices"
    shown = told.replies[0]["values"]["amounts"]["items"]
    assert [each["values"]["total"]["amount"] for each in shown] == totals
    assert (chat.task, chat.values["quantity"]) == ("new_order", held)


@pytest.mark.parametrize("words", ["多少只能便宜点", "满几个能优惠", "from how many does it get cheaper?"])
async def test_from_which_quantity_it_is_cheaper(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("place_order", "reorder ORD-100666", order_number="ORD-100666")
    told = await chat.says("negotiate_price", words, acts=ASKS)
    assert told.names[0] == "utter_order_next_price"
    assert chat.values["quantity"]["value"] == "200"


async def test_another_quantity_is_still_taken(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("place_order", "reorder ORD-100666", order_number="ORD-100666")
    told = await chat.says("inform", "那500只", acts={"correct": ("correct", 0.9)}, quantity=QUANTITY)
    assert "utter_order_draft_prices" not in told.names
    assert chat.values["quantity"]["value"] == "500"


@pytest.mark.parametrize("words", ["要是干脆取消呢 扣钱伐", "what would we lose if we cancel it?"])
async def test_what_cancelling_would_cost_amid_a_change(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "huaxia-trade", record=at_hand("ORD-100712"))
    await chat.says("change_order", "改成450", quantity={"value": 450, "unit": None}, order_number="ORD-100712")
    told = await chat.says("inform", words, acts=ASKS)
    assert told.names[0] == "utter_fact_cancel_free"
    assert chat.task == "order_change"


@pytest.mark.parametrize("words", ["不取消 随便问问", "just asking"])
async def test_a_question_that_was_only_one_leaves_the_change(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "huaxia-trade", record=at_hand("ORD-100712"))
    await chat.says("change_order", "改成450", quantity={"value": 450, "unit": None}, order_number="ORD-100712")
    told = await chat.says("cancel", words, acts={"drop": ("give_up", 0.5)})
    assert told.names == ["utter_change_ask_confirm"]
    assert chat.values["change"]["quantity"]["value"] == "450"


async def test_an_earlier_order_is_named_by_its_quantity_amid_another(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("place_order", "reorder ORD-100666", order_number="ORD-100666")
    told = await chat.says("order_status", "上次那5吨到哪了", quantity={"value": 5, "unit": "tonne"})
    assert told.replies[0]["values"]["number"] == "ORD-100725"
    assert chat.values["quantity"]["value"] == "200"


@pytest.mark.parametrize(
    "words", ["那价格会不会重新报 我怕那家5块15的涨价", "will they quote again at a higher price?"]
)
async def test_what_becomes_of_quotations_amid_a_change_of_the_request(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "huaxia-trade", record=at_hand("RFQ-10040", "request"))
    await chat.says("change_request", "数量改到3600", quantity={"value": 3600, "unit": None})
    told = await chat.says("negotiate_price", words, acts=ASKS, price={"amount": "5.15", "currency": "CNY"})
    assert told.names[0] == "utter_request_change_quoted"
    assert "price" not in chat.values["change"]
