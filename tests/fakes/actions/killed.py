"""Carries out an effect or a due thing in a process that dies with SIGKILL around its commit."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import Database, open_database
from actions.marketplace.base.records import Money, Quantity, WriteKey
from actions.marketplace.integrations.correcting.own_listings import ListingChange
from actions.marketplace.trades.claims.records import NewClaim
from actions.marketplace.trades.due.working import DueWork
from actions.marketplace.trades.notes.records import NewNote
from actions.marketplace.trades.orders.placing import OrderFromListing
from actions.marketplace.trades.orders.records import Proposal, Terms
from actions.marketplace.trades.questions.records import NewQuestion
from actions.marketplace.trades.requests.records import NewQuotation, NewRfq, RfqChanges
from actions.marketplace.trades.samples.records import NewSample
from actions.marketplace.trades.samples.samples import Given
from actions.marketplace.trades.timetable import TIMETABLE
from tests.fakes.actions import trading
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.trading import BUYER, LAGOS, PRICE, SUPPLIER

Point = Literal["before", "after"]
"""Says whether the process dies right before the commit, or right after it."""
About = dict[str, Any]
TRACKING = "SF1098837261"
TEN = Quantity(Decimal(10), "set")


@dataclass(frozen=True, slots=True)
class Effect:
    """Is a write of somebody. `arrange` brings about what it needs and returns what it is about; `run` carries it out."""

    arrange: Callable[[], Awaitable[About]]
    run: Callable[[Marketplace, About, WriteKey], Awaitable[Any]]


class _NothingFound:
    """Stands for the search, which no kill concerns."""

    async def find_listings(self, request: object) -> Any:
        return SimpleNamespace(listings=())


def die(url: str, name: str, about: About, key: WriteKey, point: Point) -> None:
    """Carries out the effect of this name, and dies."""

    async def run(database: Database) -> None:
        market = Marketplace.build(database, _NothingFound(), Path(), lambda: NOW)  # type: ignore[arg-type]
        await EFFECTS[name].run(market, about, key)

    asyncio.run(_die(url, point, run))


def die_when_due(url: str, name: str, point: Point) -> None:
    """Works what is due of this kind, and dies with the first thing."""

    async def work(database: Database) -> None:
        kinds = [kind for kind in TIMETABLE if kind.name == name]
        await DueWork(database, lambda: NOW, kinds).work()

    asyncio.run(_die(url, point, work))


async def _die(url: str, point: Point, run: Callable[[Database], Awaitable[None]]) -> None:
    database = open_database(url)
    begin = database.begin

    @asynccontextmanager
    async def dying() -> AsyncIterator[AsyncConnection]:
        async with begin() as connection:
            yield connection
            if point == "before":
                os.kill(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    database.begin = dying  # type: ignore[method-assign]
    await run(database)


# What effects are about


async def _nothing() -> About:
    return {}


async def _request() -> About:
    return {"rfq": await trading.request()}


async def _quotation() -> About:
    return {"quotation": await trading.quotation(await trading.request())}


async def _priced_listing() -> About:
    market, number = await trading.market(), await trading.listing()
    listing = await market.suppliers.access_listing(number)
    return {
        "listing": str(number),
        "quantity": str(listing.moq.value),
        "unit": listing.moq.unit,
        "price": str(listing.unit_price.amount),
    }


def _order_from(about: About) -> OrderFromListing:
    quantity, price = Quantity(Decimal(about["quantity"]), about["unit"]), Money(Decimal(about["price"]), "USD")
    return OrderFromListing(int(about["listing"]), quantity, price, LAGOS)


async def _countered() -> About:
    about = await _quotation()
    market = await trading.market()
    await market.bargaining.counter(BUYER, about["quotation"], PRICE, Decimal(200), trading.key())
    return about


async def _order() -> About:
    return {"order": await trading.order()}


async def _accepted() -> About:
    return {"order": await trading.order_to_ship()}


async def _in_production() -> About:
    about = await _accepted()
    await (await trading.market()).fulfilment.start_production(SUPPLIER, about["order"], trading.key())
    return about


async def _asked() -> About:
    about = await _in_production()
    market = await trading.market()
    await market.purchases.ask_to_cancel(BUYER, about["order"], None, trading.key())
    asked = (await market.orders.access_order(BUYER, about["order"])).asked
    assert asked is not None
    return about | {"change": asked.id}


async def _wished() -> About:
    about = await _in_production()
    market = await trading.market()
    await market.purchases.ask_to_change(BUYER, about["order"], MORE, trading.key())
    asked = (await market.orders.access_order(BUYER, about["order"])).asked
    assert asked is not None
    return about | {"change": asked.id}


async def _proposed() -> About:
    about = await _wished()
    fulfilment = (await trading.market()).fulfilment
    await fulfilment.propose_change(SUPPLIER, about["order"], about["change"], Proposal(PRICE), trading.key())
    return about


async def _shipped() -> About:
    number = await trading.order_in_parts()
    order = await (await trading.market()).orders.access_order(BUYER, number)
    return {"order": number, "shipment": order.shipments[0].id}


async def _delivered() -> About:
    return {"order": await trading.order_delivered()}


async def _claim() -> About:
    return {"claim": await trading.claim()}


async def _question() -> About:
    return {"question": await trading.question()}


async def _sample() -> About:
    return {"sample": await trading.sample()}


async def _listing() -> About:
    return {"listing": await trading.listing()}


async def _own_listing() -> About:
    listings = (await trading.market()).own_listings
    first = (await listings.list_own(SUPPLIER))[0]
    stock = first.stock.value if first.stock else Decimal(0)
    seen = (await listings.access(SUPPLIER, first.product_id)).seen
    return {"listing": first.product_id, "seen": seen, "stock": str(stock + 1)}


async def _held_request() -> About:
    wish = NewRfq("tea sets, write me on wechat silk8866", TEN, LAGOS, suppliers=(SUPPLIER,))
    market = await trading.market()
    rfq = await market.rfqs.create_rfq(BUYER, wish, trading.key("create_rfq"))
    return {"held": next(one.id for one in await market.relays.list_waiting() if one.rfq == rfq.number)}


async def _held_letter() -> About:
    number = await trading.question("write me on wechat silk8866")
    market = await trading.market()
    return {"held": next(one.id for one in await market.held_letters.list_waiting() if one.rfq == number)}


DAY = NOW.date() + timedelta(days=20)
MORE = Terms(Quantity(Decimal(400), "set"))
EFFECTS: Mapping[str, Effect] = {
    "rfqs.create_rfq": Effect(
        _nothing, lambda m, a, key: m.rfqs.create_rfq(BUYER, NewRfq("tea sets", TEN, LAGOS, suppliers=(SUPPLIER,)), key)
    ),
    "request_changes.change": Effect(
        _request, lambda m, a, key: m.request_changes.change(BUYER, a["rfq"], RfqChanges(note="no plastic"), key)
    ),
    "request_changes.withdraw": Effect(_request, lambda m, a, key: m.request_changes.withdraw(BUYER, a["rfq"], key)),
    "quoting.submit_quotation": Effect(
        _request, lambda m, a, key: m.quoting.submit_quotation(SUPPLIER, a["rfq"], NewQuotation(PRICE, 25, "FOB"), key)
    ),
    "quoting.decline_request": Effect(
        _request, lambda m, a, key: m.quoting.decline_request(SUPPLIER, a["rfq"], "no clay left", key)
    ),
    "quoting.accept_quotation": Effect(
        _quotation, lambda m, a, key: m.quoting.accept_quotation(BUYER, a["quotation"], key)
    ),
    "placing.place": Effect(_priced_listing, lambda m, a, key: m.placing.place(BUYER, _order_from(a), key)),
    "bargaining.counter": Effect(
        _quotation, lambda m, a, key: m.bargaining.counter(BUYER, a["quotation"], PRICE, Decimal(200), key, Decimal(9))
    ),
    "bargaining.accept_counter": Effect(
        _countered, lambda m, a, key: m.bargaining.accept_counter(SUPPLIER, a["quotation"], 1, key)
    ),
    "bargaining.decline_counter": Effect(
        _countered, lambda m, a, key: m.bargaining.decline_counter(SUPPLIER, a["quotation"], 1, key)
    ),
    "bargaining.decline": Effect(_quotation, lambda m, a, key: m.bargaining.decline(BUYER, a["quotation"], key)),
    "bargaining.withdraw": Effect(_quotation, lambda m, a, key: m.bargaining.withdraw(SUPPLIER, a["quotation"], key)),
    "bargaining.keep_limit": Effect(
        _quotation, lambda m, a, key: m.bargaining.keep_limit(SUPPLIER, a["quotation"], Decimal("5.10"), key)
    ),
    "own_listings.change": Effect(
        _own_listing,
        lambda m, a, key: m.own_listings.change(
            SUPPLIER, a["listing"], ListingChange(stock=Decimal(a["stock"])), a["seen"], key
        ),
    ),
    "fulfilment.confirm_order": Effect(_order, lambda m, a, key: m.fulfilment.confirm_order(SUPPLIER, a["order"], key)),
    "fulfilment.decline_order": Effect(
        _order, lambda m, a, key: m.fulfilment.decline_order(SUPPLIER, a["order"], "no clay left", key)
    ),
    "fulfilment.start_production": Effect(
        _accepted, lambda m, a, key: m.fulfilment.start_production(SUPPLIER, a["order"], key)
    ),
    "fulfilment.report_progress": Effect(
        _accepted, lambda m, a, key: m.fulfilment.report_progress(SUPPLIER, a["order"], key, Decimal(100), "glazing")
    ),
    "fulfilment.finish_production": Effect(
        _in_production, lambda m, a, key: m.fulfilment.finish_production(SUPPLIER, a["order"], key)
    ),
    "fulfilment.set_ship_day": Effect(
        _accepted, lambda m, a, key: m.fulfilment.set_ship_day(SUPPLIER, a["order"], DAY, key)
    ),
    "fulfilment.ship_order": Effect(
        _accepted, lambda m, a, key: m.fulfilment.ship_order(SUPPLIER, a["order"], "DHL", TRACKING, key, Decimal(100))
    ),
    "fulfilment.correct_tracking": Effect(
        _shipped,
        lambda m, a, key: m.fulfilment.correct_tracking(SUPPLIER, a["order"], a["shipment"], "COSU7654321", key),
    ),
    "fulfilment.expect_later": Effect(
        _shipped,
        lambda m, a, key: m.fulfilment.expect_later(SUPPLIER, a["order"], a["shipment"], DAY, key, "a storm"),
    ),
    "fulfilment.answer_change": Effect(
        _asked, lambda m, a, key: m.fulfilment.answer_change(SUPPLIER, a["order"], a["change"], True, key)
    ),
    "fulfilment.correct_quantity": Effect(
        _shipped,
        lambda m, a, key: m.fulfilment.correct_quantity(SUPPLIER, a["order"], a["shipment"], Decimal(7), key),
    ),
    "fulfilment.propose_change": Effect(
        _wished,
        lambda m, a, key: m.fulfilment.propose_change(SUPPLIER, a["order"], a["change"], Proposal(PRICE), key),
    ),
    "purchases.answer_proposal": Effect(
        _proposed, lambda m, a, key: m.purchases.answer_proposal(BUYER, a["order"], a["change"], True, key)
    ),
    "purchases.cancel_order": Effect(_order, lambda m, a, key: m.purchases.cancel_order(BUYER, a["order"], None, key)),
    "purchases.ask_to_cancel": Effect(
        _in_production, lambda m, a, key: m.purchases.ask_to_cancel(BUYER, a["order"], None, key)
    ),
    "purchases.change_order": Effect(_order, lambda m, a, key: m.purchases.change_order(BUYER, a["order"], MORE, key)),
    "purchases.ask_to_change": Effect(
        _accepted, lambda m, a, key: m.purchases.ask_to_change(BUYER, a["order"], MORE, key)
    ),
    "purchases.report_arrival": Effect(
        _shipped, lambda m, a, key: m.purchases.report_arrival(BUYER, a["order"], a["shipment"], key)
    ),
    "claims.open_claim": Effect(
        _delivered,
        lambda m, a, key: m.claims.open_claim(
            BUYER, NewClaim(a["order"], "damaged", Decimal(12), "refund", "in pieces"), key, "v1"
        ),
    ),
    "claims.take_step.replace": Effect(
        _claim,
        lambda m, a, key: m.claims.take_step(SUPPLIER, a["claim"], "replace", key, "v1", pieces=Decimal(3)),
    ),
    "claims.take_step": Effect(_claim, lambda m, a, key: m.claims.take_step(SUPPLIER, a["claim"], "accept", key, "v1")),
    "questions.ask": Effect(
        _nothing,
        lambda m, a, key: m.questions.ask(
            BUYER, NewQuestion(SUPPLIER, "company", "", "are the lids glazed?"), key, "v1"
        ),
    ),
    "questions.answer": Effect(
        _question, lambda m, a, key: m.questions.answer(SUPPLIER, a["question"], "yes, all", key, "v1")
    ),
    "samples.request": Effect(
        _listing,
        lambda m, a, key: m.samples.request(BUYER, NewSample(a["listing"], TEN, LAGOS, "12 Marina Road"), key, "v1"),
    ),
    "samples.take_step": Effect(
        _sample, lambda m, a, key: m.samples.take_step(SUPPLIER, a["sample"], "accept", Given(), key, "v1")
    ),
    "notes.leave": Effect(
        _nothing, lambda m, a, key: m.notes.leave(BUYER, NewNote("message", "", ("hello",)), key, "v1")
    ),
    "relays.decide": Effect(_held_request, lambda m, a, key: m.relays.decide(a["held"], "released", "liwei")),
    "held_letters.decide": Effect(
        _held_letter, lambda m, a, key: m.held_letters.decide(a["held"], "released", "liwei")
    ),
    "papers.issue": Effect(_accepted, lambda m, a, key: m.papers.issue(BUYER, a["order"], "proforma", "d" * 64)),
}
"""All writes that the dialogue or the staff ask for."""
