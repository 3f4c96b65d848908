"""An order is found by what its goods are called in passing, also where other words look like goods."""

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
ASKS = {"ask_about": ("ask", 0.9)}


@pytest.mark.parametrize(
    ("account", "words", "number"),
    [
        ("huaxia-trade", "杯子碎了11个，客户不收", "ORD-100666"),
        ("huaxia-trade", "青花杯有黑点", "ORD-100666"),
        ("nordmarkt", "14 of the speakers do not pair", "ORD-100188"),
    ],
)
async def test_a_problem_is_about_the_goods_that_are_called_so(
    server: httpx.AsyncClient, account: str, words: str, number: str
) -> None:
    chat = Chat(server, account)
    await chat.says("report_problem", words)
    assert (chat.task, chat.values["order_number"]) == ("claim", number)


async def test_a_wrong_name_of_goods_does_not_hide_the_right_one(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    words = "the speakers came, two have scratched grilles"
    await chat.says("report_problem", words, product="scratched grilles")
    assert chat.values["order_number"] == "ORD-100188"


async def test_which_order_a_problem_is_about_is_chosen_in_words(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    assert (await chat.says("report_problem", "something is wrong")).names == ["utter_problem_which"]
    await chat.says("inform", "the speakers")
    assert chat.values["order_number"] == "ORD-100188"


@pytest.mark.parametrize(
    ("intent", "words"), [("ask_price", "and the monitors?"), ("find_supplier", "what about the monitors?")]
)
async def test_the_same_is_asked_of_another_order(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("payment_status", "is the tea set paid", order_number="ORD-100234")
    answer = await chat.says(intent, words, acts=ASKS)
    assert "payment" in answer.names[0] or "paid" in answer.names[0], answer.names
    assert "ORD-100420" in str(answer.replies)


async def test_how_another_order_stands(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "huaxia-trade")
    await chat.says("order_status", "餐具", order_number="ORD-100846")
    assert "ORD-100666" in str((await chat.says("order_status", "青花杯那单怎么样了", acts=ASKS)).replies)


async def test_of_two_orders_the_one_that_can_be_changed_leaves_later(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("ask_lead_time", "the silk scarves, can they leave a week later?", acts=ASKS)
    assert (chat.task, chat.values["order_number"]) == ("order_change", "ORD-100555")
