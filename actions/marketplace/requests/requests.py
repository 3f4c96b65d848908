"""Buying requests and the quotations for them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables as marketplace_tables
from actions.marketplace.accounts import canonical_number, find_account, require_role
from actions.marketplace.catalogue import tables as catalogue_tables
from actions.marketplace.catalogue.offers import SUPPLIER_COLUMNS, join_place, supplier_summary
from actions.marketplace.clock import Clock
from actions.marketplace.database.counters import next_number
from actions.marketplace.database.engine import Database
from actions.marketplace.database.idempotency import once
from actions.marketplace.errors import NotFound
from actions.marketplace.outbox import tell_accounts
from actions.marketplace.records import Destination, Money, Name, Party, Quantity, WriteKey
from actions.marketplace.requests import tables
from actions.marketplace.requests.held_words import do_relay
from actions.marketplace.requests.notices import LEAD
from actions.marketplace.requests.records import NewRfq, Quotation, Rfq, RfqState
from actions.marketplace.requests.terms import RFQ_OPEN_FOR
from actions.marketplace.requests.translations import known_city, product_names
from actions.marketplace.search.records import SearchRequest
from actions.marketplace.search.search import MAX_LIMIT, Search
from actions.marketplace.words.words import name_key

INVITED_SUPPLIERS = 10

_rfqs, _quotations, _recipients, _held = tables.rfqs, tables.quotations, tables.rfq_recipients, tables.held_texts


class Rfqs:
    def __init__(self, database: Database, search: Search, clock: Clock) -> None:
        self._database = database
        self._search = search
        self._clock = clock

    async def access_rfq(self, account: str, number: str) -> Rfq:
        """A buyer's own, or one that this supplier is invited to. Raises NotFound for absent and forbidden alike."""
        query = _visible(account).where(_rfqs.c.number == canonical_number(number, "RFQ"))
        async with self._database.read() as connection:
            found = await self._load(connection, account, query)
        if not found:
            raise NotFound(number)
        return found[0]

    async def access_quotation(self, account: str, number: str) -> Quotation:
        """One for an RFQ of this buyer, or this supplier's own. Raises NotFound for absent and forbidden alike."""
        wanted = canonical_number(number, "QUO")
        query = _visible(account).where(
            _rfqs.c.id == select(_quotations.c.rfq_id).where(_quotations.c.number == wanted).scalar_subquery()
        )
        async with self._database.read() as connection:
            found = await self._load(connection, account, query)
        for quotation in found[0].quotations if found else ():
            if quotation.number == wanted:
                return quotation
        raise NotFound(number)

    async def list_rfqs(
        self, account: str, states: Sequence[RfqState] | None = None, limit: int = 10, offset: int = 0
    ) -> tuple[Rfq, ...]:
        """A buyer's own, newest first. Empty for a supplier."""
        query = _visible(account).where(marketplace_tables.accounts.c.role == "buyer")
        if states is not None:
            query = query.where(_rfqs.c.state.in_(states))
        async with self._database.read() as connection:
            return await self._load(connection, account, _newest(query, limit, offset))

    async def open_leads(self, account: str, limit: int = 10, offset: int = 0) -> tuple[Rfq, ...]:
        """Open requests that this supplier is invited to, newest first. Empty for a buyer."""
        query = _visible(account).where(
            marketplace_tables.accounts.c.role == "supplier",
            _rfqs.c.state == "open",
            _rfqs.c.due_on >= self._clock().date(),
        )
        async with self._database.read() as connection:
            return await self._load(connection, account, _newest(query, limit, offset))

    async def create_rfq(self, account: str, wish: NewRfq, key: WriteKey, conversation: str = "") -> Rfq:
        """Opens the request to `wish.suppliers` or to those whose products fit it, and tells these that have an account.
        The buyer's own words are held when they carry what may not pass unseen. `conversation` is where they were written. The same key gives the first one again. Raises NotAllowed for a supplier, NotFound for an unknown account."""
        invited = wish.suppliers or await self._fitting_suppliers(wish)
        product = await self._product_name(wish.product)

        async def create() -> dict[str, Any]:
            return {"rfq": await self._insert(connection, account, wish, product, invited, conversation)}

        async with self._database.write() as connection:
            await require_role(connection, account, "buyer")
            result = await once(connection, account, key, self._clock(), create)
            query = _visible(account).where(_rfqs.c.number == result["rfq"])
            return (await self._load(connection, account, query))[0]

    async def _fitting_suppliers(self, wish: NewRfq) -> tuple[str, ...]:
        request = SearchRequest(
            text=wish.product,
            quantity=wish.quantity.value,
            unit=wish.quantity.unit,
            regions=wish.regions,
            certifications=wish.certifications,
            limit=MAX_LIMIT,
        )
        page = await self._search.find_offers(request)
        return tuple(dict.fromkeys(offer.supplier.slug for offer in page.offers))[:INVITED_SUPPLIERS]

    async def _product_name(self, said: str) -> Name:
        """What was said and what the catalogue calls the same thing in the other language; alike when it does not know."""
        page = await self._search.find_offers(SearchRequest(text=said, limit=MAX_LIMIT))
        async with self._database.read() as connection:
            pairs = await product_names(connection, [offer.product_id for offer in page.offers])
        key, folded = name_key(said), said.strip().casefold()
        found = [(en == folded, Name(said, name.zh)) for name in pairs if key == name_key(en := name.en.casefold())]
        found += [(zh == folded, Name(name.en, said)) for name in pairs if key == name_key(zh := name.zh.casefold())]
        best = max(found, key=lambda one: (one[0], -len(one[1].en + one[1].zh)), default=None)
        return best[1] if best else Name(said, said)

    async def _insert(
        self,
        connection: AsyncConnection,
        account: str,
        wish: NewRfq,
        product: Name,
        invited: Sequence[str],
        conversation: str,
    ) -> str:
        now = self._clock()
        buyer = await find_account(connection, account)
        number = await next_number(connection, "RFQ", _rfqs)
        city = await known_city(connection, wish.destination.city) if wish.destination else None
        port = await known_city(connection, wish.port) if wish.port else None
        values = _row(wish, product, city, port, now.date()) | {
            "number": number,
            "buyer_id": buyer.buyer_id,
            "created_at": now,
        }
        inserted = await connection.execute(_rfqs.insert().values(values))
        assert inserted.inserted_primary_key is not None
        rfq_id = inserted.inserted_primary_key[0]
        suppliers = catalogue_tables.suppliers.c
        chosen = select(literal(rfq_id), suppliers.id).where(suppliers.slug.in_(invited))
        await connection.execute(_recipients.insert().from_select(["rfq_id", "supplier_id"], chosen))
        who = {"account": account, "conversation": conversation}
        await do_relay(connection, rfq_id, _own_words(wish), **who, suppliers=invited, now=now)
        await _tell_suppliers(connection, rfq_id, {"rfq": number}, now)
        return number

    async def known_city(self, city: Name) -> Name:
        """The city in both languages, where the marketplace knows it."""
        async with self._database.read() as connection:
            return await known_city(connection, city)

    async def _load(self, connection: AsyncConnection, account: str, query: Select[Any]) -> tuple[Rfq, ...]:
        rows = (await connection.execute(query)).all()
        quotations = await _visible_quotations(connection, account, [row.id for row in rows])
        return tuple(_rfq(row, tuple(quotations[row.id])) for row in rows)


def _visible(account: str) -> Select[Any]:
    """RFQs of this account's company: asked by it, or open to it."""
    accounts, buyers = marketplace_tables.accounts, marketplace_tables.buyers
    buying = accounts.alias("buying")
    invited = (
        select(_recipients.c.rfq_id)
        .where(_recipients.c.rfq_id == _rfqs.c.id, _recipients.c.supplier_id == accounts.c.supplier_id)
        .exists()
    )
    return (
        select(
            _rfqs,
            buyers.c.name_en.label("buyer_en"),
            buyers.c.name_zh.label("buyer_zh"),
            buying.c.slug.label("buyer_account"),
            accounts.c.role.label("reader"),
            func.coalesce(_held.c.state, "released").label("words"),
        )
        .join_from(_rfqs, buyers, _rfqs.c.buyer_id == buyers.c.id)
        .outerjoin(buying, buying.c.buyer_id == buyers.c.id)
        .join(accounts, accounts.c.slug == account)
        .outerjoin(_held, _held.c.rfq_id == _rfqs.c.id)
        .where(or_(accounts.c.buyer_id == _rfqs.c.buyer_id, invited))
    )


def _newest(query: Select[Any], limit: int, offset: int) -> Select[Any]:
    return query.order_by(_rfqs.c.created_at.desc(), _rfqs.c.id.desc()).limit(limit).offset(offset)


async def _visible_quotations(
    connection: AsyncConnection, account: str, rfq_ids: Sequence[int]
) -> dict[int, list[Quotation]]:
    """All of them for the buyer, only its own for a supplier; cheapest first."""
    accounts, suppliers = marketplace_tables.accounts.c, catalogue_tables.suppliers
    query = (
        select(_quotations, _rfqs.c.number.label("rfq_number"), _rfqs.c.unit, *SUPPLIER_COLUMNS)
        .join_from(_quotations, _rfqs, _quotations.c.rfq_id == _rfqs.c.id)
        .join(suppliers, _quotations.c.supplier_id == suppliers.c.id)
        .join(marketplace_tables.accounts, accounts.slug == account)
        .where(
            _quotations.c.rfq_id.in_(rfq_ids),
            or_(accounts.buyer_id == _rfqs.c.buyer_id, accounts.supplier_id == _quotations.c.supplier_id),
        )
        .order_by(_quotations.c.unit_price, _quotations.c.id)
    )
    found: dict[int, list[Quotation]] = defaultdict(list)
    for row in await connection.execute(join_place(query)):
        found[row.rfq_id].append(_quotation(row))
    return found


def _quotation(row: Row[Any]) -> Quotation:
    return Quotation(
        number=row.number,
        rfq_number=row.rfq_number,
        state=row.state,
        supplier=supplier_summary(row),
        unit_price=Money(row.unit_price, row.currency),
        quantity=Quantity(row.quantity, row.unit),
        lead_time_days=row.lead_time_days,
        incoterm=row.incoterm,
        port=_port(row),
        valid_until=row.valid_until,
        created_at=row.created_at,
    )


def _own_words(wish: NewRfq) -> str:
    """All that a supplier would read as the buyer wrote it, a line each."""
    places = [place for place in (wish.destination and wish.destination.city, wish.port) if place]
    names = [name for place in places for name in (place.en, place.zh)]
    return "\n".join(filter(None, dict.fromkeys((wish.product, *wish.certifications, *names))))


def _may_read(row: Row[Any]) -> bool:
    """Words that are held, or were refused, are for their author."""
    return bool(row.reader == "buyer" or row.words == "released")


def _rfq(row: Row[Any], quotations: tuple[Quotation, ...]) -> Rfq:
    may_read, unsaid = _may_read(row), Name("", "")
    city = Name(row.destination_en or "", row.destination_zh or "") if may_read else unsaid
    return Rfq(
        number=row.number,
        state=row.state,
        buyer=Party(Name(row.buyer_en, row.buyer_zh), "buyer", row.buyer_account),
        product=Name(row.product_en, row.product_zh) if may_read else unsaid,
        words=row.words,
        quantity=Quantity(row.quantity, row.unit),
        destination=Destination(row.destination_country, city) if row.destination_country else None,
        incoterm=row.incoterm,
        port=_port(row) if may_read else None,
        target_price=None if row.target_price is None else Money(row.target_price, row.currency),
        certifications=tuple(row.certifications) if may_read else (),
        due_on=row.due_on,
        needed_by=row.needed_by,
        created_at=row.created_at,
        quotations=quotations,
    )


def _port(row: Row[Any]) -> Name | None:
    return Name(row.port_en, row.port_zh) if row.port_en else None


def _row(wish: NewRfq, product: Name, city: Name | None, port: Name | None, today: date) -> dict[str, Any]:
    where, target = wish.destination, wish.target_price
    return {
        "state": "open",
        "product_en": product.en,
        "product_zh": product.zh,
        "quantity": wish.quantity.value,
        "unit": wish.quantity.unit,
        "destination_country": where and where.country,
        "destination_en": city and city.en,
        "destination_zh": city and city.zh,
        "incoterm": wish.incoterm,
        "port_en": port and port.en,
        "port_zh": port and port.zh,
        "target_price": target and target.amount,
        "currency": target.currency if target else "USD",
        "certifications": list(wish.certifications),
        "due_on": wish.due_on or today + RFQ_OPEN_FOR,
        "needed_by": wish.needed_by,
    }


async def _tell_suppliers(connection: AsyncConnection, rfq_id: int, payload: dict[str, str], now: Any) -> None:
    accounts = marketplace_tables.accounts.c
    invited = select(accounts.slug).join(_recipients, _recipients.c.supplier_id == accounts.supplier_id)
    await tell_accounts(connection, LEAD, payload, now, invited.where(_recipients.c.rfq_id == rfq_id))
