"""Parts of an order of several goods count against all of them that are counted alike, not only against the first."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest
from sqlalchemy import select

from actions.marketplace.trades.orders.records import COST_OF_CHANGE
from actions.marketplace.trades.orders.tables import order_lines, orders
from tests.fakes.actions.chat import Chat
from tests.fakes.actions.news import see_order
from tests.fakes.actions.trading import SUPPLIER, key, market, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
TRACKING = {"carrier": "DHL", "tracking_number": "3318810025"}


async def add_line(number: str, quantity: int, unit: str, name: str = "Tea tray") -> None:
    of_order = select(orders.c.id).where(orders.c.number == number).scalar_subquery()
    async with (await market()).database.begin() as connection:
        last = select(order_lines.c.position).where(order_lines.c.order_id == of_order)
        position = max((await connection.execute(last)).scalars()) + 1
        goods = {"name_en": name, "name_zh": "茶盘", "quantity": quantity, "unit": unit, "unit_price": Decimal("4.10")}
        order_id = (await connection.execute(select(of_order))).scalar_one()
        await connection.execute(order_lines.insert().values(order_id=order_id, position=position, **goods))


async def order_of_two() -> str:
    """Returns the number of an order of 300 tea sets and 200 trays, both counted in sets, and of what neither is."""
    number = await order_to_ship()
    await add_line(number, 200, "set")
    await add_line(number, 50, "carton")
    await add_line(number, 1, "set", COST_OF_CHANGE.en)
    return number


async def test_more_than_the_first_goods_can_leave(server: httpx.AsyncClient) -> None:
    number = await order_of_two()
    assert (await see_order(number)).left_to_ship.value == 500
    ship = (await market()).fulfilment.ship_order
    assert not await ship(SUPPLIER, number, "DHL", "SF1098837261", key(), Decimal(501))
    assert await ship(SUPPLIER, number, "DHL", "SF1098837261", key(), Decimal(400))
    order = await see_order(number)
    assert (order.state, order.left_to_ship.value) == ("partly_shipped", 100)
    assert await ship(SUPPLIER, number, "DHL", "3318810025", key())
    order = await see_order(number)
    assert (order.state, order.left_to_ship.value) == ("shipped", 0)


@pytest.mark.parametrize(("words", "left"), [("400 sets left today", 100), ("今天发了400套", 100)])
async def test_the_report_names_all_goods_and_what_is_left(server: httpx.AsyncClient, words: str, left: int) -> None:
    number, chat = await order_of_two(), Chat(server, SUPPLIER)
    part = {"quantity": {"value": 400, "unit": "set"}}
    shown = await chat.says("ship_order", words, order_number=number, **TRACKING, **part)
    shipped = shown.replies[-1]["values"]["shipped"]
    assert shipped["values"]["goods"]["name"] == "order.goods_and_more"
    assert shipped["values"]["rest"]["value"] == left
    assert (await chat.says("affirm", "yes")).names == ["utter_part_shipped_now"]
    assert (await see_order(number)).left_to_ship.value == left
