"""Turns notices about an order into the replies that its two sides read."""

from __future__ import annotations

from actions.marketplace import Marketplace
from actions.marketplace.orders.notices import ORDER_CONFIRMED, ORDER_PLACED, ORDER_SHIPPED
from actions.marketplace.orders.records import Order
from actions.marketplace.outbox import Notice
from actions.orders.cards import order_values
from actions.replies import Reply, button, code, reply, text


async def say_order_placed(market: Marketplace, notice: Notice) -> Reply:
    order = await _access_order(market, notice)
    confirm = button("button.confirm_order", "confirm_order", order_number=order.number)
    return reply("utter_notice_order_placed", order_values(order), confirm)


async def say_order_confirmed(market: Marketplace, notice: Notice) -> Reply:
    order = await _access_order(market, notice)
    see = button("button.see_order", "order_status", order_number=order.number)
    return reply("utter_notice_order_confirmed", order_values(order), see)


async def say_order_shipped(market: Marketplace, notice: Notice) -> Reply:
    order = await _access_order(market, notice)
    shipment = order.shipments[-1]
    values = {"carrier": text(shipment.carrier_name), "tracking_number": code(shipment.tracking_number)}
    see = button("button.see_order", "order_status", order_number=order.number)
    return reply("utter_notice_order_shipped", order_values(order) | values, see)


async def _access_order(market: Marketplace, notice: Notice) -> Order:
    return await market.orders.access_order(notice.account, notice.payload["order"])


NOTICES = {
    ORDER_PLACED: say_order_placed,
    ORDER_CONFIRMED: say_order_confirmed,
    ORDER_SHIPPED: say_order_shipped,
}
