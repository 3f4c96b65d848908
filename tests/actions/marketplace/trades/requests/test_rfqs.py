"""A buying request is opened once, goes to those who make the goods, and these are told."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from actions.marketplace import Marketplace, NotAllowed, NotFound
from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.records import Destination, Money, Name, WriteKey
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.requests.records import NewQuotation
from tests.fakes.actions.marketplace import KEY, WISH

_SELLS = requests_tables.rfq_recipients.c.supplier_id == catalogue_tables.products.c.supplier_id


async def count(market: Marketplace, table: object) -> int:
    async with market.database.read() as connection:
        query = select(func.count()).select_from(table)  # type: ignore[arg-type]
        return int((await connection.execute(query)).scalar_one())


async def test_a_request_keeps_what_was_asked(own_market: Marketplace) -> None:
    rfq = await own_market.rfqs.create_rfq("nordmarkt", WISH, KEY)
    assert rfq.number == "RFQ-10041"
    assert (rfq.state, rfq.product.en, rfq.quantity, rfq.destination) == (
        "open",
        "silk scarves",
        WISH.quantity,
        WISH.destination,
    )
    assert (rfq.incoterm, rfq.target_price, rfq.certifications) == ("FOB", WISH.target_price, ("OEKO-TEX",))
    assert await own_market.rfqs.access_rfq("nordmarkt", rfq.number) == rfq
    assert (await own_market.rfqs.list_rfqs("nordmarkt"))[0] == rfq


async def test_those_who_make_it_get_the_lead_and_a_message(own_market: Marketplace) -> None:
    rfq = await own_market.rfqs.create_rfq("nordmarkt", WISH, KEY)
    assert (await own_market.rfqs.list_open_leads("chengdu-silk"))[0].number == rfq.number
    assert rfq.number not in {lead.number for lead in await own_market.rfqs.list_open_leads("xinjiang-tomato")}
    async with own_market.database.read() as connection:
        told = (await connection.execute(select(marketplace_tables.outbox))).all()
    assert [(row.account, row.kind, row.payload) for row in told] == [("chengdu-silk", "lead", {"rfq": rfq.number})]


async def test_goods_that_nobody_lists_are_asked_of_those_who_make_the_nearest_kind(own_market: Marketplace) -> None:
    wish = replace(WISH, product="trombones", certifications=(), incoterm=None, target_price=None)
    rfq = await own_market.rfqs.create_rfq("nordmarkt", wish, KEY)
    async with own_market.database.read() as connection:
        asked = select(catalogue_tables.categories.c.slug).distinct()
        asked = asked.join_from(requests_tables.rfq_recipients, catalogue_tables.products, _SELLS)
        asked = asked.join(
            catalogue_tables.categories, catalogue_tables.products.c.category_id == catalogue_tables.categories.c.id
        )
        asked = asked.join(requests_tables.rfqs, requests_tables.rfqs.c.id == requests_tables.rfq_recipients.c.rfq_id)
        sells = set((await connection.execute(asked.where(requests_tables.rfqs.c.number == rfq.number))).scalars())
    assert sells == {"instruments"}


async def test_a_chosen_supplier_alone_is_asked(own_market: Marketplace) -> None:
    wish = replace(WISH, suppliers=("jingdezhen-ceramics",))
    rfq = await own_market.rfqs.create_rfq("nordmarkt", wish, KEY)
    assert (await own_market.rfqs.list_open_leads("jingdezhen-ceramics"))[0].number == rfq.number
    assert rfq.number not in {lead.number for lead in await own_market.rfqs.list_open_leads("chengdu-silk")}


async def test_the_same_key_gives_the_first_request_again(own_market: Marketplace) -> None:
    before = await count(own_market, requests_tables.rfqs)
    first = await own_market.rfqs.create_rfq("nordmarkt", WISH, KEY)
    again = await own_market.rfqs.create_rfq("nordmarkt", replace(WISH, product="something else"), KEY)
    assert again == first
    assert await count(own_market, requests_tables.rfqs) == before + 1
    assert await count(own_market, marketplace_tables.outbox) == 1


async def test_retries_at_the_same_time_make_one_request(own_market: Marketplace) -> None:
    before = await count(own_market, requests_tables.rfqs)
    made = await asyncio.gather(*(own_market.rfqs.create_rfq("nordmarkt", WISH, KEY) for _ in range(5)))
    assert len({rfq.number for rfq in made}) == 1
    assert await count(own_market, requests_tables.rfqs) == before + 1


async def test_other_keys_and_other_accounts_make_their_own(own_market: Marketplace) -> None:
    keys = [KEY, WriteKey("message-1", "create_rfq", 1), WriteKey("message-2", "create_rfq")]
    made = await asyncio.gather(*(own_market.rfqs.create_rfq("nordmarkt", WISH, key) for key in keys))
    other = await own_market.rfqs.create_rfq("lagos-home", WISH, KEY)
    assert len({rfq.number for rfq in (*made, other)}) == 4


async def test_only_a_buyer_may_ask(own_market: Marketplace) -> None:
    before = await count(own_market, requests_tables.rfqs)
    with pytest.raises(NotAllowed):
        await own_market.rfqs.create_rfq("chengdu-silk", WISH, KEY)
    with pytest.raises(NotFound):
        await own_market.rfqs.create_rfq("nobody", WISH, KEY)
    assert await count(own_market, requests_tables.rfqs) == before


async def test_an_order_goes_to_the_place_that_its_incoterm_names(own_market: Marketplace) -> None:
    place, nowhere = Name("Hangzhou", "杭州"), Destination("CN", Name("", ""))
    wish = replace(WISH, incoterm="DAP", port=place, destination=nowhere, suppliers=("chengdu-silk",))
    rfq = await own_market.rfqs.create_rfq("huaxia-trade", wish, KEY)
    new = NewQuotation(Money(Decimal(9), "USD"), 20, "DAP", port=place)
    quotation = await own_market.quoting.submit_quotation("chengdu-silk", rfq.number, new, WriteKey("m2", "quote"))
    assert quotation is not None
    order = await own_market.quoting.accept_quotation("huaxia-trade", quotation, WriteKey("m3", "accept"))
    assert order is not None
    assert (await own_market.orders.access_order("huaxia-trade", order)).destination == Destination("CN", place)
