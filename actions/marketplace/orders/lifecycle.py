"""Confirms an order or reports it shipped, for its supplier, and tells the buyer in the same
transaction."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables as marketplace_tables
from actions.marketplace.accounts import canonical_number, is_party, require_role
from actions.marketplace.catalogue import tables as catalogue_tables
from actions.marketplace.database.engine import Database
from actions.marketplace.database.idempotency import once
from actions.marketplace.errors import NotFound
from actions.marketplace.orders import tables
from actions.marketplace.orders.carriers import carrier_names, is_carrier, usual_mode
from actions.marketplace.orders.notices import ORDER_CONFIRMED, ORDER_SHIPPED
from actions.marketplace.orders.records import EventKind, OrderState
from actions.marketplace.orders.tracking import read_tracking_number
from actions.marketplace.outbox import tell_company
from actions.marketplace.records import Name, WriteKey
from foundation.clock import Clock

TO_CONFIRM: tuple[OrderState, ...] = ("awaiting_confirmation",)
TO_SHIP: tuple[OrderState, ...] = ("accepted", "in_production", "ready_to_ship")
_orders, _cities = tables.orders, catalogue_tables.cities


class Fulfilment:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def confirm_order(self, account: str, number: str, key: WriteKey) -> bool:
        """Accepts an order that waits for this supplier, and tells the buyer.

        Returns False when it was not waiting (any more).

        Raises:
            NotFound: there is no such order, or it is somebody else's.
            NotAllowed: the account is a buyer's.
        """

        async def confirm(connection: AsyncConnection, order: Row[Any]) -> None:
            await self._advance(connection, order, "accepted", "accepted", None)
            await tell_company(
                connection, ORDER_CONFIRMED, {"order": order.number}, self._clock(), buyer_id=order.buyer_id
            )

        return await self._change(account, number, key, TO_CONFIRM, confirm)

    async def ship_order(self, account: str, number: str, carrier: str, tracking_number: str, key: WriteKey) -> bool:
        """Records the shipment with a carrier (canonical, see `carriers`) from the supplier's city,
        and tells the buyer.

        Returns False when the order cannot be shipped in its state.

        Raises:
            NotFound, NotAllowed: as `confirm_order`.
            ValueError: the carrier or the tracking number is not a known one. The buyer reads both as Caravan's words.
        """

        async def ship(connection: AsyncConnection, order: Row[Any]) -> None:
            if not is_carrier(carrier) or read_tracking_number(tracking_number) != tracking_number:
                raise ValueError("no carrier, or no tracking number")
            origin = await _city_of(connection, order.supplier_id)
            name = carrier_names(carrier)
            await connection.execute(
                tables.shipments.insert().values(
                    order_id=order.id,
                    mode=usual_mode(carrier),
                    carrier=carrier,
                    carrier_en=name.en,
                    carrier_zh=name.zh,
                    tracking_number=tracking_number,
                    origin_en=origin.en,
                    origin_zh=origin.zh,
                    destination_en=order.destination_en,
                    destination_zh=order.destination_zh,
                    shipped_at=self._clock(),
                    eta=order.expected_on,
                )
            )
            await self._advance(connection, order, "shipped", "shipped", origin)
            await tell_company(
                connection, ORDER_SHIPPED, {"order": order.number}, self._clock(), buyer_id=order.buyer_id
            )

        return await self._change(account, number, key, TO_SHIP, ship)

    async def _change(
        self,
        account: str,
        number: str,
        key: WriteKey,
        states: Sequence[OrderState],
        work: Callable[[AsyncConnection, Row[Any]], Awaitable[None]],
    ) -> bool:
        """Locks the order and runs `work` on it, once for each key, if the order is in one of `states`."""
        async with self._database.begin() as connection:
            await require_role(connection, account, "supplier")
            order = await _lock_order(connection, account, number)

            async def change() -> dict[str, Any]:
                possible = order.state in states
                if possible:
                    await work(connection, order)
                return {"changed": possible}

            return bool((await once(connection, account, key, self._clock(), change))["changed"])

    async def _advance(
        self, connection: AsyncConnection, order: Row[Any], state: OrderState, event: EventKind, place: Name | None
    ) -> None:
        await connection.execute(update(_orders).where(_orders.c.id == order.id).values(state=state))
        await connection.execute(
            tables.order_events.insert().values(
                order_id=order.id,
                kind=event,
                at=self._clock(),
                place_en=place.en if place else None,
                place_zh=place.zh if place else None,
            )
        )


async def _lock_order(connection: AsyncConnection, account: str, number: str) -> Row[Any]:
    """Returns the account's order, and locks it until the end of the transaction (on SQLite the whole database)."""
    query = (
        select(_orders)
        .join(marketplace_tables.accounts, is_party(marketplace_tables.accounts, _orders))
        .where(marketplace_tables.accounts.c.slug == account, _orders.c.number == canonical_number(number, "ORD"))
        .with_for_update(of=_orders)
    )
    order = (await connection.execute(query)).first()
    if order is None:
        raise NotFound(number)
    return order


async def _city_of(connection: AsyncConnection, supplier_id: int) -> Name:
    query = (
        select(_cities.c.name_en, _cities.c.name_zh)
        .join(catalogue_tables.suppliers, catalogue_tables.suppliers.c.city_id == _cities.c.id)
        .where(catalogue_tables.suppliers.c.id == supplier_id)
    )
    row = (await connection.execute(query)).one()
    return Name(row.name_en, row.name_zh)
