"""Nobody sees what is not theirs, and cannot tell it from what does not exist."""

import pytest

from actions.marketplace import Marketplace, NotFound

MATRIX = [
    ("nordmarkt", "ORD-100234", True),
    ("jingdezhen-ceramics", "ORD-100234", True),
    ("lagos-home", "ORD-100234", False),
    ("huaxia-trade", "ORD-100234", False),
    ("chengdu-silk", "ORD-100234", False),
    ("shenzhen-lumen", "ORD-100234", False),
    ("nobody", "ORD-100234", False),
    ("", "ORD-100234", False),
    ("nordmarkt", "ORD-999999", False),
    ("nordmarkt", "", False),
    ("nordmarkt", "ORD-100234' OR '1'='1", False),
]


async def test_orders(market: Marketplace) -> None:
    for account, number, allowed in MATRIX:
        if allowed:
            assert (await market.orders.access_order(account, number)).number == number
        else:
            with pytest.raises(NotFound):
                await market.orders.access_order(account, number)


async def test_a_number_may_be_written_in_any_way(market: Marketplace) -> None:
    for written in ("ord-100234", "ORD100234", " ord 100234 ", "100234"):
        assert (await market.orders.access_order("nordmarkt", written)).number == "ORD-100234"


async def test_each_side_sees_the_other_as_its_counterpart(market: Marketplace) -> None:
    bought = await market.orders.access_order("nordmarkt", "ORD-100234")
    sold = await market.orders.access_order("jingdezhen-ceramics", "ORD-100234")
    assert (bought.counterpart.account, sold.counterpart.account) == ("jingdezhen-ceramics", "nordmarkt")


async def test_lists_are_paged_newest_first_and_filtered(market: Marketplace) -> None:
    everything = await market.orders.list_orders("nordmarkt")
    assert everything.total == 6
    placed = [order.placed_at for order in everything.orders]
    assert placed == sorted(placed, reverse=True)
    second = await market.orders.list_orders("nordmarkt", limit=2, offset=2)
    assert second.total == 6
    assert second.orders == everything.orders[2:4]
    shipped = await market.orders.list_orders("nordmarkt", states=["shipped"])
    assert [order.number for order in shipped.orders] == ["ORD-100234"]
    assert (await market.orders.list_orders("nobody")).total == 0


RFQ_MATRIX = [
    ("lagos-home", "RFQ-10031", True),
    ("xinjiang-tomato", "RFQ-10031", True),
    ("nordmarkt", "RFQ-10031", False),
    ("chengdu-silk", "RFQ-10031", False),
    ("nobody", "RFQ-10031", False),
    ("lagos-home", "RFQ-99999", False),
]


async def test_rfqs(market: Marketplace) -> None:
    for account, number, allowed in RFQ_MATRIX:
        if allowed:
            assert (await market.rfqs.access_rfq(account, number)).number == number
        else:
            with pytest.raises(NotFound):
                await market.rfqs.access_rfq(account, number)


async def test_quotations_are_for_the_buyer_who_asked(market: Marketplace) -> None:
    quotation = (await market.rfqs.access_rfq("nordmarkt", "RFQ-10023")).quotations[0]
    assert await market.rfqs.access_quotation("nordmarkt", quotation.number.lower()) == quotation
    for account in ("lagos-home", "huaxia-trade", "chengdu-silk", "shenzhen-lumen", "nobody"):
        with pytest.raises(NotFound):
            await market.rfqs.access_quotation(account, quotation.number)
    with pytest.raises(NotFound):
        await market.rfqs.access_quotation("nordmarkt", "QUO-1")


async def test_a_buyer_has_no_leads_and_a_supplier_no_requests(market: Marketplace) -> None:
    assert await market.rfqs.list_open_leads("nordmarkt") == ()
    assert await market.rfqs.list_rfqs("chengdu-silk") == ()
