"""Writes new orders: those that a buyer places from a listing, and those that follow from a quotation."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import require_role
from actions.marketplace.base.database.counters import next_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.outbox import tell_company
from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.operator.terms import find_terms
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.notices import ORDER_PLACED
from actions.marketplace.trades.orders.payments import plan_payments
from actions.marketplace.trades.orders.terms import LISTING_INCOTERM, expect_arrival
from foundation.clock import Clock

_orders, _products, _tiers = tables.orders, catalogue_tables.products, catalogue_tables.price_tiers


@dataclass(frozen=True, slots=True)
class OrderFromListing:
    """Says what a buyer orders from a listing. `unit_price` is the price that the buyer has seen and agreed to, and
    `note` the buyer's further words."""

    product_id: int
    quantity: Quantity
    unit_price: Money
    destination: Destination
    needed_by: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NewOrder:
    """Holds the data of a new order. The buyer's and the supplier's company are given by their ids."""

    buyer_id: int
    supplier_id: int
    goods: Name
    product_id: int | None
    quantity: Quantity
    unit_price: Money
    incoterm: str
    destination: Destination
    lead_time_days: int
    needed_by: date | None = None
    note: str | None = None


class Placing:
    """Places orders from listings. `find_in` returns the suspicious passages in words that the supplier will read, and
    `translate_city` the name of a city in both languages."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        find_in: Callable[..., Any],
        translate_city: Callable[[AsyncConnection, Name], Awaitable[Name]],
    ) -> None:
        self._database, self._clock = database, clock
        self._find_in, self._translate_city = find_in, translate_city

    async def can_order(self, supplier: str) -> bool:
        """Returns whether the supplier with this slug has an account, so that it can confirm an order, and neither the
        supplier nor the account is paused."""
        accounts, suppliers = marketplace_tables.accounts, catalogue_tables.suppliers
        query = select(accounts.c.slug).join(suppliers, suppliers.c.id == accounts.c.supplier_id)
        query = query.where(suppliers.c.slug == supplier, suppliers.c.paused.is_(False), accounts.c.paused.is_(False))
        async with self._database.read() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def place(self, account: str, wish: OrderFromListing, key: WriteKey) -> str | None:
        """Places the order, tells the supplier, and returns its number. A repetition with the same `key` changes nothing
        and returns the first result.

        Returns None if the listing does not allow the order any more, because the listing or its supplier is paused, or
        its price or minimum has changed.

        Raises:
            NotFound: there is no such listing.
            NotAllowed: the account belongs to a supplier.
            ValueError: the note or the destination holds contact or bank details.
        """
        city = wish.destination.city
        if self._find_in("\n".join(filter(None, (wish.note, city.en, city.zh)))):
            raise ValueError("words that may not be passed on")
        async with self._database.begin() as connection:
            buyer = await require_role(connection, account, "buyer")

            async def place() -> dict[str, Any]:
                product = await _load_product(connection, wish.product_id)
                price = await _find_price(connection, product, wish.quantity)
                if price != wish.unit_price or product.is_paused:
                    return {"order": None}
                place = Destination(wish.destination.country, await self._translate_city(connection, city))
                new = NewOrder(
                    buyer_id=int(buyer.buyer_id),
                    supplier_id=product.supplier_id,
                    goods=Name(product.name_en, product.name_zh),
                    product_id=product.id,
                    quantity=wish.quantity,
                    unit_price=wish.unit_price,
                    incoterm=LISTING_INCOTERM,
                    destination=place,
                    lead_time_days=product.lead_time_days,
                    needed_by=wish.needed_by,
                    note=wish.note,
                )
                number = await do_place_order(connection, new, self._clock(), key)
                return {"order": number, "about": number}

            number: str | None = (await once(connection, account, key, self._clock(), place))["order"]
            return number


async def do_place_order(connection: AsyncConnection, new: NewOrder, now: datetime, key: WriteKey) -> str:
    """Writes an order that waits for its supplier's confirmation, with its line, its payments and the beginning of its
    timeline, and tells the supplier. Returns its number."""
    number, ships_on = await next_number(connection, "ORD", _orders), now.date() + timedelta(days=new.lead_time_days)
    place, total = new.destination, new.quantity.value * new.unit_price.amount
    needed_by = new.needed_by if new.needed_by and new.needed_by > now.date() else None
    values = {
        "number": number,
        "buyer_id": new.buyer_id,
        "supplier_id": new.supplier_id,
        "state": "awaiting_confirmation",
        "incoterm": new.incoterm,
        "currency": new.unit_price.currency,
        "placed_at": now,
        "expected_on": needed_by or expect_arrival(ships_on, place.country),
        "ships_on": ships_on,
        "destination_country": place.country,
        "destination_en": place.city.en,
        "destination_zh": place.city.zh,
    }
    inserted = await connection.execute(_orders.insert().values(values))
    assert inserted.inserted_primary_key is not None
    order_id = inserted.inserted_primary_key[0]
    line = {
        "order_id": order_id,
        "position": 1,
        "product_id": new.product_id,
        "name_en": new.goods.en,
        "name_zh": new.goods.zh,
        "quantity": new.quantity.value,
        "unit": new.quantity.unit,
        "unit_price": new.unit_price.amount,
    }
    await connection.execute(tables.order_lines.insert().values(line))
    entry = {"order_id": order_id, "kind": "placed", "at": now, "words": new.note, **key.behalf}
    await connection.execute(tables.order_events.insert().values(entry))
    share = (await find_terms(connection)).deposit_share
    plan = plan_payments(total, new.unit_price.currency, now.date(), ships_on, share)
    await connection.execute(tables.payments.insert(), [{"order_id": order_id, **part} for part in plan])
    await tell_company(connection, ORDER_PLACED, {"order": number}, now, supplier_id=new.supplier_id)
    return number


async def _load_product(connection: AsyncConnection, product_id: int) -> Row[Any]:
    """Returns the product; `is_paused` is true if the product or its supplier is paused."""
    suppliers = catalogue_tables.suppliers.c
    is_paused = (_products.c.paused | suppliers.paused).label("is_paused")
    query = select(_products, is_paused).join(catalogue_tables.suppliers, suppliers.id == _products.c.supplier_id)
    row = (await connection.execute(query.where(_products.c.id == product_id))).first()
    if row is None:
        raise NotFound(str(product_id))
    return row


async def _find_price(connection: AsyncConnection, product: Row[Any], quantity: Quantity) -> Money | None:
    """Returns the price of one unit for this quantity, or None if the listing sells no such quantity."""
    if quantity.unit != product.unit or quantity.value < product.moq:
        return None
    reached = _tiers.c.product_id == product.id, _tiers.c.minimum <= quantity.value
    query = select(_tiers.c.unit_price).where(*reached).order_by(_tiers.c.minimum.desc()).limit(1)
    price: Decimal | None = (await connection.execute(query)).scalar_one_or_none()
    return Money(price, product.currency) if price is not None else None
