"""Carries out events that change a product's price or stock, or that pause it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.version import mark_changed
from actions.marketplace.integrations.events.happened import Happened, Refused, check_currency, require_row
from actions.marketplace.integrations.importing.problems import Problem
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.integrations.importing.writing import replace_children

_products = catalogue_tables.products


class Goods:
    """Changes products in the caller's transaction. Each method returns False if the product has these values
    already."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def _find(self, happened: Happened) -> Row[Any]:
        number = await require_row(
            self._connection, "products", "product_id", happened.operator_id, ("a product", "产品")
        )
        locked = select(_products).where(_products.c.id == number).with_for_update()
        return (await self._connection.execute(locked)).one()

    async def price(self, happened: Happened) -> bool:
        product = await self._find(happened)
        tiers = [(tier.minimum, tier.unit_price) for tier in happened.values["prices"] or ()]
        if happened.values["price"] is not None and (not tiers or tiers[0][0] > product.moq):
            tiers.insert(0, (product.moq, happened.values["price"]))
        if not tiers:
            raise Refused(Problem("missing", "price"))
        if tiers[0][0] < product.moq:
            raise Refused(Problem("tier_below", "prices", "", {"moq": f"{product.moq:,f}"}))
        currency = happened.values["currency"] or product.currency
        await check_currency(self._connection, currency)
        columns = catalogue_tables.price_tiers.c
        query = select(columns.minimum, columns.unit_price).where(columns.product_id == product.id)
        there = [
            (row.minimum, row.unit_price) for row in await self._connection.execute(query.order_by(columns.minimum))
        ]
        if (there, product.currency) == (tiers, currency):
            return False
        rows = [{"product_id": product.id, "minimum": minimum, "unit_price": price} for minimum, price in tiers]
        await replace_children(self._connection, catalogue_tables.price_tiers, "product_id", [product.id], rows)
        await self._change(product.id, currency=currency)
        return True

    async def stock(self, happened: Happened) -> bool:
        product = await self._find(happened)
        if product.stock == happened.values["stock"]:
            return False
        await self._change(product.id, stock=happened.values["stock"])
        return True

    async def pause(self, happened: Happened) -> bool:
        product = await self._find(happened)
        if product.paused == happened.values["paused"]:
            return False
        await self._change(product.id, paused=happened.values["paused"])
        return True

    async def _change(self, number: int, **values: Any) -> None:
        """Writes the values, and clears the digest of the last imported row, so that importing the same row again
        counts as a change."""
        await self._connection.execute(update(_products).where(_products.c.id == number).values(values))
        same = (operator_ids.c.kind == "products") & (operator_ids.c.row_id == number)
        await self._connection.execute(update(operator_ids).where(same).values(digest=""))
        await mark_changed(self._connection)
