"""Brings a request or an order of two companies about, by the marketplace itself."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

from sqlalchemy import select, update

from actions.marketplace import Marketplace
from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey
from actions.marketplace.goods.catalogue.tables import exchange_rates, products, suppliers
from actions.marketplace.trades.claims.records import NewClaim
from actions.marketplace.trades.orders.tables import orders
from actions.marketplace.trades.questions.records import NewQuestion
from actions.marketplace.trades.requests.records import NewQuotation, NewRfq
from actions.marketplace.trades.samples.records import NewSample
from actions.world import open_world
from tests.fakes.actions.marketplace import NOW

BUYER, SUPPLIER = "lagos-home", "jingdezhen-ceramics"
LAGOS = Destination("NG", Name("Lagos", "拉各斯"))
PRICE = Money(Decimal("9.80"), "USD")
_keys = itertools.count(1)


def key(action: str = "test") -> WriteKey:
    return WriteKey(f"w{next(_keys)}", action)


async def market() -> Marketplace:
    return (await open_world()).market


async def request(suppliers: tuple[str, ...] = (SUPPLIER, "chengdu-silk"), incoterm: str | None = "FOB") -> str:
    """Sends a request for tea sets to the suppliers, and returns its number."""
    wish = NewRfq("tea sets", Quantity(Decimal(300), "set"), LAGOS, incoterm, suppliers=suppliers)
    return (await (await market()).rfqs.create_rfq(BUYER, wish, key("create_rfq"))).number


async def quotation(rfq: str, account: str = SUPPLIER, price: Money = PRICE) -> str:
    number = await (await market()).quoting.submit_quotation(account, rfq, NewQuotation(price, 25, "FOB"), key())
    assert number is not None
    return number


@asynccontextmanager
async def without_rate(currency: str) -> AsyncIterator[None]:
    """Takes the exchange rate of a currency away for a while."""
    database, of_it = (await market()).database, exchange_rates.c.currency == currency
    async with database.begin() as connection:
        rate = (await connection.execute(select(exchange_rates).where(of_it))).one()
        await connection.execute(exchange_rates.delete().where(of_it))
    try:
        yield
    finally:
        async with database.begin() as connection:
            await connection.execute(exchange_rates.insert().values(**rate._mapping))


async def order() -> str:
    """Places an order, which waits for its confirmation, and returns its number."""
    number = await (await market()).quoting.accept_quotation(BUYER, await quotation(await request()), key())
    assert number is not None
    return number


async def order_to_ship() -> str:
    number = await order()
    await (await market()).fulfilment.confirm_order(SUPPLIER, number, key())
    return number


async def order_delivered(claim_until: dt.datetime = NOW + dt.timedelta(days=20)) -> str:
    """Brings an order of 300 tea sets to its delivery, with claims possible until `claim_until`; returns its number."""
    number = await order_to_ship()
    await (await market()).fulfilment.ship_order(SUPPLIER, number, "DHL", "SF1098837261", key())
    async with (await market()).database.begin() as connection:
        delivered = update(orders).where(orders.c.number == number)
        await connection.execute(delivered.values(state="delivered", claim_until=claim_until))
    return number


async def claim(number: str | None = None, words: str = "Twelve came in pieces.") -> str:
    """Opens a claim for 12 of the 300 sets, and returns its number."""
    new = NewClaim(number or await order_delivered(), "damaged", Decimal(12), "refund", words)
    opened = await (await market()).claims.open_claim(BUYER, new, key(), "v1")
    assert opened is not None
    return opened.number


async def question(words: str = "Are the lids glazed inside?", about: str = "") -> str:
    """Asks the supplier about an order, or about the company, and returns the question's number."""
    new = NewQuestion(SUPPLIER, "order" if about else "company", about, words)
    asked = await (await market()).questions.ask(BUYER, new, key(), "v1")
    assert asked is not None
    return asked.number


async def listing(supplier: str = SUPPLIER) -> int:
    """Returns the id of the supplier's first listing."""
    query = select(products.c.id).join(suppliers).where(suppliers.c.slug == supplier).order_by(products.c.id).limit(1)
    async with (await market()).database.read() as connection:
        return int((await connection.execute(query)).scalar_one())


async def sample(address: str = "Adeola Trading, 12 Marina Road, 101231") -> str:
    """Asks the supplier for two samples, and returns the number of the request."""
    new = NewSample(await listing(), Quantity(Decimal(2), "piece"), LAGOS, address)
    requested = await (await market()).samples.request(BUYER, new, key(), "v1")
    assert requested is not None
    return requested.number


async def order_in_parts() -> str:
    """Ships an order in two parts, and returns its number."""
    number = await order_to_ship()
    ship = (await market()).fulfilment.ship_order
    await ship(SUPPLIER, number, "DHL", "3318810025", key(), Decimal(100))
    await ship(SUPPLIER, number, "DHL", "SF1098837261", key())
    return number
