"""Submits and accepts quotations, declines requests for them, and writes notices for the buyer or the suppliers in the same transaction."""

from typing import Any, Literal

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import check_staff, require_role
from actions.marketplace.base.database.counters import next_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.outbox import tell_company
from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.orders.placing import NewOrder, do_place_order
from actions.marketplace.trades.requests import tables
from actions.marketplace.trades.requests.held_words import find_in
from actions.marketplace.trades.requests.lifecycle import (
    BY_STAFF,
    MOVES,
    REQUEST_MOVES,
    REQUESTS_BY_STAFF,
    Move,
    find_standing,
    hash_terms,
)
from actions.marketplace.trades.requests.notices import QUOTATION, QUOTATION_DECLINED
from actions.marketplace.trades.requests.owned import (
    end_offers,
    find_latest_own,
    find_quotation,
    load_offers,
    lock_request,
    note_refusal,
    note_revision,
)
from actions.marketplace.trades.requests.records import NewQuotation
from actions.marketplace.trades.requests.terms import QUOTATION_VALIDITY
from actions.marketplace.trades.requests.translations import translate_city
from foundation.clock import Clock
from trade.incoterms import incoterms

_rfqs, _quotations = tables.rfqs, tables.quotations


class Quoting:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def submit_quotation(self, account: str, rfq: str, new: NewQuotation, key: WriteKey) -> str | None:
        """Submits a quotation for a request to which this supplier is invited, or revises the supplier's open quotation
        for it, and tells the buyer. A repetition with the same `key` changes nothing and returns the first result.

        Returns the quotation's number, or None if the request is closed, its last day for quotations is over, or both
        sides have agreed on the terms of the quotation.

        Raises:
            NotFound: there is no such request, or this supplier is not invited.
            NotAllowed: the account belongs to a buyer.
        """
        check_staff(key, "revise", BY_STAFF)
        async with self._database.begin() as connection:
            supplier = await require_role(connection, account, "supplier")
            request = await lock_request(connection, rfq, supplier)

            async def submit() -> dict[str, Any]:
                if request.state != "open" or request.due_on < self._clock().date():
                    return {"quotation": None}
                before = await find_latest_own(connection, request, supplier.supplier_id)
                tells = QUOTATION
                if before is not None:
                    move = await self._find_move(connection, before, "revise")
                    if move is None:
                        return {"quotation": None}
                    tells = move.tells
                number = await self._put(connection, request, supplier.supplier_id, new, before)
                await note_refusal(connection, request.id, supplier.supplier_id, None, None)
                news = {"rfq": request.number, "quotation": number}
                await tell_company(connection, tells, news, self._clock(), buyer_id=request.buyer_id)
                return {"quotation": number, "about": number}

            number: str | None = (await once(connection, account, key, self._clock(), submit))["quotation"]
            return number

    async def decline_request(self, account: str, rfq: str, reason: str | None, key: WriteKey) -> bool:
        """Notes that this supplier does not quote for a request to which it is invited, and tells the buyer. A later
        quotation of the supplier takes the refusal back. A repetition with the same `key` changes nothing and returns
        the first result.

        Returns False if the request is closed, its last day for quotations is over, or the supplier has declined it
        already or has an open quotation for it.

        Raises:
            NotFound: there is no such request, or this supplier is not invited.
            NotAllowed: the account belongs to a buyer.
            ValueError: the reason holds contact or bank details.
        """
        if reason and find_in(reason):
            raise ValueError("the reason holds contact or bank details")
        check_staff(key, "decline", REQUESTS_BY_STAFF)
        async with self._database.begin() as connection:
            supplier = await require_role(connection, account, "supplier")
            request = await lock_request(connection, rfq, supplier)

            async def decline() -> dict[str, Any]:
                move = REQUEST_MOVES.get((request.state, "decline", "supplier"))
                if move is None or request.due_on < self._clock().date():
                    return {"declined": False}
                if await find_latest_own(connection, request, supplier.supplier_id):
                    return {"declined": False}
                if not await note_refusal(connection, request.id, supplier.supplier_id, reason, self._clock()):
                    return {"declined": False}
                slug = select(catalogue_tables.suppliers.c.slug).where(
                    catalogue_tables.suppliers.c.id == supplier.supplier_id
                )
                news = {"rfq": request.number, "supplier": (await connection.execute(slug)).scalar_one()}
                await tell_company(connection, move.tells, news, self._clock(), buyer_id=request.buyer_id)
                return {"declined": True, "about": request.number}

            return bool((await once(connection, account, key, self._clock(), decline))["declined"])

    async def accept_quotation(
        self, account: str, quotation: str, key: WriteKey, terms: str | None = None
    ) -> str | None:
        """Turns a quotation for this buyer's request into an order, which waits for the supplier's confirmation. If the
        buyer was shown the terms, `terms` is the beginning of their hash (`Quotation.terms`).

        The request becomes "awarded", its other open quotations are declined, and the suppliers are told.
        A repetition with the same `key` changes nothing and returns the first result.

        Returns the order's number, or None if the quotation or the request is no longer open, if the terms differ
        from those that the buyer was shown or both sides agreed on, or if the quotation is for less than its own
        smallest quantity.

        Raises:
            NotFound: there is no such quotation, or it is for somebody else.
            NotAllowed: the account belongs to a supplier.
        """
        check_staff(key, "accept", BY_STAFF)
        async with self._database.begin() as connection:
            buyer = await require_role(connection, account, "buyer")
            chosen = await find_quotation(connection, quotation, buyer)
            request = await lock_request(connection, chosen.rfq_number, buyer)

            async def accept() -> dict[str, Any]:
                current = await find_quotation(connection, quotation, buyer)
                actual = hash_terms(current, current.unit)
                is_same = actual.startswith(terms or "") and current.agreed_terms in (None, actual)
                move = await self._find_move(connection, current, "accept")
                is_too_little = current.moq is not None and current.quantity < current.moq
                if request.state != "open" or move is None or not is_same or is_too_little:
                    return {"order": None}
                number = await self._order(connection, request, current, actual, key)
                return {"order": number, "about": number}

            number: str | None = (await once(connection, account, key, self._clock(), accept))["order"]
            return number

    async def _find_move(
        self, connection: AsyncConnection, quotation: Row[Any], act: Literal["accept", "revise"]
    ) -> Move | None:
        offers = await load_offers(connection, quotation.id)
        standing = find_standing(quotation, offers, self._clock().date())
        return MOVES.get((standing, act, "buyer" if act == "accept" else "supplier"))

    async def _put(
        self,
        connection: AsyncConnection,
        request: Row[Any],
        supplier_id: int,
        new: NewQuotation,
        before: Row[Any] | None,
    ) -> str:
        """Writes the supplier's quotation for the request, and returns its number. If the supplier already has an open
        quotation, `before`, that one gets the new terms."""
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
            "agreed_terms": None,
            "note": new.note if new.note and not find_in(new.note) else None,
            "moq": new.moq,
            "created_at": self._clock(),
        }
        if before is not None:
            await connection.execute(update(_quotations).where(_quotations.c.id == before.id).values(terms))
            await note_revision(connection, before, new.unit_price, self._clock())
            return str(before.number)
        number = await next_number(connection, "QUO", _quotations)
        row = {"number": number, "rfq_id": request.id, "supplier_id": supplier_id, "state": "open", **terms}
        await connection.execute(_quotations.insert().values(row))
        return number

    async def _order(
        self, connection: AsyncConnection, request: Row[Any], chosen: Row[Any], terms: str, key: WriteKey
    ) -> str:
        now = self._clock()
        number = await do_place_order(connection, await _build_order(connection, request, chosen), now, key)
        others = select(_quotations).where(
            _quotations.c.rfq_id == request.id, _quotations.c.id != chosen.id, _quotations.c.state == "open"
        )
        declined = (await connection.execute(others)).all()
        for state, ids in (("accepted", [chosen.id]), ("declined", [row.id for row in declined])):
            await connection.execute(update(_quotations).where(_quotations.c.id.in_(ids)).values(state=state))
            await end_offers(connection, ids, "overtaken")
        own = _quotations.c.id == chosen.id
        frozen = update(_quotations).where(own).values(agreed_terms=terms, order_number=number)
        await connection.execute(frozen)
        await connection.execute(update(_rfqs).where(_rfqs.c.id == request.id).values(state="awarded"))
        for row in declined:
            news = {"rfq": request.number, "quotation": row.number}
            await tell_company(connection, QUOTATION_DECLINED, news, now, supplier_id=row.supplier_id)
        return number


async def _build_order(connection: AsyncConnection, request: Row[Any], chosen: Row[Any]) -> NewOrder:
    """Returns the order that follows from the chosen quotation."""
    place = await _destination(connection, request)
    goods, product_id = await _goods(connection, request, chosen.supplier_id)
    return NewOrder(
        buyer_id=request.buyer_id,
        supplier_id=chosen.supplier_id,
        goods=goods,
        product_id=product_id,
        quantity=Quantity(chosen.quantity, request.unit),
        unit_price=Money(chosen.unit_price, chosen.currency),
        incoterm=chosen.incoterm,
        destination=Destination(place["destination_country"], Name(place["destination_en"], place["destination_zh"])),
        lead_time_days=chosen.lead_time_days,
        needed_by=request.needed_by,
    )


async def _goods(connection: AsyncConnection, request: Row[Any], supplier_id: int) -> tuple[Name, int | None]:
    """Returns the name of the goods and, if the request named one of the supplier's listings, the id of its product.
    The goods have the full name of that product, else the buyer's words, or the number of the request if the supplier
    may not read these words."""
    if not await _may_read(connection, request):
        return Name(request.number, request.number), None
    products = catalogue_tables.products
    is_chosen, said = products.c.id == request.product_id, (request.product_en, request.product_zh)
    is_named = or_(is_chosen, products.c.name_en == said[0], products.c.name_zh == said[1])
    query = select(products).where(products.c.supplier_id == supplier_id, is_named).order_by(products.c.id).limit(1)
    product = (await connection.execute(query)).first()
    if product is None:
        return Name(request.product_en, request.product_zh), None
    return Name(product.name_en, product.name_zh), product.id


async def _may_read(connection: AsyncConnection, request: Row[Any]) -> bool:
    """Returns True if suppliers may read the buyer's words in this request. Suppliers may not read suspicious words
    before a member of the staff has released them."""
    held = tables.held_texts.c
    state = (await connection.execute(select(held.state).where(held.rfq_id == request.id))).scalar_one_or_none()
    return state in (None, "released")


async def _destination(connection: AsyncConnection, request: Row[Any]) -> dict[str, str]:
    """Returns the destination of the goods. If the supplier may read the request's words, it is the destination in the
    request or the port of arrival of its Incoterm. Otherwise it is the buyer's own city. The city is empty if the
    request names another country than that of the buyer."""
    if request.destination_country and await _may_read(connection, request):
        if request.destination_en:
            names = ("destination_country", "destination_en", "destination_zh")
            return {name: request._mapping[name] for name in names}
        if request.port_en and incoterms()[request.incoterm].port == "arriving":
            place = {"destination_en": request.port_en, "destination_zh": request.port_zh}
            return {"destination_country": request.destination_country, **place}
    buyer = (
        await connection.execute(
            select(marketplace_tables.buyers).where(marketplace_tables.buyers.c.id == request.buyer_id)
        )
    ).one()
    country = request.destination_country or buyer.country
    city = (buyer.city_en, buyer.city_zh) if country == buyer.country else ("", "")
    return {"destination_country": country, "destination_en": city[0], "destination_zh": city[1]}
