"""Selects the orders of an account, and those among them that match a filter."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import account_of, is_party
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.words.likeness import goods_likeness, is_company
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.records import OrderFilter
from actions.marketplace.trades.orders.rows import find_parties

_orders = tables.orders


def _build_visible() -> Select[Any]:
    buyers, suppliers = marketplace_tables.buyers, catalogue_tables.suppliers
    return (
        select(
            _orders,
            _own.c.role.label("own_role"),
            buyers.c.name_en.label("buyer_en"),
            buyers.c.name_zh.label("buyer_zh"),
            account_of("buyer_id", buyers.c.id).label("buyer_account"),
            suppliers.c.name_en.label("supplier_en"),
            suppliers.c.name_zh.label("supplier_zh"),
            account_of("supplier_id", suppliers.c.id).label("supplier_account"),
        )
        .join_from(_orders, _own, is_party(_own, _orders))
        .join(buyers, _orders.c.buyer_id == buyers.c.id)
        .join(suppliers, _orders.c.supplier_id == suppliers.c.id)
    )


_own = marketplace_tables.accounts.alias("own")
_visible = _build_visible()
"""Selects the orders of all accounts, each with the role (buyer or supplier) that the account `_own` has in it. The query is built only once, because building it
takes an eighth of the time of a turn."""


def select_visible(account: str) -> Select[Any]:
    """Returns a query for the orders that `account` bought or sold, with the names of both companies and the account's
    role (`own_role`)."""
    return _visible.where(_own.c.slug == account)


def narrow(query: Select[Any], wanted: OrderFilter) -> Select[Any]:
    """Returns the query with the filter's conditions on states, days and payments. The conditions on names
    of goods and companies are left to `select_named`."""
    payments = tables.payments.c
    if wanted.states:
        query = query.where(_orders.c.state.in_(wanted.states))
    if wanted.placed_from:
        query = query.where(_orders.c.placed_at >= _midnight(wanted.placed_from))
    if wanted.placed_before:
        query = query.where(_orders.c.placed_at < _midnight(wanted.placed_before))
    if wanted.unpaid:
        due = select(payments.id).where(
            payments.order_id == _orders.c.id, payments.state == "due", payments.kind != "refund"
        )
        query = query.where(_orders.c.state != "cancelled", due.exists())
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def select_named(connection: AsyncConnection, query: Select[Any], wanted: OrderFilter) -> list[Row[Any]]:
    """Returns the orders whose goods and whose other company match the names in the filter. If the filter
    names goods, only the orders whose goods match best are returned."""
    rows = list((await connection.execute(query)).all())
    if wanted.companies:
        rows = [row for row in rows if any(is_company(said, read_company_names(row)) for said in wanted.companies)]
    if not wanted.goods:
        return rows
    names = await read_goods_names(connection, [row.id for row in rows])
    likeness = {row.id: max(goods_likeness(said, names[row.id]) for said in wanted.goods) for row in rows}
    best = max(likeness.values(), default=0.0)
    return [row for row in rows if best and likeness[row.id] == best]


def read_company_names(row: Row[Any]) -> tuple[str, ...]:
    other = find_parties(row)[2]
    return tuple(filter(None, (other.name.en, other.name.zh, other.account)))


async def read_goods_names(connection: AsyncConnection, order_ids: Sequence[int]) -> dict[int, list[str]]:
    """Returns the names of the goods of each order (by its id) in both languages, including other names of
    the same products."""
    line, product = tables.order_lines.c, catalogue_tables.products.c
    query = (
        select(line.order_id, line.name_en, line.name_zh, product.keywords_en, product.keywords_zh)
        .select_from(tables.order_lines)
        .outerjoin(catalogue_tables.products, product.id == line.product_id)
        .where(line.order_id.in_(order_ids))
    )
    names: dict[int, list[str]] = defaultdict(list)
    for row in await connection.execute(query):
        others = f"{row.keywords_en or ''}\n{row.keywords_zh or ''}".splitlines()
        names[row.order_id] += [row.name_en, row.name_zh, *filter(None, others)]
    return names
