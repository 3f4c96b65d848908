"""Shows the staff an account's orders, with the acts about them."""

from __future__ import annotations

from actions.desk.acts import Subject
from actions.desk.asking import build_asking, find_buyer_of
from actions.desk.orders.changing import CHANGING
from actions.desk.orders.claiming import CLAIMING
from actions.desk.orders.making import MAKING
from actions.desk.orders.shipping import SHIPPING
from actions.marketplace import Marketplace
from actions.marketplace.trades.orders.records import Order, OrderState
from actions.replies import Value, quantity, term, text
from actions.trades.orders.cards import full_card, order_state

OPEN: tuple[OrderState, ...] = (
    "awaiting_confirmation",
    "accepted",
    "in_production",
    "ready_to_ship",
    "partly_shipped",
    "shipped",
    "delivered",
    "disputed",
)
MOST = 6


async def _list_open(market: Marketplace, account: str) -> list[Order]:
    found = (await market.orders.list_orders(account, OPEN, limit=MOST)).orders
    return [await market.orders.access_order(account, one.number) for one in found]


async def _find_supplier(market: Marketplace, order: Order) -> tuple[str, str]:
    account = order.supplier.account
    return (await market.suppliers.supplier_of(account) or "") if account else "", order.number


def _title(order: Order) -> Value:
    line = order.lines[0]
    return term("order.goods_line", quantity=quantity(line.quantity), goods=text(line.product))


def _number(order: Order) -> str:
    return order.number


ORDERS = Subject(
    "order",
    "ORD",
    lambda market, account, number: market.orders.access_order(account, number),
    _list_open,
    _number,
    lambda order: order_state(order.state),
    _title,
    full_card,
    (
        *MAKING,
        *SHIPPING,
        *CHANGING,
        CLAIMING,
        build_asking("order.ask_supplier", "buyer", "order", _find_supplier),
        build_asking("order.ask_buyer", "supplier", "order", find_buyer_of),
    ),
)
