"""What a figure means to a task: the same decision in each, from what the task holds."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.trading import BUYER, SUPPLIER, request

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
ActionExecutor().register_package("actions")
CORRECTS = {"correct": ("correct", 0.8)}
SCARVES: dict[str, Any] = {
    "product": "silk scarves",
    "quantity": {"value": 600, "unit": "piece"},
    "country": {"country": "DE"},
}


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("sorry, 650", "650"),
        ("no, not 600 but 700", "700"),
        ("16 momme", "600"),
        ("grade 316 rather than 304", "600"),
        ("the moq of 300 is too much", "600"),
        ("6.50 at most", "600"),
        ("改成650", "650"),
        ("克重550", "600"),
    ],
)
async def test_only_a_quantity_changes_the_quantity(server: httpx.AsyncClient, words: str, amount: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("request_quote", "quotes for 600 silk scarves to Germany", **SCARVES)
    await chat.says("inform", words, acts=CORRECTS)
    assert chat.values["quantity"]["value"] == amount


@pytest.mark.parametrize(
    ("words", "price", "days"),
    [
        ("i meant 10", "10", 22),
        ("sorry 28", "9.90", 28),
        ("the 22 should be 26", "9.90", 26),
        ("not 9.90, 9.60", "9.60", 22),
        ("9.90 is wrong, it should be 9.20", "9.20", 22),
        ("customer wants 9.2, we can do 9.65", "9.65", 22),
    ],
)
async def test_a_number_takes_the_place_of_the_value_that_it_is_like(
    server: httpx.AsyncClient, words: str, price: str, days: int
) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said: dict[str, Any] = {"price": {"amount": "9.90", "currency": "USD"}, "incoterm": "FOB"}
    await chat.says("submit_quote", "9.90 usd, 22 days, FOB", rfq_number=rfq, **said)
    await chat.says("inform", words, acts=CORRECTS)
    assert (chat.values["unit_price"]["amount"], chat.values["lead_days"]) == (price, days)
    assert chat.values["unit_price"]["currency"] == "USD"


async def test_what_people_call_kuai_is_the_currency_that_is_spoken_of(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said: dict[str, Any] = {"price": {"amount": "9.90", "currency": "USD"}, "incoterm": "FOB"}
    await chat.says("submit_quote", "9.90 usd, 22 days, FOB", rfq_number=rfq, **said)
    await chat.says("inform", "改成9块5", acts=ANSWER, price={"amount": "9.50", "currency": "CNY"})
    assert chat.values["unit_price"] == {"amount": "9.50", "currency": "USD"}


@pytest.mark.parametrize(("words", "price"), [("便宜1", "8.90"), ("make it 2 cheaper", "7.90"), ("涨3", "12.90")])
async def test_a_difference_is_no_answer_to_the_question_for_the_days(
    server: httpx.AsyncClient, words: str, price: str
) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said: dict[str, Any] = {"price": {"amount": "9.90", "currency": "USD"}, "incoterm": "FOB"}
    await chat.says("submit_quote", "9.90 usd, FOB", rfq_number=rfq, **said)
    assert chat.asked == "lead_days"
    await chat.says("inform", words, acts=ANSWER)
    assert (chat.values["unit_price"]["amount"], chat.values.get("lead_days")) == (price, None)


@pytest.mark.parametrize(("words", "currency"), [("35以内吧", "CNY"), ("最多8块5", "CNY"), ("8 usd tops", "USD")])
async def test_a_target_price_without_a_currency_is_in_that_of_the_one_before(
    server: httpx.AsyncClient, words: str, currency: str
) -> None:
    chat = Chat(server, BUYER)
    target = {"price": {"amount": "30", "currency": "CNY"}}
    await chat.says("request_quote", "quotes for 600 silk scarves to Germany, target 30 yuan", **SCARVES, **target)
    await chat.says("inform", "no target price, let them quote", acts=CORRECTS)
    assert "price" not in chat.values["terms"]
    named = {"price": {"amount": "8", "currency": "USD"}} if currency == "USD" else {}
    await chat.says("inform", words, acts=CORRECTS, **named)
    assert chat.values["terms"]["price"]["currency"] == currency


@pytest.mark.parametrize("words", ["填充改成2公斤的", "make them 2 kg", "改成3公斤装"])
async def test_a_weight_changes_no_number_of_pieces(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("change_order", "can we change it?", order_number="ORD-100555")
    await chat.says("change_order", words, acts=CORRECTS)
    assert "quantity" not in (chat.values.get("change") or {})


async def test_an_order_takes_a_quantity_in_its_own_unit(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    dozens = {"value": 50, "unit": "dozen"}
    await chat.says("change_order", "make it 50 dozen", order_number="ORD-100555", quantity=dozens)
    assert chat.values["change"]["quantity"] == {"value": "600", "unit": "piece"}


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("make it 3 days less", 19),
        ("交期加5天", 27),
        ("少5天", 17),
        ("one week longer", 29),
        ("a week less", 15),
        ("最多15天", 15),
    ],
)
async def test_more_or_fewer_days_change_only_the_days(server: httpx.AsyncClient, words: str, days: int) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said: dict[str, Any] = {"price": {"amount": "9.90", "currency": "USD"}, "incoterm": "FOB"}
    await chat.says("submit_quote", "9.90 usd, 22 days, FOB", rfq_number=rfq, **said)
    await chat.says("inform", words, acts=CORRECTS)
    assert (chat.values["unit_price"]["amount"], chat.values["lead_days"]) == ("9.90", days)
