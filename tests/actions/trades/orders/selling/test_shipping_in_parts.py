"""A supplier ships an order in parts: it asks whether it may, gives the tracking number later, and asks what is left, by
when the rest leaves and whether the buyer is told."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat, at_hand
from tests.fakes.actions.news import see_order
from tests.fakes.actions.trading import SUPPLIER, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
ASKS = {"ask_about": ("ask", 0.9)}
SKIPS = {"skip": ("value", 0.7)}


@pytest.mark.parametrize(
    ("asked", "first", "later", "number", "left"),
    [
        (
            "can I ship it in two parts?",
            "100 first, DHL",
            "I don't have the number yet, the forwarder gives it in the afternoon",
            "ok now have it: 3318810025, from Shanghai",
            "how many left?",
        ),
        ("可以分两批发吗？", "先走100套 DHL", "单号等货代给 可以先不填吗", "来了 3318810025", "还剩多少没发"),
    ],
)
async def test_a_part_is_kept_until_its_number_is_there(
    server: httpx.AsyncClient, asked: str, first: str, later: str, number: str, left: str
) -> None:
    order = await order_to_ship()
    chat = Chat(server, SUPPLIER, record=at_hand(order))
    said = await chat.says("change_order", asked, acts=ASKS)
    assert said.names == ["utter_ship_parts_unpaid", "utter_ship_part"]
    part = {"quantity": {"value": 100, "unit": None}, "carrier": "DHL"}
    assert (await chat.says("ship_order", first, acts=ANSWER, **part)).names[-1] == "utter_ship_tracking"
    kept = await chat.says("order_status", later, acts=SKIPS)
    assert kept.names == ["utter_ship_number_later"]
    assert "DHL" in str(kept.values["kept"])
    rest = await chat.says("out_of_scope", left, acts=ASKS)
    assert rest.names[0] == "utter_fact_rest_after"
    place = {"region": {"province": "CN-SH", "city": None}} if "Shanghai" in number else {}
    shown = await chat.says("ship_order", number, acts=ANSWER, tracking_number="3318810025", **place)
    assert shown.names[-1] == "utter_ship_confirm_unpaid"
    assert chat.values["order_number"] == order
    assert (await chat.says("affirm", "yes")).names == ["utter_part_shipped_now"]
    assert (await see_order(order)).left_to_ship.value == 200


@pytest.mark.parametrize("words", ["more than half of it leaves first today", "今天先走一半多"])
async def test_a_part_without_a_number_is_asked_for(server: httpx.AsyncClient, words: str) -> None:
    order = await order_to_ship()
    chat = Chat(server, SUPPLIER, record=at_hand(order))
    asked = await chat.says("ship_order", words, order_number=order, date="2026-11-25")
    assert asked.names == ["utter_ship_part"]
    await chat.says("inform", "200", acts=ANSWER, quantity={"value": 200, "unit": None})
    assert chat.values["part"]["value"] == "200"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("what is the last day for the rest?", "is the buyer told of it?"),
        ("剩下的最晚啥时候发", "买家那边会收到通知吧"),
    ],
)
async def test_what_comes_of_the_rest_and_who_is_told_is_answered(
    server: httpx.AsyncClient, when: str, told: str
) -> None:
    order = await order_to_ship()
    chat = Chat(server, SUPPLIER)
    part = {"quantity": {"value": 100, "unit": "set"}, "carrier": "DHL", "tracking_number": "3318810025"}
    await chat.says("ship_order", "100 sets left", order_number=order, **part)
    before = await chat.says("contact_supplier", told, acts=ASKS)
    assert before.names[0] == "utter_told_after_yes"
    await chat.says("affirm", "yes")
    due = await chat.says("faq_business_hours", when, acts=ASKS)
    assert due.names == ["utter_ship_rest_due"]
    assert due.values["left"]["value"] == 200
    assert (await chat.says("contact_supplier", told, acts=ASKS)).names == ["utter_told_already"]
