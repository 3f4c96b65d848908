"""What a supplier has done is counted from its orders, requests and claims, on both databases."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal

from actions.marketplace import Marketplace
from actions.marketplace.base.records import Money, WriteKey
from actions.marketplace.trades.claims.records import NewClaim
from actions.marketplace.trades.performance import Rate
from actions.marketplace.trades.requests.records import NewQuotation
from tests.fakes.actions.marketplace import NOW

SILK, CERAMICS, TOMATO = "chengdu-silk", "jingdezhen-ceramics", "xinjiang-tomato"
READY, DELIVERED = "ORD-100841", "ORD-100859"
_keys = itertools.count(1)


def key() -> WriteKey:
    return WriteKey(f"performance-{next(_keys)}", "test")


async def test_an_order_that_left_by_its_day_is_on_time(own_market: Marketplace) -> None:
    access = own_market.performances.access_performance
    before = await access(SILK)
    assert before.on_time == Rate(0, 0)
    await own_market.fulfilment.ship_order(SILK, READY, "DHL", "SF1098837261", key())
    assert (await access(SILK)).on_time == Rate(1, 1)
    assert (await access(CERAMICS)).on_time == Rate(0, 0), "shipped orders without a promised day are not counted"


async def test_an_order_whose_day_was_moved_is_late(own_market: Marketplace) -> None:
    order = await own_market.orders.access_order(SILK, READY)
    assert order.ships_on is not None
    await own_market.fulfilment.set_ship_day(SILK, READY, order.ships_on + timedelta(days=9), key())
    await own_market.fulfilment.ship_order(SILK, READY, "DHL", "SF1098837261", key())
    assert (await own_market.performances.access_performance(SILK)).on_time == Rate(0, 1)


async def test_a_claim_counts_until_it_is_withdrawn(own_market: Marketplace) -> None:
    access = own_market.performances.access_performance
    delivered = (await access(CERAMICS)).disputed
    assert (delivered.count, delivered.total) == (0, 2)
    claim = NewClaim(DELIVERED, "damaged", Decimal(12), "refund", "broken")
    opened = await own_market.claims.open_claim("lagos-home", claim, key(), "v1")
    assert opened is not None
    assert (await access(CERAMICS)).disputed == Rate(1, 2)
    await own_market.claims.take_step("lagos-home", opened.number, "withdraw", key(), "v1")
    assert (await access(CERAMICS)).disputed == Rate(0, 2)


async def test_a_request_is_answered_by_a_quotation_or_by_declining(own_market: Marketplace) -> None:
    access = own_market.performances.access_performance
    before = (await access(TOMATO)).answered
    new = NewQuotation(Money(Decimal(850), "USD"), 20, "FOB")
    assert await own_market.quoting.submit_quotation(TOMATO, "RFQ-10031", new, key())
    after = await access(TOMATO)
    assert after.answered.count == before.count + 1
    assert after.answer_hours is not None
    assert 1 <= after.answer_hours <= 24 * 30


async def test_who_is_unknown_has_done_nothing(market: Marketplace) -> None:
    performance = await market.performances.access_performance("nobody-at-all")
    assert (performance.on_time.total, performance.answered.total, performance.disputed.total) == (0, 0, 0)
    assert performance.answer_hours is None
    assert performance.since < NOW.date()
