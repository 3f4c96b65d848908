"""Stores requests for samples, changes them as their lifecycle allows, and reads them. Every function finds only the
samples that the account is a party to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.accounts import canonical_number, check_staff, find_account, require_role
from actions.marketplace.base.database.counters import next_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.database.reads import read_once
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.outbox import tell_company
from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey, read_staff
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.letters.letters import do_send_letter, load_letters
from actions.marketplace.trades.letters.parties import find_supplier_id, lock_owned, read_parties, select_owned
from actions.marketplace.trades.letters.records import Letter, NewLetter
from actions.marketplace.trades.orders.carriers import is_carrier
from actions.marketplace.trades.orders.tracking import read_tracking_number
from actions.marketplace.trades.requests.held_words import find_in
from actions.marketplace.trades.requests.translations import translate_city
from actions.marketplace.trades.samples import tables
from actions.marketplace.trades.samples.lifecycle import BY_STAFF, TRANSITIONS, Step, Transition
from actions.marketplace.trades.samples.notices import SAMPLE_REQUESTED, SAMPLE_WORDS
from actions.marketplace.trades.samples.records import NewSample, Requested, Sample, SampleEvent, SampleState, StepTaken
from foundation.clock import Clock

_samples, _events = tables.samples, tables.sample_events
_products, _suppliers = catalogue_tables.products, catalogue_tables.suppliers


@dataclass(frozen=True, slots=True)
class Given:
    """Holds the values that a step needs besides its name: the amount that the supplier asks for the whole request,
    shipping included, the reason of a decline, or the carrier and tracking number of a shipment."""

    cost: Money | None = None
    words: str = ""
    carrier: str = ""
    tracking_number: str = ""


class Samples:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def request(self, account: str, new: NewSample, key: WriteKey, conversation: str) -> Requested | None:
        """Stores a request of this buyer for samples, and tells the supplier. A repetition with the same `key` changes
        nothing and returns the first result. A suspicious address is held back; the supplier learns the rest of the
        request at once.

        Returns None if the supplier of the listing has no account.

        Raises:
            NotFound: there is no such listing.
            NotAllowed: the account belongs to a supplier.
        """
        async with self._database.begin() as connection:
            buyer = await require_role(connection, account, "buyer")
            product = await _load_product(connection, new.product_id)
            if await find_supplier_id(connection, product.slug) is None:
                return None

            async def insert() -> dict[str, Any]:
                number = await next_number(connection, "SMP", _samples)
                await self._insert(connection, number, buyer.buyer_id, product, new, key)
                sides = buyer.buyer_id, product.supplier_id
                letter = NewLetter(number, "address", new.address, account, "buyer", conversation, *sides)
                is_passed = await do_send_letter(connection, letter, SAMPLE_WORDS, self._clock())
                news = {"sample": number}
                await tell_company(connection, SAMPLE_REQUESTED, news, self._clock(), supplier_id=product.supplier_id)
                return {"sample": number, "held": not is_passed, "about": number}

            result = await once(connection, account, key, self._clock(), insert)
            return Requested(result["sample"], result["held"])

    async def take_step(
        self, account: str, number: str, step: Step, given: Given, key: WriteKey, conversation: str
    ) -> StepTaken:
        """Takes a step of the sample's lifecycle for this account and tells the other side. A repetition with the same
        `key` changes nothing and returns the first result.

        Raises:
            NotFound: there is no such sample, or it belongs to somebody else.
            ValueError: no such carrier is listed, or no carrier has tracking numbers of this shape.
            NotAllowed: the staff may not take this step.
        """
        check_staff(key, step, BY_STAFF)
        async with self._database.begin() as connection:
            actor = await find_account(connection, account)
            sample = await lock_owned(connection, _samples, account, canonical_number(number, "SMP"))

            async def change() -> dict[str, Any]:
                transition = TRANSITIONS.get((sample.state, step, actor.role))
                if transition is None or (step == "quote" and not given.cost):
                    return {"taken": False, "held": False}
                await self._change(connection, sample, actor.role, transition, given, key)
                is_passed = True
                if given.words.strip():
                    sides = sample.buyer_id, sample.supplier_id
                    letter = NewLetter(sample.number, "reason", given.words, account, actor.role, conversation, *sides)
                    is_passed = await do_send_letter(connection, letter, SAMPLE_WORDS, self._clock())
                return {"taken": True, "held": not is_passed, "about": sample.number}

            result = await once(connection, account, key, self._clock(), change)
            return StepTaken(result["taken"], result["held"])

    @read_once
    async def access_sample(self, account: str, number: str) -> Sample:
        """Returns a sample that this buyer asked for, or that this supplier was asked for.

        Raises:
            NotFound: there is no such sample, or it is not for this account.
        """
        query = select_owned(_samples, account).where(_samples.c.number == canonical_number(number, "SMP"))
        found = await self._load(query)
        if not found:
            raise NotFound(number)
        return found[0]

    async def list_samples(
        self, account: str, states: Sequence[SampleState] | None = None, limit: int = 10
    ) -> tuple[Sample, ...]:
        """Returns the samples of the account, the newest first. `states` limits them to samples in these states."""
        query = select_owned(_samples, account).order_by(_samples.c.id.desc()).limit(limit)
        if states is not None:
            query = query.where(_samples.c.state.in_(states))
        return await self._load(query)

    async def _insert(
        self,
        connection: AsyncConnection,
        number: str,
        buyer_id: int,
        product: Row[Any],
        new: NewSample,
        key: WriteKey,
    ) -> None:
        named = new.destination.city
        city = Name("", "") if find_in(named.en, named.zh) else await translate_city(connection, named)
        values = {
            "number": number,
            "buyer_id": buyer_id,
            "supplier_id": product.supplier_id,
            "state": "requested",
            "product_id": product.id,
            "name_en": product.name_en,
            "name_zh": product.name_zh,
            "quantity": new.quantity.value,
            "unit": new.quantity.unit,
            "destination_country": new.destination.country,
            "destination_en": city.en,
            "destination_zh": city.zh,
            "price": product.sample_price,
            "currency": product.currency,
            "requested_at": self._clock(),
        }
        inserted = await connection.execute(_samples.insert().values(values))
        assert inserted.inserted_primary_key is not None
        await self._add_event(connection, inserted.inserted_primary_key[0], "requested", "buyer", key.behalf)

    async def _change(
        self,
        connection: AsyncConnection,
        sample: Row[Any],
        role: str,
        transition: Transition,
        given: Given,
        key: WriteKey,
    ) -> None:
        values: dict[str, Any] = {"state": transition.state}
        if transition.event == "quoted":
            assert given.cost is not None
            values |= {"cost": given.cost.amount, "cost_currency": given.cost.currency}
        if transition.event == "shipped":
            if not is_carrier(given.carrier) or read_tracking_number(given.tracking_number) != given.tracking_number:
                raise ValueError("no carrier, or no tracking number")
            shipped = {"carrier": given.carrier, "tracking_number": given.tracking_number}
            values |= {**shipped, "shipped_at": self._clock()}
        await connection.execute(update(_samples).where(_samples.c.id == sample.id).values(values))
        await self._add_event(connection, sample.id, transition.event, role, key.behalf)
        company = {"supplier_id": sample.supplier_id} if role == "buyer" else {"buyer_id": sample.buyer_id}
        await tell_company(connection, transition.notice, {"sample": sample.number}, self._clock(), **company)

    async def _add_event(
        self, connection: AsyncConnection, sample_id: int, kind: str, role: str, behalf: dict[str, str | None]
    ) -> None:
        values = {"sample_id": sample_id, "kind": kind, "role": role, "at": self._clock(), **behalf}
        await connection.execute(_events.insert().values(values))

    async def _load(self, query: Select[Any]) -> tuple[Sample, ...]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            if not rows:
                return ()
            letters = await load_letters(connection, [row.number for row in rows], rows[0].own_role)
            events = await _load_events(connection, [row.id for row in rows])
            return tuple(_make_sample(row, letters[row.number], events[row.id]) for row in rows)


async def _load_product(connection: AsyncConnection, product_id: int) -> Row[Any]:
    query = (
        select(_products, _suppliers.c.slug)
        .join(_suppliers, _suppliers.c.id == _products.c.supplier_id)
        .where(_products.c.id == product_id)
    )
    row = (await connection.execute(query)).first()
    if row is None:
        raise NotFound(str(product_id))
    return row


async def _load_events(connection: AsyncConnection, sample_ids: Sequence[int]) -> dict[int, tuple[SampleEvent, ...]]:
    found: dict[int, list[SampleEvent]] = defaultdict(list)
    query = select(_events).where(_events.c.sample_id.in_(sample_ids)).order_by(_events.c.id)
    for row in await connection.execute(query):
        found[row.sample_id].append(SampleEvent(row.kind, row.role, row.at, read_staff(row)))
    return {sample_id: tuple(found[sample_id]) for sample_id in sample_ids}


def _make_sample(row: Row[Any], letters: tuple[Letter, ...], events: tuple[SampleEvent, ...]) -> Sample:
    buyer, supplier = read_parties(row)
    return Sample(
        number=row.number,
        state=row.state,
        product_id=row.product_id,
        goods=Name(row.name_en, row.name_zh),
        quantity=Quantity(row.quantity, row.unit),
        destination=Destination(row.destination_country, Name(row.destination_en, row.destination_zh)),
        price=Money(row.price, row.currency) if row.price is not None else None,
        cost=Money(row.cost, row.cost_currency) if row.cost is not None else None,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        buyer=buyer,
        supplier=supplier,
        reader=row.own_role,
        letters=letters,
        events=events,
        requested_at=row.requested_at,
        shipped_at=row.shipped_at,
    )
