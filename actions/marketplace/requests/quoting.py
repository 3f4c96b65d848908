"""Submits and accepts quotations, and tells the other side in the same transaction."""

from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables as marketplace_tables
from actions.marketplace.accounts import canonical_number, require_role
from actions.marketplace.database.counters import next_number
from actions.marketplace.database.engine import Database
from actions.marketplace.database.idempotency import once
from actions.marketplace.errors import NotFound
from actions.marketplace.orders import tables as orders_tables
from actions.marketplace.orders.notices import ORDER_PLACED
from actions.marketplace.outbox import tell_company
from actions.marketplace.records import Name, WriteKey
from actions.marketplace.requests import tables
from actions.marketplace.requests.held_words import find_in
from actions.marketplace.requests.notices import QUOTATION, QUOTATION_DECLINED
from actions.marketplace.requests.records import NewQuotation
from actions.marketplace.requests.terms import QUOTATION_VALIDITY
from actions.marketplace.requests.translations import translate_city
from foundation.clock import Clock

_rfqs, _quotations, _orders = tables.rfqs, tables.quotations, orders_tables.orders


class Quoting:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def submit_quotation(self, account: str, rfq: str, new: NewQuotation, key: WriteKey) -> str | None:
        """Quotes for a request that this supplier is invited to, or changes its own open quotation, and tells the buyer.

        Returns the quotation's number; None when the request takes no quotations (any more).

        Raises:
            NotFound: there is no such request, or this supplier is not invited.
            NotAllowed: the account is a buyer's.
        """
        async with self._database.begin() as connection:
            supplier = await require_role(connection, account, "supplier")
            request = await _lock_request(connection, rfq, supplier_id=supplier.supplier_id)

            async def submit() -> dict[str, Any]:
                if request.state != "open" or request.due_on < self._clock().date():
                    return {"quotation": None}
                number = await self._put(connection, request, supplier.supplier_id, new)
                news = {"rfq": request.number, "quotation": number}
                await tell_company(connection, QUOTATION, news, self._clock(), buyer_id=request.buyer_id)
                return {"quotation": number}

            number: str | None = (await once(connection, account, key, self._clock(), submit))["quotation"]
            return number

    async def accept_quotation(self, account: str, quotation: str, key: WriteKey) -> str | None:
        """Turns a quotation for this buyer's request into an order, which waits for the supplier's
        confirmation.

        The request is awarded, its other quotations are declined, and the suppliers are told.
        Returns the order's number; None when the quotation or the request is no longer open.

        Raises:
            NotFound: there is no such quotation, or it is for somebody else.
            NotAllowed: the account is a supplier's.
        """
        async with self._database.begin() as connection:
            buyer = await require_role(connection, account, "buyer")
            chosen = await _find_own_quotation(connection, quotation, buyer.buyer_id)
            request = await _lock_request(connection, chosen.rfq_number, buyer_id=buyer.buyer_id)

            async def accept() -> dict[str, Any]:
                current = await _find_own_quotation(connection, quotation, buyer.buyer_id)
                expired = current.valid_until < self._clock().date()
                if current.state != "open" or expired or request.state != "open":
                    return {"order": None}
                return {"order": await self._order(connection, request, current)}

            number: str | None = (await once(connection, account, key, self._clock(), accept))["order"]
            return number

    async def _put(self, connection: AsyncConnection, request: Row[Any], supplier_id: int, new: NewQuotation) -> str:
        """Writes the supplier's only open quotation for the request: a new one, or the present one
        with new terms. Returns its number."""
        today = self._clock().date()
        port = (
            await translate_city(connection, new.port) if new.port and not find_in(new.port.en, new.port.zh) else None
        )
        terms = {
            "unit_price": new.unit_price.amount,
            "currency": new.unit_price.currency,
            "quantity": request.quantity,
            "lead_time_days": new.lead_time_days,
            "incoterm": new.incoterm,
            "port_en": port and port.en,
            "port_zh": port and port.zh,
            "valid_until": new.valid_until or today + QUOTATION_VALIDITY,
            "created_at": self._clock(),
        }
        own = select(_quotations.c.id, _quotations.c.number).where(
            _quotations.c.rfq_id == request.id,
            _quotations.c.supplier_id == supplier_id,
            _quotations.c.state == "open",
        )
        before = (await connection.execute(own)).first()
        if before is not None:
            await connection.execute(update(_quotations).where(_quotations.c.id == before.id).values(terms))
            return str(before.number)
        number = await next_number(connection, "QUO", _quotations)
        row = {"number": number, "rfq_id": request.id, "supplier_id": supplier_id, "state": "open", **terms}
        await connection.execute(_quotations.insert().values(row))
        return number

    async def _order(self, connection: AsyncConnection, request: Row[Any], chosen: Row[Any]) -> str:
        number, now = await next_number(connection, "ORD", _orders), self._clock()
        await self._insert_order(connection, number, request, chosen)
        others = select(_quotations).where(
            _quotations.c.rfq_id == request.id, _quotations.c.id != chosen.id, _quotations.c.state == "open"
        )
        declined = (await connection.execute(others)).all()
        for state, ids in (("accepted", [chosen.id]), ("declined", [row.id for row in declined])):
            await connection.execute(update(_quotations).where(_quotations.c.id.in_(ids)).values(state=state))
        await connection.execute(update(_rfqs).where(_rfqs.c.id == request.id).values(state="awarded"))
        await tell_company(connection, ORDER_PLACED, {"order": number}, now, supplier_id=chosen.supplier_id)
        for row in declined:
            news = {"rfq": request.number, "quotation": row.number}
            await tell_company(connection, QUOTATION_DECLINED, news, now, supplier_id=row.supplier_id)
        return number

    async def _insert_order(
        self, connection: AsyncConnection, number: str, request: Row[Any], chosen: Row[Any]
    ) -> None:
        now = self._clock()
        place = await _destination(connection, request)
        goods = await _goods(connection, request)
        inserted = await connection.execute(
            _orders.insert().values(
                number=number,
                buyer_id=request.buyer_id,
                supplier_id=chosen.supplier_id,
                state="awaiting_confirmation",
                incoterm=chosen.incoterm,
                currency=chosen.currency,
                placed_at=now,
                expected_on=_later_day(request.needed_by, now.date()),
                **place,
            )
        )
        assert inserted.inserted_primary_key is not None
        order_id = inserted.inserted_primary_key[0]
        await connection.execute(
            orders_tables.order_lines.insert().values(
                order_id=order_id,
                position=1,
                name_en=goods.en,
                name_zh=goods.zh,
                quantity=chosen.quantity,
                unit=request.unit,
                unit_price=chosen.unit_price,
            )
        )
        await connection.execute(orders_tables.order_events.insert().values(order_id=order_id, kind="placed", at=now))


def _later_day(day: date | None, today: date) -> date | None:
    return day if day and day > today else None


async def _lock_request(connection: AsyncConnection, number: str, **party: int) -> Row[Any]:
    """Returns the request that this buyer made or that this supplier is invited to, and locks it
    until the end of the transaction."""
    query = select(_rfqs).where(_rfqs.c.number == canonical_number(number, "RFQ"))
    if "buyer_id" in party:
        query = query.where(_rfqs.c.buyer_id == party["buyer_id"])
    else:
        recipients = tables.rfq_recipients.c
        invited = select(recipients.rfq_id).where(
            recipients.rfq_id == _rfqs.c.id, recipients.supplier_id == party["supplier_id"]
        )
        query = query.where(invited.exists())
    row = (await connection.execute(query.with_for_update())).first()
    if row is None:
        raise NotFound(number)
    return row


async def _find_own_quotation(connection: AsyncConnection, number: str, buyer_id: int) -> Row[Any]:
    query = (
        select(_quotations, _rfqs.c.number.label("rfq_number"))
        .join(_rfqs, _rfqs.c.id == _quotations.c.rfq_id)
        .where(_quotations.c.number == canonical_number(number, "QUO"), _rfqs.c.buyer_id == buyer_id)
    )
    row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(number)
    return row


async def _goods(connection: AsyncConnection, request: Row[Any]) -> Name:
    """Returns the goods in the buyer's words, or the request's number when these words are held or
    were refused."""
    if await _may_read(connection, request):
        return Name(request.product_en, request.product_zh)
    return Name(request.number, request.number)


async def _may_read(connection: AsyncConnection, request: Row[Any]) -> bool:
    """Returns True when the supplier may read the buyer's words."""
    held = tables.held_texts.c
    state = (await connection.execute(select(held.state).where(held.rfq_id == request.id))).scalar_one_or_none()
    return state in (None, "released")


async def _destination(connection: AsyncConnection, request: Row[Any]) -> dict[str, str]:
    """Returns the destination of the goods: the one in the request when the supplier may read its
    words, else the buyer's own place."""
    if request.destination_country and request.destination_en and await _may_read(connection, request):
        return {name: request._mapping[name] for name in ("destination_country", "destination_en", "destination_zh")}
    buyer = (
        await connection.execute(
            select(marketplace_tables.buyers).where(marketplace_tables.buyers.c.id == request.buyer_id)
        )
    ).one()
    country = request.destination_country or buyer.country
    city = (buyer.city_en, buyer.city_zh) if country == buyer.country else ("", "")
    return {"destination_country": country, "destination_en": city[0], "destination_zh": city[1]}
