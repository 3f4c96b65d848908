"""In a turn, an order is read once, until something is written. Outside of turns it is read each time."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.database.reads import remember_reads
from actions.marketplace.base.records import WriteKey

SUPPLIER, ORDER, OTHER = "chengdu-silk", "ORD-100410", "ORD-100841"
pytestmark = pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session")


@pytest.fixture
def asked(own_market: Marketplace) -> list[str]:
    """Returns a list that gets every statement that the database is asked from now on."""
    statements: list[str] = []
    engine = own_market.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *of: statements.append(of[2]))
    return statements


async def test_an_order_is_read_once_in_a_turn(own_market: Marketplace, asked: list[str]) -> None:
    with remember_reads():
        order = await own_market.orders.access_order(SUPPLIER, ORDER)
        asked.clear()
        assert await own_market.orders.access_order(SUPPLIER, ORDER) is order
        assert asked == []
        assert (await own_market.orders.access_order(SUPPLIER, OTHER)).number == OTHER
        with pytest.raises(NotFound):
            await own_market.orders.access_order("nobody", ORDER)
    asked.clear()
    await own_market.orders.access_order(SUPPLIER, ORDER)
    assert asked, "the next turn reads it again"


async def test_what_the_turn_writes_is_read(own_market: Marketplace) -> None:
    with remember_reads():
        before = await own_market.orders.access_order(SUPPLIER, ORDER)
        assert await own_market.fulfilment.confirm_order(SUPPLIER, ORDER, WriteKey("m1", "confirm_order"))
        after = await own_market.orders.access_order(SUPPLIER, ORDER)
    assert (before.state, after.state) == ("awaiting_confirmation", "accepted")
