"""A supplier is warned before it ships what was to be paid before the goods leave, and of nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from actions.marketplace.trades.orders.tables import orders, payments
from tests.fakes.actions.chat import Answer, Chat, at_hand
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.news import see_order
from tests.fakes.actions.trading import SUPPLIER, key, market, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
ASKS = {"ask_about": ("ask", 0.9)}
TRACKING = {"carrier": "DHL", "tracking_number": "3318810025"}


async def set_payment(number: str, kind: str, **values: Any) -> None:
    of_order = select(orders.c.id).where(orders.c.number == number).scalar_subquery()
    async with (await market()).database.begin() as connection:
        meant = update(payments).where(payments.c.order_id == of_order, payments.c.kind == kind)
        await connection.execute(meant.values(**values))


async def pay(number: str, kind: str) -> None:
    await set_payment(number, kind, state="paid", paid_at=NOW)


def unpaid(answer: Answer) -> list[str]:
    """Returns the kinds of the payments that the answer warns of."""
    return [
        line["values"]["kind"]["name"].removeprefix("payment_kind.")
        for line in answer.replies[-1]["values"]["unpaid"]["items"]
    ]


async def ship(server: httpx.AsyncClient, number: str, language: str, words: str = "") -> Answer:
    return await Chat(server, SUPPLIER, language=language).says("ship_order", words, order_number=number, **TRACKING)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_balance_before_shipment_warns_before_its_day(server: httpx.AsyncClient, language: str) -> None:
    number = await order_to_ship()
    await pay(number, "deposit")
    order = await see_order(number)
    (balance,) = [each for each in order.payments if each.kind == "balance"]
    assert balance.due_on == order.ships_on, "which is weeks away"
    shown = await ship(server, number, language)
    assert (shown.names, unpaid(shown)) == (["utter_ship_confirm_unpaid"], ["balance"])


async def test_it_still_warns_when_the_goods_leave_earlier(server: httpx.AsyncClient) -> None:
    number = await order_to_ship()
    await pay(number, "deposit")
    tomorrow = NOW.date() + dt.timedelta(days=1)
    await (await market()).fulfilment.set_ship_day(SUPPLIER, number, tomorrow, key())
    assert unpaid(await ship(server, number, "zh")) == ["balance"]


async def test_money_on_its_way_has_not_come(server: httpx.AsyncClient) -> None:
    number = await order_to_ship()
    await pay(number, "deposit")
    await set_payment(number, "balance", state="pending")
    assert unpaid(await ship(server, number, "en")) == ["balance"]


@pytest.mark.parametrize("words", ["100 sets left today", "今天先发100套"])
async def test_a_part_warns_like_the_whole(server: httpx.AsyncClient, words: str) -> None:
    number = await order_to_ship()
    await pay(number, "deposit")
    part = {"quantity": {"value": 100, "unit": "set"}}
    shown = await Chat(server, SUPPLIER).says("ship_order", words, order_number=number, **TRACKING, **part)
    assert (shown.names, unpaid(shown)) == (["utter_ship_confirm_unpaid"], ["balance"])
    assert shown.values["shipped"]["name"] == "shipment.part_with_rest"


@pytest.mark.parametrize("words", ["can I ship it in two parts?", "可以分两批发吗？"])
async def test_whether_parts_may_leave_says_what_is_to_come_first(server: httpx.AsyncClient, words: str) -> None:
    number = await order_to_ship()
    await pay(number, "deposit")
    said = await Chat(server, SUPPLIER, record=at_hand(number)).says("change_order", words, acts=ASKS)
    assert said.names == ["utter_ship_parts_unpaid", "utter_ship_part"]
    assert [line["values"]["kind"]["name"] for line in said.replies[0]["values"]["unpaid"]["items"]] == [
        "payment_kind.balance"
    ]


@pytest.mark.parametrize("known", [False, None])
async def test_a_balance_after_shipment_does_not_warn(server: httpx.AsyncClient, known: bool | None) -> None:
    """Whether the agreement is on record, or only a day after that of the shipment."""
    number = await order_to_ship()
    await pay(number, "deposit")
    ships_on = (await see_order(number)).ships_on
    assert ships_on is not None
    later = ships_on + dt.timedelta(days=30)
    await set_payment(number, "balance", due_on=later, before_shipment=known)
    assert (await ship(server, number, "en")).names == ["utter_ship_confirm"]
    said = await Chat(server, SUPPLIER, record=at_hand(number)).says("change_order", "可以分两批发吗？", acts=ASKS)
    assert said.names[0] == "utter_ship_parts"
    await set_payment(number, "balance", due_on=NOW.date())
    assert unpaid(await ship(server, number, "en")) == ["balance"], "it is due today"


async def test_all_paid_warns_of_nothing(server: httpx.AsyncClient) -> None:
    number = await order_to_ship()
    await pay(number, "deposit")
    await pay(number, "balance")
    assert (await ship(server, number, "zh")).names == ["utter_ship_confirm"]
