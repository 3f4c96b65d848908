"""Lets a supplier take an order from its confirmation to its shipment."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.records import Name, WriteKey
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.carriers import carrier_names, is_carrier, usual_mode
from actions.marketplace.trades.orders.changes import apply_terms, close_change, find_asked, propose_terms
from actions.marketplace.trades.orders.lifecycle import Event
from actions.marketplace.trades.orders.part_lifecycles import shipment_allows
from actions.marketplace.trades.orders.payments import return_payments
from actions.marketplace.trades.orders.records import ChangeKind, Proposal, find_whole
from actions.marketplace.trades.orders.ship_days import move_ship_day
from actions.marketplace.trades.orders.steps import Done, Steps
from actions.marketplace.trades.orders.tracking import read_tracking_number
from foundation.clock import Clock

_orders, _shipments = tables.orders, tables.shipments
_cities = catalogue_tables.cities


class Fulfilment:
    """Holds the supplier's commands. Each is idempotent: a repetition with the same `key` changes nothing and returns
    the first result. Each returns False if the order's state does not allow the command, and raises NotFound if there
    is no such order or it belongs to somebody else, and NotAllowed if the account belongs to a buyer.

    `find_in` returns the suspicious passages in words that the buyer will read.
    """

    def __init__(self, database: Database, clock: Clock, steps: Steps, find_in: Callable[..., Any]) -> None:
        self._database = database
        self._clock = clock
        self._steps = steps
        self._find_in = find_in

    async def confirm_order(self, account: str, number: str, key: WriteKey) -> bool:
        """Accepts an order that waits for this supplier's confirmation."""
        return await self._steps.take(account, number, "confirm", key)

    async def decline_order(self, account: str, number: str, reason: str, key: WriteKey) -> bool:
        """Declines an order that waits for this supplier's confirmation. The money that the buyer has paid is returned.

        Raises:
            ValueError: the reason holds contact or bank details.
        """
        self._check(reason)

        async def decline(connection: AsyncConnection, order: Row[Any]) -> Done:
            await return_payments(connection, order.id, order.currency)
            return Done(words=reason)

        return await self._steps.take(account, number, "decline", key, decline)

    async def start_production(self, account: str, number: str, key: WriteKey) -> bool:
        return await self._steps.take(account, number, "start", key)

    async def report_progress(
        self, account: str, number: str, key: WriteKey, made: Decimal | None = None, step: str | None = None
    ) -> bool:
        """Says how much of the goods is made, or which step the production has reached, in the supplier's words. An
        order whose production had not been reported as started is in production then.

        Raises:
            ValueError: neither is given, `made` is not a part of the order, or `step` holds contact or bank details.
        """
        self._check(step)

        async def progress(connection: AsyncConnection, order: Row[Any]) -> Done:
            total = await _find_whole(connection, order.id)
            if (made is None and not step) or (made is not None and not 0 < made < total):
                raise ValueError("no part of the order")
            return Done(quantity=made, words=step)

        return await self._steps.take(account, number, "progress", key, progress)

    async def finish_production(self, account: str, number: str, key: WriteKey) -> bool:
        return await self._steps.take(account, number, "finish", key)

    async def set_ship_day(
        self,
        account: str,
        number: str,
        day: date,
        key: WriteKey,
        *,
        late: bool = False,
        reason: str | None = None,
    ) -> bool:
        """Promises the day on which the goods leave. The order is late if `late` says so, or if the day is after the
        day that was promised before. If the new day is later than the old one, the expected arrival moves by as many
        days, and an open payment that was due on the old day becomes due on the new one. The buyer also reads the
        `reason`.

        Raises:
            ValueError: the day is over, or the reason holds contact or bank details.
        """
        self._check(reason)

        async def promise(connection: AsyncConnection, order: Row[Any]) -> Done:
            if day < self._clock().date():
                raise ValueError("a promise for a day that is over")
            is_late = late or (order.ships_on is not None and day > order.ships_on)
            await move_ship_day(connection, order, day)
            return Done(event="postpone" if is_late else None, day=day, words=reason)

        return await self._steps.take(account, number, "set_ship_day", key, promise)

    async def ship_order(
        self,
        account: str,
        number: str,
        carrier: str,
        tracking_number: str,
        key: WriteKey,
        quantity: Decimal | None = None,
        *,
        departs: date | None = None,
        eta: date | None = None,
    ) -> bool:
        """Records that goods have left the supplier's city: the whole rest of the order, or `quantity` of it, in the
        unit of the order. Until everything is shipped, the order is partly shipped. `carrier` is a name that
        `find_carrier` has returned, and `tracking_number` a number that `read_tracking_number` has returned. The goods
        leave now, or on the day `departs`, and arrive on the day `eta`, by default on the expected day of the order.

        Returns False also if less than `quantity` is left.

        Raises:
            ValueError: no such carrier is listed, or no carrier has tracking numbers of this shape.
        """

        async def ship(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            if not is_carrier(carrier) or read_tracking_number(tracking_number) != tracking_number:
                raise ValueError("no carrier, or no tracking number")
            left, is_whole = await _find_left(connection, order.id)
            part = left if quantity is None else quantity
            if not 0 < part <= left:
                return None
            origin, name = await _city_of(connection, order.supplier_id), carrier_names(carrier)
            inserted = await connection.execute(
                _shipments.insert().values(
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
                    shipped_at=datetime.combine(departs, time(12), UTC) if departs else self._clock(),
                    eta=eta or order.expected_on,
                    quantity=None if is_whole and part == left else part,
                )
            )
            assert inserted.inserted_primary_key is not None
            if part < left:
                about = {"shipment": str(inserted.inserted_primary_key[0])}
                return Done(event="ship_part", place=origin, quantity=part, about=about)
            return Done(place=origin, quantity=None if is_whole else part)

        return await self._steps.take(account, number, "ship", key, ship)

    async def correct_tracking(
        self,
        account: str,
        number: str,
        shipment_id: int,
        tracking_number: str,
        key: WriteKey,
        carrier: str | None = None,
    ) -> bool:
        """Replaces the tracking number of a shipment that is on its way, and its carrier if one is given.

        Returns False also if the shipment is not of this order, or has arrived.

        Raises:
            ValueError: no such carrier is listed, or no carrier has tracking numbers of this shape.
        """

        async def correct(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            if read_tracking_number(tracking_number) != tracking_number or (carrier and not is_carrier(carrier)):
                raise ValueError("no carrier, or no tracking number")
            values: dict[str, Any] = {"tracking_number": tracking_number}
            if carrier:
                name = carrier_names(carrier)
                values |= {"carrier": carrier, "carrier_en": name.en, "carrier_zh": name.zh}
                values["mode"] = usual_mode(carrier)
            meant = _shipments.c.id == shipment_id, _shipments.c.order_id == order.id, shipment_allows("correct")
            changed = await connection.execute(update(_shipments).where(*meant).values(values))
            return Done(about={"shipment": str(shipment_id)}) if changed.rowcount else None

        return await self._steps.take(account, number, "correct_tracking", key, correct)

    async def correct_quantity(
        self, account: str, number: str, shipment_id: int, quantity: Decimal, key: WriteKey
    ) -> bool:
        """Replaces the quantity that was reported of a shipment on its way, in the unit of the order. If all shipments
        together then hold the whole order, it is shipped, otherwise partly shipped.

        Returns False also if the shipment is not of this order or has arrived, if it holds this quantity already, or if
        the order has fewer pieces.
        """

        async def correct(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            query = select(_shipments).where(_shipments.c.order_id == order.id)
            rows = {row.id: row for row in await connection.execute(query)}
            whole = await _find_whole(connection, order.id)
            meant = rows.pop(shipment_id, None)
            if meant is None or meant.arrived_at is not None:
                return None
            was = whole if meant.quantity is None else meant.quantity
            left = whole - sum((row.quantity or Decimal(0) for row in rows.values()), Decimal(0))
            if not 0 < quantity <= left or quantity == was:
                return None
            corrected = update(_shipments).where(_shipments.c.id == shipment_id, shipment_allows("correct"))
            await connection.execute(corrected.values(quantity=None if quantity == whole else quantity))
            about = {"shipment": str(shipment_id), "was": f"{was.normalize():f}"}
            return Done("correct_whole" if quantity == left else "correct_part", quantity=quantity, about=about)

        return await self._steps.take(account, number, "correct_part", key, correct)

    async def expect_later(
        self, account: str, number: str, shipment_id: int, day: date, key: WriteKey, reason: str | None = None
    ) -> bool:
        """Says on which later day a shipment on its way will arrive. The buyer also reads the `reason`. Once the whole
        order has left, its expected day of arrival is the latest day of its shipments.

        Returns False also if the shipment is not of this order, or has arrived.

        Raises:
            ValueError: the day is over, or the reason holds contact or bank details.
        """
        self._check(reason)

        async def expect(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            if day < self._clock().date():
                raise ValueError("an arrival on a day that is over")
            meant = _shipments.c.id == shipment_id, _shipments.c.order_id == order.id, shipment_allows("expect_later")
            changed = await connection.execute(update(_shipments).where(*meant).values(eta=day))
            if not changed.rowcount:
                return None
            if order.state == "shipped":
                latest = select(func.max(_shipments.c.eta)).where(
                    _shipments.c.order_id == order.id, _shipments.c.arrived_at.is_(None)
                )
                expected = (await connection.execute(latest)).scalar_one()
                await connection.execute(update(_orders).where(_orders.c.id == order.id).values(expected_on=expected))
            return Done(day=day, words=reason, about={"shipment": str(shipment_id)})

        return await self._steps.take(account, number, "arrive_late", key, expect)

    async def answer_change(
        self, account: str, number: str, change_id: int, agrees: bool, key: WriteKey, reason: str | None = None
    ) -> bool:
        """Agrees to the change or the cancellation that the buyer has asked for, which then takes effect, or refuses
        it. The buyer reads the `reason` of a refusal.

        Returns False also if that change no longer waits for an answer.

        Raises:
            ValueError: the reason holds contact or bank details.
        """
        self._check(reason)
        async with self._database.read() as connection:
            kind = await _find_kind(connection, change_id)
        events: dict[tuple[ChangeKind, bool], Event] = {
            ("change", True): "agree_change",
            ("change", False): "refuse_change",
            ("cancel", True): "agree_cancel",
            ("cancel", False): "refuse_cancel",
        }

        async def answer(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            asked = await find_asked(connection, order.id)
            if asked is None or asked.id != change_id or asked.kind != kind:
                return None
            await close_change(connection, asked.id, "agreed" if agrees else "refused", self._clock())
            about = {"change": str(asked.id)}
            if not agrees:
                return Done(words=reason, about=about)
            if asked.kind == "cancel":
                await return_payments(connection, order.id, order.currency)
                return Done(about=about)
            await apply_terms(connection, order, asked.wanted)
            new = asked.wanted
            amount = new.quantity.value if new.quantity else None
            return Done(day=new.expected_on, quantity=amount, words=new.items, about=about)

        return await self._steps.take(account, number, events[kind or "change", agrees], key, answer)

    async def propose_change(
        self, account: str, number: str, change_id: int, proposal: Proposal, key: WriteKey
    ) -> bool:
        """Answers the buyer's wish for a change with the terms on which the supplier would agree: a cost on top, or
        another day of shipment. Nothing changes until the buyer takes them.

        Returns False also if that change no longer waits for an answer.

        Raises:
            ValueError: nothing is asked for, the cost is not in the order's currency, or the day is over.
        """

        async def propose(connection: AsyncConnection, order: Row[Any]) -> Done | None:
            cost, day = proposal.cost, proposal.ships_on
            if not proposal or (cost and (cost.currency != order.currency or cost.amount <= 0)):
                raise ValueError("no terms for this order")
            if day is not None and day < self._clock().date():
                raise ValueError("a promise for a day that is over")
            asked = await find_asked(connection, order.id)
            if asked is None or asked.id != change_id or asked.kind != "change":
                return None
            await propose_terms(connection, change_id, proposal)
            return Done(day=day, about={"change": str(change_id)})

        return await self._steps.take(account, number, "propose_change", key, propose)

    def _check(self, words: str | None) -> None:
        if words and self._find_in(words):
            raise ValueError("words that may not be passed on")


async def _find_kind(connection: AsyncConnection, change_id: int) -> ChangeKind | None:
    query = select(tables.order_changes.c.kind).where(tables.order_changes.c.id == change_id)
    kind: ChangeKind | None = (await connection.execute(query)).scalar_one_or_none()
    return kind


async def _find_whole(connection: AsyncConnection, order_id: int) -> Decimal:
    """Returns how much of the order's goods there is in all."""
    line = tables.order_lines.c
    lines = select(line.quantity, line.unit, line.name_en).where(line.order_id == order_id).order_by(line.position)
    return find_whole([(row.quantity, row.unit, row.name_en) for row in await connection.execute(lines)])


async def _find_left(connection: AsyncConnection, order_id: int) -> tuple[Decimal, bool]:
    """Returns how much of the order's goods is in no shipment yet, and whether that is the whole order."""
    total = await _find_whole(connection, order_id)
    parts = (await connection.execute(select(_shipments.c.quantity).where(_shipments.c.order_id == order_id))).scalars()
    sent = [total if part is None else part for part in parts]
    return total - sum(sent, Decimal(0)), not sent


async def _city_of(connection: AsyncConnection, supplier_id: int) -> Name:
    query = (
        select(_cities.c.name_en, _cities.c.name_zh)
        .join(catalogue_tables.suppliers, catalogue_tables.suppliers.c.city_id == _cities.c.id)
        .where(catalogue_tables.suppliers.c.id == supplier_id)
    )
    row = (await connection.execute(query)).one()
    return Name(row.name_en, row.name_zh)
