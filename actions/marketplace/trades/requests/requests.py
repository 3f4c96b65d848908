"""Creates buying requests, and reads them and the quotations for them. No other module does that."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.accounts import canonical_number, find_account, require_role
from actions.marketplace.base.database.counters import next_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.database.reads import read_once
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.outbox import tell_accounts
from actions.marketplace.base.records import Name, WriteKey
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.catalogue.rates import NO_RATES, Rates, load_rates
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.search.search import MAX_LIMIT, Search
from actions.marketplace.goods.words.words import name_key
from actions.marketplace.trades.requests import tables
from actions.marketplace.trades.requests.held_words import do_relay
from actions.marketplace.trades.requests.notices import LEAD
from actions.marketplace.trades.requests.records import NewRfq, Quotation, Rfq, RfqState
from actions.marketplace.trades.requests.rows import (
    load_quotations,
    load_recipients,
    load_refusals,
    make_rfq,
    make_row,
    select_invited_accounts,
    select_refused,
    select_visible,
)
from actions.marketplace.trades.requests.translations import product_names, translate_city
from foundation.clock import Clock

INVITED_SUPPLIERS = 10

_rfqs, _quotations, _recipients = tables.rfqs, tables.quotations, tables.rfq_recipients


class Rfqs:
    def __init__(self, database: Database, search: Search, clock: Clock) -> None:
        self._database = database
        self._search = search
        self._clock = clock

    @read_once
    async def access_rfq(self, account: str, number: str) -> Rfq:
        """Returns a buyer's own request, or one that this supplier is invited to.

        Raises:
            NotFound: there is no such request, or it is not for this account.
        """
        query = select_visible(account).where(_rfqs.c.number == canonical_number(number, "RFQ"))
        async with self._database.read() as connection:
            found = await self._load(connection, account, query)
        if not found:
            raise NotFound(number)
        return found[0]

    @read_once
    async def access_quotation(self, account: str, number: str) -> Quotation:
        """Returns a quotation for a request of this buyer, or this supplier's own.

        Raises:
            NotFound: there is no such quotation, or it is not for this account.
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
        """Returns a buyer's own requests, newest first. For a supplier, returns none."""
        query = select_visible(account).where(marketplace_tables.accounts.c.role == "buyer")
        if states is not None:
            query = query.where(_rfqs.c.state.in_(states))
        async with self._database.read() as connection:
            return await self._load(connection, account, _newest(query, limit, offset))

    async def list_quotations(self, account: str, limit: int = 50) -> tuple[tuple[Rfq, Quotation], ...]:
        """Returns this supplier's own quotations with their requests, the latest first. For a buyer, returns none."""
        own = select(_quotations.c.rfq_id).join(
            marketplace_tables.accounts, marketplace_tables.accounts.c.supplier_id == _quotations.c.supplier_id
        )
        quoted = _rfqs.c.id.in_(own.where(marketplace_tables.accounts.c.slug == account))
        query = select_visible(account).where(marketplace_tables.accounts.c.role == "supplier", quoted)
        async with self._database.read() as connection:
            found = await self._load(connection, account, _newest(query, limit, 0))
        pairs = [(rfq, quotation) for rfq in found for quotation in rfq.quotations]
        return tuple(sorted(pairs, key=lambda pair: pair[1].created_at, reverse=True))

    async def list_open_leads(
        self, account: str, limit: int = 10, offset: int = 0, *, with_refused: bool = False
    ) -> tuple[Rfq, ...]:
        """Returns the open requests to which this supplier is invited, newest first. For a buyer, returns none.
        Requests for which the supplier has said that it does not quote are left out, unless `with_refused` is set."""
        query = select_visible(account).where(
            marketplace_tables.accounts.c.role == "supplier",
            _rfqs.c.state == "open",
            _rfqs.c.due_on >= self._clock().date(),
        )
        if not with_refused:
            query = query.where(_rfqs.c.id.not_in(select_refused(account)))
        async with self._database.read() as connection:
            return await self._load(connection, account, _newest(query, limit, offset))

    async def create_rfq(self, account: str, wish: NewRfq, key: WriteKey, conversation: str = "") -> Rfq:
        """Opens a request to `wish.suppliers`, or to the suppliers whose products fit it, and tells those suppliers
        that have an account.

        The buyer's own words are held back if they contain something that a member of the staff must see first;
        `conversation` is the conversation in which they were written. The same key gives the first request again.

        Raises:
            NotAllowed: the account is a supplier's.
            NotFound: there is no such account.
        """
        invited = await self.find_recipients(wish)
        product = await self._listing_name(wish) or await self._product_name(wish.product)

        async def create() -> dict[str, Any]:
            number = await self._insert(connection, account, wish, product, invited, conversation)
            return {"rfq": number, "about": number}

        async with self._database.begin() as connection:
            await require_role(connection, account, "buyer")
            result = await once(connection, account, key, self._clock(), create)
            query = select_visible(account).where(_rfqs.c.number == result["rfq"])
            return (await self._load(connection, account, query))[0]

    async def find_recipients(self, wish: NewRfq) -> tuple[str, ...]:
        """Returns the slugs of the suppliers that get this request: those that it names or, if it names none, those
        whose products fit it and its additional ones."""
        return wish.suppliers or tuple(dict.fromkeys((*await self._fitting_suppliers(wish), *wish.extra_suppliers)))

    async def _fitting_suppliers(self, wish: NewRfq) -> tuple[str, ...]:
        request = SearchRequest(
            text=wish.product,
            quantity=wish.quantity.value,
            unit=wish.quantity.unit,
            regions=wish.regions,
            certifications=wish.certifications,
            limit=MAX_LIMIT,
            kinds=1,  # if no goods have this name, only the nearest kind of goods in meaning is searched
        )
        page = await self._search.find_listings(request)
        if any(relaxation.condition == "quantity" for relaxation in page.relaxations):
            # Nobody sells so small a quantity. The suppliers with the lowest minimums may do so when they are asked.
            page = await self._search.find_listings(replace(request, quantity=None, unit=None, sort="moq"))
        return tuple(dict.fromkeys(listing.supplier.slug for listing in page.listings))[:INVITED_SUPPLIERS]

    async def _listing_name(self, wish: NewRfq) -> Name | None:
        """Returns the full name of the requested listing, with its specification, in both languages. Returns None if
        there is no such listing, or if the buyer has named other goods since."""
        if wish.product_id is None:
            return None
        listing = catalogue_tables.products.c
        async with self._database.read() as connection:
            query = select(listing.name_en, listing.name_zh).where(listing.id == wish.product_id)
            row = (await connection.execute(query)).first()
        name = Name(row.name_en, row.name_zh) if row else None
        return name if name and wish.product in (name.en, name.zh) else None

    async def _product_name(self, said: str) -> Name:
        """Returns the name of the goods in both languages: the buyer's words in one, and the catalogue's name in the
        other. If the catalogue has no such name, both are the buyer's words."""
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
        chosen = select(literal(rfq_id), suppliers.id).where(suppliers.slug.in_(invited), suppliers.paused.is_(False))
        await connection.execute(_recipients.insert().from_select(["rfq_id", "supplier_id"], chosen))
        who = {"account": account, "conversation": conversation}
        await do_relay(connection, rfq_id, _own_words(wish), **who, suppliers=invited, now=now)
        await tell_accounts(connection, LEAD, {"rfq": number}, now, select_invited_accounts(rfq_id))
        return number

    async def translate_city(self, city: Name) -> Name:
        """Returns the city in both languages if the marketplace knows it, else unchanged."""
        async with self._database.read() as connection:
            return await translate_city(connection, city)

    async def find_rates(self) -> Rates:
        """Returns all exchange rates of the marketplace."""
        async with self._database.read() as connection:
            return await load_rates(connection)

    async def _load(self, connection: AsyncConnection, account: str, query: Select[Any]) -> tuple[Rfq, ...]:
        rows = (await connection.execute(query)).all()
        quotations = await load_quotations(connection, account, [row.id for row in rows], self._clock().date())
        suppliers = await load_recipients(connection, [row.id for row in rows if row.reader == "buyer"])
        refusals = await load_refusals(connection, account, [row.id for row in rows])
        rates = await load_rates(connection) if quotations else NO_RATES
        made = []
        for row in rows:
            received = tuple(quotations[row.id])
            used = rates if received else NO_RATES
            made.append(make_rfq(row, received, suppliers[row.id], refusals[row.id], used))
        return tuple(made)


def _newest(query: Select[Any], limit: int, offset: int) -> Select[Any]:
    return query.order_by(_rfqs.c.created_at.desc(), _rfqs.c.id.desc()).limit(limit).offset(offset)


def _own_words(wish: NewRfq) -> str:
    """Returns all words of the buyer's own that a supplier would read, each on a line."""
    places = [place for place in (wish.destination and wish.destination.city, wish.port) if place]
    names = [name for place in places for name in (place.en, place.zh)]
    return "\n".join(filter(None, dict.fromkeys((wish.product, *wish.certifications, *names, wish.note))))
