"""While an order is repeated, questions are answered, and only wishes become notes."""

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


async def _begin(server: httpx.AsyncClient, account: str) -> Chat:
    chat, order = Chat(server, account), {"huaxia-trade": "ORD-100666", "lagos-home": "ORD-100859"}[account]
    await chat.says("place_order", f"reorder {order}", order_number=order)
    amount = {"quantity": {"value": 800, "unit": "piece"}}
    await chat.says("inform", "800 pieces", acts={"correct": ("correct", 0.7)}, **amount)
    assert (chat.task, chat.values["quantity"]["value"]) == ("new_order", "800")
    return chat


@pytest.mark.parametrize(
    ("account", "words"), [("huaxia-trade", "能做蓝色吗，上次那个白的"), ("lagos-home", "can they make them in blue?")]
)
async def test_a_question_about_the_goods_is_no_note(server: httpx.AsyncClient, account: str, words: str) -> None:
    chat = await _begin(server, account)
    told = await chat.says("change_order", words, acts={"correct": ("correct", 0.54), "ask_about": ("ask", 0.3)})
    assert told.names == ["utter_not_on_record_amid", "utter_order_confirm_again"]
    assert not chat.values.get("note")


@pytest.mark.parametrize(
    ("account", "wish", "back"),
    [
        ("huaxia-trade", "换成蓝色的", "颜色就跟上次一样"),
        ("lagos-home", "in blue please", "the colour same as last time"),
    ],
)
async def test_a_note_that_is_taken_back_is_gone(server: httpx.AsyncClient, account: str, wish: str, back: str) -> None:
    chat = await _begin(server, account)
    await chat.says("inform", wish, acts={"correct": ("correct", 0.8)})
    await chat.says("place_order", back, acts={"place_order": ("wish", 0.5), "correct": ("correct", 0.3)})
    assert not chat.values.get("note")
    assert (chat.task, chat.values["quantity"]["value"]) == ("new_order", "800")


@pytest.mark.parametrize(
    ("account", "words"), [("huaxia-trade", "价格一样吧？"), ("lagos-home", "is the price still the same?")]
)
async def test_the_price_then_and_now(server: httpx.AsyncClient, account: str, words: str) -> None:
    chat = await _begin(server, account)
    told = await chat.says("ask_price", words, acts=ASKS)
    assert told.names == ["utter_order_price_changed_since", "utter_order_confirm_again"]


@pytest.mark.parametrize(
    ("account", "words"),
    [("huaxia-trade", "哎先别下 我跟老板说一声"), ("lagos-home", "hold on, let me tell the boss first")],
)
async def test_to_wait_changes_no_quantity(server: httpx.AsyncClient, account: str, words: str) -> None:
    chat = await _begin(server, account)
    await chat.says("contact_supplier", words, acts={"answer_no": ("no", 0.6)})
    assert chat.task is None or chat.values["quantity"]["value"] == "800"


async def test_the_same_address_is_said_and_keeps_the_order(server: httpx.AsyncClient) -> None:
    chat = await _begin(server, "huaxia-trade")
    told = await chat.says("faq_about_platform", "地址跟上次一样", acts={"inform": ("value", 0.4)})
    assert told.names == ["utter_order_same_place", "utter_order_confirm_again"]


async def test_goods_that_shall_leave_later_arrive_later(server: httpx.AsyncClient) -> None:
    chat = await _begin(server, "huaxia-trade")
    date = {"date": "2027-12-20"}
    words = "那这批12月20号以后再发"
    told = await chat.says("inform", words, acts={"inform": ("value", 0.5)}, **date)
    assert told.names[0] == "utter_task_taken"
    assert (chat.values["not_before"], chat.values.get("note")) == ("2027-12-20", words)
