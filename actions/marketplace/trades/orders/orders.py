"""Reads orders. Every function needs an account and finds only the orders that this account is a party to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from actions.marketplace.base.accounts import canonical_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.reads import read_once
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.listings import Wanted, load_listings
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.likeness import find_first_word, find_short_name, mentions_company, mentions_goods
from actions.marketplace.goods.words.likeness import find_mentioned as find_called
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.records import Known, Mentioned, Order, OrderFilter, OrderPage, OrderState
from actions.marketplace.trades.orders.rows import find_parties, load_known, load_lines, load_order, make_summary
from actions.marketplace.trades.orders.selecting import (
    narrow,
    read_company_names,
    read_goods_names,
    select_named,
    select_visible,
)
from foundation.clock import Clock

_orders, _products = tables.orders, catalogue_tables.products
LOOKED_AT = 2000
"""In how many of the account's newest orders goods and companies are looked for by name."""


MOST_OFFERED = 200
"""The most listings of a supplier that are looked at."""


class Orders:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    @read_once
    async def access_order(self, account: str, number: str) -> Order:
        """Returns the order.

        Raises:
            NotFound: there is no such order, or it belongs to somebody else.
        """
        query = select_visible(account).where(_orders.c.number == canonical_number(number, "ORD"))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
            if row is None:
                raise NotFound(number)
            return await load_order(connection, row)

    async def list_offered(self, account: str, number: str) -> tuple[Listing, ...]:
        """Returns what the supplier of this order has on sale, in the order in which it was listed.

        Raises:
            NotFound: there is no such order, or it belongs to somebody else.
        """
        query = select_visible(account).where(_orders.c.number == canonical_number(number, "ORD"))
        async with self._database.read() as connection:
            order = (await connection.execute(query)).first()
            if order is None:
                raise NotFound(number)
            own = select(_products.c.id).where(_products.c.supplier_id == order.supplier_id)
            ids = (await connection.execute(own.order_by(_products.c.id).limit(MOST_OFFERED))).scalars().all()
            return await load_listings(connection, ids, Wanted(), self._clock().date())

    async def list_orders(
        self,
        account: str,
        states: Sequence[OrderState] | None = None,
        limit: int = 10,
        offset: int = 0,
        wanted: OrderFilter | None = None,
    ) -> OrderPage:
        """Returns one page of the account's orders, newest first. The page's `total` counts all orders that
        match. For an unknown account, the page is empty.

        If `wanted` names goods or companies, only the account's newest 2,000 orders are searched.
        """
        wanted = wanted or OrderFilter()
        query = narrow(select_visible(account), wanted)
        if states is not None:
            query = query.where(_orders.c.state.in_(states))
        newest = query.order_by(_orders.c.placed_at.desc(), _orders.c.id.desc())
        async with self._database.read() as connection:
            if wanted.goods or wanted.companies:
                found = await select_named(connection, newest.limit(LOOKED_AT), wanted)
                total, rows = len(found), found[offset : offset + limit]
            else:
                total = (await connection.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
                rows = list((await connection.execute(newest.limit(limit).offset(offset))).all())
            lines = await load_lines(connection, [row.id for row in rows])
        return OrderPage(total, tuple(make_summary(row, lines[row.id]) for row in rows))

    @read_once
    async def list_known(self, account: str, limit: int = 50) -> tuple[Known, ...]:
        """Returns the account's newest orders with the names and amounts by which people call them, newest first."""
        query = select_visible(account).order_by(_orders.c.placed_at.desc(), _orders.c.id.desc()).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            ids = [row.id for row in rows]
            lines, names = await load_lines(connection, ids), await read_goods_names(connection, ids)
            known = await load_known(connection, ids)
        return tuple(
            Known(make_summary(row, lines[row.id]), tuple(dict.fromkeys(names[row.id])), *known[row.id]) for row in rows
        )

    async def find_mentioned(self, account: str, text: str) -> Mentioned:
        """Returns the goods and companies of the account's newest orders that `text` mentions by their whole names or,
        if there are none, by shorter names ("the bedding", 青花杯, "the tomato order"). Callers use this if the language
        understanding has recognised neither goods nor companies."""
        query = select_visible(account).order_by(_orders.c.placed_at.desc(), _orders.c.id.desc()).limit(LOOKED_AT)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            goods = await read_goods_names(connection, [row.id for row in rows])
        companies = [next((n for n in read_company_names(row) if mentions_company(text, n)), None) for row in rows]
        if not any(companies):
            companies = list(_find_short_names(rows, text))
        names = {name for each in goods.values() for name in each}
        named = sorted((name for name in names if mentions_goods(text, name)), key=len, reverse=True)[:1]
        short = sorted({said for name in names if (said := find_short_name(text, name))})
        if not named and not short and not any(companies):
            short = _find_first_words(goods, text)
        return Mentioned(
            goods=tuple(named or short),
            companies=tuple(dict.fromkeys(filter(None, companies))),
        )


def _find_first_words(goods: Mapping[int, Sequence[str]], text: str) -> list[str]:
    """Returns the first words of goods if `text` calls the goods only by such a word, and no other goods of the account
    begin with it."""
    called = {
        frozenset(names): {said for name in names if (said := find_first_word(text, name))} for names in goods.values()
    }
    return sorted({said for names, words in called.items() for said in words if _is_of_one(said, called)})


def _is_of_one(said: str, called: Mapping[frozenset[str], set[str]]) -> bool:
    return sum(said in words for words in called.values()) == 1


def _find_short_names(rows: Sequence[Row[Any]], text: str) -> Iterator[str]:
    """Yields the buyers of a supplier's orders that the text calls by the beginning of their name, if no other buyer's
    name begins so: 华夏 for 华夏贸易."""
    if rows and rows[0].own_role == "supplier":
        others = (find_parties(row)[2].name for row in rows)
        yield from find_called(text, {name.en: name for name in others})
