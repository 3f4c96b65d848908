"""A buyer says that goods have arrived, one shipment or all; with that the claim period opens, and the supplier is told."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat, field
from tests.fakes.actions.news import see_order, take_news
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, order_in_parts, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]


async def shipped() -> str:
    number = await order_to_ship()
    await (await market()).fulfilment.ship_order(SUPPLIER, number, "DHL", "3318810025", key())
    return number


async def test_the_whole_arrives_and_the_claim_period_opens(server: httpx.AsyncClient) -> None:
    number, chat = await shipped(), Chat(server, BUYER)
    (told,) = [one for one in await take_news(BUYER) if one["response"] == "utter_notice_order_shipped"]
    arrived = next(button for button in told["buttons"] if button["intent"] == "report_arrival")
    await take_news(SUPPLIER)
    shown = await chat.presses(dict(arrived))
    assert shown.names == ["utter_arrival_confirm"]
    assert shown.values["until"] == {"type": "date", "value": "2026-12-25"}
    done = await chat.says("affirm", "yes")
    assert done.names == ["utter_arrived_now"]
    order = await see_order(number)
    assert (order.state, order.events[-1].kind) == ("delivered", "delivered")
    assert order.claim_until is not None
    (told,) = await take_news(SUPPLIER)
    assert told["response"] == "utter_notice_order_arrived"
    assert (await chat.says("report_arrival", "it is here", order_number=number)).names == ["utter_arrival_not_now"]
    status = await chat.says("order_status", "", order_number=number)
    assert status.names == ["utter_order_delivered"]


async def test_one_of_two_shipments_arrives(server: httpx.AsyncClient) -> None:
    number, chat = await order_in_parts(), Chat(server, BUYER)
    await take_news(SUPPLIER)
    asked = await chat.says("report_arrival", "货到了", order_number=number)
    assert asked.names == ["utter_arrival_which"]
    assert [button["entities"]["shipment"] for button in asked.buttons] == ["3318810025", "SF1098837261", "all"]
    assert (await chat.presses(asked.buttons[1])).names == ["utter_arrival_confirm"]
    assert (await chat.says("affirm", "是")).names == ["utter_part_arrived_now"]
    order = await see_order(number)
    assert [one.arrived_at is not None for one in order.shipments] == [False, True]
    assert order.state == "shipped"
    assert [one["response"] for one in await take_news(SUPPLIER)] == ["utter_notice_part_arrived"]
    last = await chat.says("report_arrival", "剩下的也到了", order_number=number)
    assert last.names == ["utter_arrival_confirm"]
    await chat.says("affirm", "是")
    assert (await see_order(number)).state == "delivered"


async def test_a_shipment_is_named_by_its_tracking_number(server: httpx.AsyncClient) -> None:
    number, chat = await order_in_parts(), Chat(server, BUYER)
    shown = await chat.says("report_arrival", "SF1098837261 came", order_number=number, tracking_number="SF1098837261")
    assert shown.names == ["utter_arrival_confirm"]
    assert chat.values["shipment"] == "SF1098837261"


async def test_a_supplier_cannot_say_so(server: httpx.AsyncClient) -> None:
    number, chat = await shipped(), Chat(server, SUPPLIER)
    answer = await chat.says("report_arrival", "到货了", order_number=number)
    assert answer.names == ["utter_order_shipped"]
    assert field(answer.cards[0], "buyer")
    assert (await see_order(number)).state == "shipped"
