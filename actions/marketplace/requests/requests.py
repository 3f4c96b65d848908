"""Creates buying requests, and reads them and the quotations for them. No other module does that."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables as marketplace_tables
from actions.marketplace.accounts import canonical_number, find_account, require_role
from actions.marketplace.catalogue import tables as catalogue_tables
from actions.marketplace.database.counters import next_number
from actions.marketplace.database.engine import Database
from actions.marketplace.database.idempotency import once
from actions.marketplace.errors import NotFound
from actions.marketplace.outbox import tell_accounts
from actions.marketplace.records import Name, WriteKey
from actions.marketplace.requests import tables
from actions.marketplace.requests.held_words import do_relay
from actions.marketplace.requests.notices import LEAD
from actions.marketplace.requests.records import NewRfq, Quotation, Rfq, RfqState
from actions.marketplace.requests.rows import load_quotations, make_rfq, make_row, select_visible
from actions.marketplace.requests.translations import product_names, translate_city
from actions.marketplace.search.records import SearchRequest
from actions.marketplace.search.search import MAX_LIMIT, Search
from actions.marketplace.words.words import name_key
from foundation.clock import Clock

INVITED_SUPPLIERS = 10

_rfqs, _quotations, _recipients = tables.rfqs, tables.quotations, tables.rfq_recipients


class Rfqs:
    def __init__(self, database: Database, search: Search, clock: Clock) -> None:
        self._database = database
        self._search = search
        self._clock = clock

    async def access_rfq(self, account: str, number: str) -> Rfq:
        """Returns a buyer's own request, or one that this supplier is invited to.

        Raises:
            NotFound: there is none, or it is not for this account.
        """
        query = select_visible(account).where(_rfqs.c.number == canonical_number(number, "RFQ"))
        async with self._database.read() as connection:
            found = await self._load(connection, account, query)
        if not found:
            raise NotFound(number)
        return found[0]

    async def access_quotation(self, account: str, number: str) -> Quotation:
        """Returns a quotation for a request of this buyer, or this supplier's own.

        Raises:
            NotFound: there is none, or it is not for this account.
        """
        wanted = canonical_number(number, "QUO")
        query = select_visible(account).where(
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
        """Returns a buyer's own requests, newest first; none for a supplier."""
        query = select_visible(account).where(marketplace_tables.accounts.c.role == "buyer")
        if states is not None:
            query = query.where(_rfqs.c.state.in_(states))
        async with self._database.read() as connection:
            return await self._load(connection, account, _newest(query, limit, offset))

    async def list_open_leads(self, account: str, limit: int = 10, offset: int = 0) -> tuple[Rfq, ...]:
        """Returns the open requests that this supplier is invited to, newest first; none for a buyer."""
        query = select_visible(account).where(
            marketplace_tables.accounts.c.role == "supplier",
            _rfqs.c.state == "open",
            _rfqs.c.due_on >= self._clock().date(),
        )
        async with self._database.read() as connection:
            return await self._load(connection, account, _newest(query, limit, offset))

    async def create_rfq(self, account: str, wish: NewRfq, key: WriteKey, conversation: str = "") -> Rfq:
        """Opens a request to `wish.suppliers`, or to the suppliers whose products fit it, and tells
        those that have an account.

        The buyer's own words are held when they contain something that a person must see first;
        `conversation` is where they were written. The same key gives the first request again.

        Raises:
            NotAllowed: the account is a supplier's.
            NotFound: there is no such account.
        """
        invited = wish.suppliers or await self._fitting_suppliers(wish)
        product = await self._product_name(wish.product)

        async def create() -> dict[str, Any]:
            return {"rfq": await self._insert(connection, account, wish, product, invited, conversation)}

        async with self._database.begin() as connection:
            await require_role(connection, account, "buyer")
            result = await once(connection, account, key, self._clock(), create)
            query = select_visible(account).where(_rfqs.c.number == result["rfq"])
            return (await self._load(connection, account, query))[0]

    async def _fitting_suppliers(self, wish: NewRfq) -> tuple[str, ...]:
        request = SearchRequest(
            text=wish.product,
            quantity=wish.quantity.value,
            unit=wish.quantity.unit,
            regions=wish.regions,
            certifications=wish.certifications,
            limit=MAX_LIMIT,
            kinds=1,  # of goods that nothing is called by: the suppliers of the nearest kind, and of no other
        )
        page = await self._search.find_listings(request)
        return tuple(dict.fromkeys(listing.supplier.slug for listing in page.listings))[:INVITED_SUPPLIERS]

    async def _product_name(self, said: str) -> Name:
        """Returns the buyer's words, with the catalogue's name for the same goods in the other
        language, or else the same words again."""
        page = await self._search.find_listings(SearchRequest(text=said, limit=MAX_LIMIT, kinds=0))
        async with self._database.read() as connection:
            pairs = await product_names(connection, [listing.product_id for listing in page.listings])
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
        city = await translate_city(connection, wish.destination.city) if wish.destination else None
        port = await translate_city(connection, wish.port) if wish.port else None
        values = make_row(wish, product, city, port, now.date()) | {
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

    async def translate_city(self, city: Name) -> Name:
        """Returns the city in both languages where the marketplace knows it, else as it is."""
        async with self._database.read() as connection:
            return await translate_city(connection, city)

    async def _load(self, connection: AsyncConnection, account: str, query: Select[Any]) -> tuple[Rfq, ...]:
        rows = (await connection.execute(query)).all()
        quotations = await load_quotations(connection, account, [row.id for row in rows])
        return tuple(make_rfq(row, tuple(quotations[row.id])) for row in rows)


def _newest(query: Select[Any], limit: int, offset: int) -> Select[Any]:
    return query.order_by(_rfqs.c.created_at.desc(), _rfqs.c.id.desc()).limit(limit).offset(offset)


def _own_words(wish: NewRfq) -> str:
    """Returns all words of the buyer's own that a supplier would read, each on a line."""
    places = [place for place in (wish.destination and wish.destination.city, wish.port) if place]
    names = [name for place in places for name in (place.en, place.zh)]
    return "\n".join(filter(None, dict.fromkeys((wish.product, *wish.certifications, *names))))


async def _tell_suppliers(connection: AsyncConnection, rfq_id: int, payload: dict[str, str], now: Any) -> None:
    accounts = marketplace_tables.accounts.c
    invited = select(accounts.slug).join(_recipients, _recipients.c.supplier_id == accounts.supplier_id)
    await tell_accounts(connection, LEAD, payload, now, invited.where(_recipients.c.rfq_id == rfq_id))
