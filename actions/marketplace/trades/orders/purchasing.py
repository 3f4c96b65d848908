"""Lets a buyer cancel and change an order, by itself or with the supplier's agreement, and report that goods have
arrived."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey
from actions.marketplace.operator.terms import find_terms
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.changes import (
    apply_cost,
    apply_terms,
    close_change,
    close_open,
    find_asked,
    find_first_line,
    find_proposed,
    find_total,
    insert_change,
)
from actions.marketplace.trades.orders.lifecycle import Event
from actions.marketplace.trades.orders.part_lifecycles import shipment_allows
from actions.marketplace.trades.orders.payments import return_payments
from actions.marketplace.trades.orders.records import ChangeState, Terms
from actions.marketplace.trades.orders.ship_days import move_ship_day
from actions.marketplace.trades.orders.steps import Done, Steps
from foundation.clock import Clock

_orders, _shipments = tables.orders, tables.shipments


class Purchases:
    """Holds the buyer's commands. Each is idempotent: a repetition with the same `key` changes nothing and returns the
    first result. Each returns False if the order's state does not allow the command, and raises NotFound if there is no
    such order or it belongs to somebody else, and NotAllowed if the account belongs to a supplier.

    `find_in` returns the suspicious passages in words that the supplier will read, and `translate_city` the name of a
    city in both languages.
    """

    def __init__(
        self,
        clock: Clock,
        steps: Steps,
        find_in: Callable[..., Any],
        translate_city: Callable[[AsyncConnection, Name], Awaitable[Name]],
    ) -> None:
        self._clock = clock
        self._steps = steps
        self._find_in = find_in
        self._translate_city = translate_city

    async def cancel_order(self, account: str, number: str, reason: str | None, key: WriteKey) -> bool:
        """Cancels an order that is not in production yet. The money that the buyer has paid is returned.

        Raises:
            ValueError: the reason holds contact or bank details.
        """
        return await self._ask_or_cancel(account, number, "cancel", reason, key)

    async def ask_to_cancel(self, account: str, number: str, reason: str | None, key: WriteKey) -> bool:
        """Asks the supplier to agree that an order in production is cancelled and the buyer's money is returned.

        Raises:
            ValueError: the reason holds contact or bank details.
        """
        return await self._ask_or_cancel(account, number, "ask_cancel", reason, key)

    async def _ask_or_cancel(self, account: str, number: str, event: Event, reason: str | None, key: WriteKey) -> bool:
        self._check(reason)

        async def cancel(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            asks = event == "ask_cancel"
            if asks and await _is_asked(connection, order.id, Terms(), "cancel"):
                return None
            await close_open(connection, order.id, self._clock())
            state: ChangeState = "open" if asks else "made"
            change = await insert_change(connection, order.id, "cancel", state, Terms(), Terms(), reason, self._clock())
            if not asks:
                await return_payments(connection, order.id, order.currency)
            return Done(words=reason, about={"change": str(change)} if asks else {})

        return await self._steps.take(account, number, event, key, cancel)

    async def change_order(self, account: str, number: str, wanted: Terms, key: WriteKey) -> bool:
        """Changes an order that the supplier has not confirmed yet. The open payments follow the new total.

        Raises:
            ValueError: the destination or the words about the goods hold contact or bank details.
        """
        return await self._ask_or_change(account, number, "change", wanted, key)

    async def ask_to_change(self, account: str, number: str, wanted: Terms, key: WriteKey) -> bool:
        """Asks the supplier to agree to a change of an order that it has accepted, and that has not left yet.

        Raises:
            ValueError: the destination or the words about the goods hold contact or bank details.
        """
        return await self._ask_or_change(account, number, "ask_change", wanted, key)

    async def _ask_or_change(self, account: str, number: str, event: Event, wanted: Terms, key: WriteKey) -> bool:
        if wanted.destination:
            self._check(f"{wanted.destination.city.en}\n{wanted.destination.city.zh}")
        self._check(wanted.items)

        async def change(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            asks = event == "ask_change"
            before = await _read_terms(connection, order, wanted)
            new = await self._translate(connection, wanted)
            if new == before or (asks and await _is_asked(connection, order.id, new, "change")):
                return None
            await close_open(connection, order.id, self._clock())
            total = Money(round(await find_total(connection, order.id), 2), order.currency)
            before = replace(before, total=total)
            state: ChangeState = "open" if asks else "made"
            number = await insert_change(connection, order.id, "change", state, new, before, None, self._clock())
            about = {"change": str(number)}
            if not asks:
                await apply_terms(connection, order, new)
            amount = new.quantity.value if new.quantity else None
            return Done(day=new.expected_on, quantity=amount, words=new.items, about=about)

        return await self._steps.take(account, number, event, key, change)

    async def answer_proposal(self, account: str, number: str, change_id: int, takes: bool, key: WriteKey) -> bool:
        """Takes the terms that the supplier has named for a change, which then takes effect, or leaves the order as it
        is.

        Returns False also if these terms no longer wait for an answer.
        """

        async def answer(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            proposed = await find_proposed(connection, order.id)
            if proposed is None or proposed.id != change_id or proposed.proposal is None:
                return None
            await close_change(connection, change_id, "agreed" if takes else "refused", self._clock())
            about = {"change": str(change_id)}
            if not takes:
                return Done(about=about)
            await apply_terms(connection, order, proposed.wanted)
            if proposed.proposal.cost:
                await apply_cost(connection, order, proposed.proposal.cost)
            if day := proposed.proposal.ships_on:
                await move_ship_day(connection, order, day)
            new = proposed.wanted
            amount = new.quantity.value if new.quantity else None
            return Done(day=new.expected_on, quantity=amount, words=new.items, about=about)

        return await self._steps.take(account, number, "take_proposal" if takes else "leave_proposal", key, answer)

    async def report_arrival(self, account: str, number: str, shipment_id: int | None, key: WriteKey) -> bool:
        """Records that a shipment has arrived, or without `shipment_id` that all of them have, and opens the claim
        period. When everything is shipped and has arrived, the order is delivered.

        Returns False also if the shipment is not of this order, or has arrived before.
        """

        async def receive(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            now = self._clock()
            open_ones = _shipments.c.order_id == order.id, shipment_allows("arrive")
            rows = (await connection.execute(select(_shipments).where(*open_ones).order_by(_shipments.c.id))).all()
            arrived = [row for row in rows if shipment_id in (None, row.id)]
            if not arrived and not await _has_no_shipments(connection, order.id, shipment_id):
                return None
            ids = [row.id for row in arrived]
            await connection.execute(update(_shipments).where(_shipments.c.id.in_(ids)).values(arrived_at=now))
            until = now + (await find_terms(connection)).claim_period
            await connection.execute(update(_orders).where(_orders.c.id == order.id).values(claim_until=until))
            place = Name(order.destination_en, order.destination_zh) if order.destination_en else None
            if order.state == "shipped" and len(arrived) == len(rows):
                return Done(event="receive", place=place)
            quantities = [row.quantity for row in arrived if row.quantity is not None]
            return Done(place=place, quantity=sum(quantities) or None, about={"shipment": str(ids[-1])})

        return await self._steps.take(account, number, "receive_part", key, receive)

    def _check(self, words: str | None) -> None:
        if words and self._find_in(words):
            raise ValueError("words that may not be passed on")

    async def _translate(self, connection: AsyncConnection, wanted: Terms) -> Terms:
        place = wanted.destination
        if place is None:
            return wanted
        city = await self._translate_city(connection, place.city)
        return replace(wanted, destination=Destination(place.country, city))


async def _read_terms(connection: AsyncConnection, order: Row[Any], wanted: Terms) -> Terms:
    """Returns the order's present values of the terms that are to change."""
    line = await find_first_line(connection, order.id)
    place = Destination(order.destination_country, Name(order.destination_en, order.destination_zh))
    return Terms(
        Quantity(line.quantity, line.unit) if wanted.quantity else None,
        place if wanted.destination else None,
        order.expected_on if wanted.expected_on else None,
    )


async def _is_asked(connection: AsyncConnection, order_id: int, wanted: Terms, kind: str) -> bool:
    """Returns whether the supplier has been asked for the same already and has not answered yet."""
    asked = await find_asked(connection, order_id)
    return asked is not None and (asked.kind, asked.wanted) == (kind, wanted)


async def _has_no_shipments(connection: AsyncConnection, order_id: int, shipment_id: int | None) -> bool:
    """Returns whether the whole order is meant although nobody has recorded a shipment of it."""
    query = select(_shipments.c.id).where(_shipments.c.order_id == order_id).limit(1)
    return shipment_id is None and (await connection.execute(query)).first() is None
