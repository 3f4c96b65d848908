"""What happens in the operator's own system to a trade that was made in the chat changes that trade, and makes no second
one beside it."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from actions.marketplace import Marketplace
from actions.marketplace.base.records import Destination, Money, Name, Quantity, WriteKey
from actions.marketplace.integrations.importing.known import add_known
from actions.marketplace.trades.orders.records import Terms
from actions.marketplace.trades.requests.records import NewQuotation, NewRfq
from tests.fakes.actions.due import find_company
from tests.fakes.actions.marketplace import NOW

BUYER, SUPPLIER = "nordmarkt", "chengdu-silk"
_numbers = itertools.count(1)


def key() -> WriteKey:
    return WriteKey(f"adopting-{next(_numbers)}", "test")


async def send(market: Marketplace, type_: str, **data: Any) -> str:
    event = {"id": f"adopting-{next(_numbers)}", "type": type_, "at": NOW.isoformat(), "data": data}
    return (await market.events.take([event]))[0].outcome


async def quote(market: Marketplace) -> tuple[str, str]:
    """Returns the numbers of a request for 300 pieces and of the quotation for it at $10."""
    wish = NewRfq("silk scarves", Quantity(Decimal(300), "piece"), Destination("DE", Name("Hamburg", "汉堡")), "FOB", suppliers=(SUPPLIER,))  # fmt: skip
    rfq = (await market.rfqs.create_rfq(BUYER, wish, key())).number
    new = NewQuotation(Money(Decimal(10), "USD"), 20, "FOB")
    number = await market.quoting.submit_quotation(SUPPLIER, rfq, new, key())
    assert number is not None
    return rfq, number


async def order(market: Marketplace) -> str:
    number = await market.quoting.accept_quotation(BUYER, (await quote(market))[1], key())
    assert number is not None
    assert await market.fulfilment.confirm_order(SUPPLIER, number, key())
    return number


async def read_payments(market: Marketplace, number: str) -> list[tuple[str, str, str]]:
    payments = (await market.orders.access_order(BUYER, number)).payments
    return [(one.kind, one.state, f"{one.amount.amount:.2f}") for one in payments]


async def test_the_deposit_that_is_paid_is_the_one_that_was_due(own_market: Marketplace) -> None:
    number = await order(own_market)
    paid = {
        "payment_id": "P-1",
        "order_id": number,
        "kind": "deposit",
        "state": "paid",
        "amount": "900",
        "paid_at": "2026-11-25",
    }
    assert await send(own_market, "payment.put", **paid) == "done"
    assert await read_payments(own_market, number) == [("deposit", "paid", "900.00"), ("balance", "due", "2100.00")]
    assert await send(own_market, "payment.put", **paid) == "unchanged"


async def test_what_is_paid_at_once_is_due_no_more(own_market: Marketplace) -> None:
    number = await order(own_market)
    paid = {
        "payment_id": "P-2",
        "order_id": number,
        "kind": "full",
        "state": "paid",
        "amount": "3000",
        "paid_at": "2026-11-25",
    }
    assert await send(own_market, "payment.put", **paid) == "done"
    states = [(kind, state) for kind, state, _ in await read_payments(own_market, number)]
    assert states == [("deposit", "void"), ("balance", "void"), ("full", "paid")]


async def test_a_shipment_that_was_told_in_the_chat_is_there_once(own_market: Marketplace) -> None:
    number = await order(own_market)
    assert await own_market.fulfilment.ship_order(SUPPLIER, number, "DHL", "SF1098837261", key())
    shipped = {"shipment_id": "SH-9", "order_id": number, "carrier": "DHL", "tracking_number": "SF1098837261"}
    shipped |= {"shipped_at": "2026-11-25", "eta": "2026-12-30"}
    assert await send(own_market, "shipment.put", **shipped) == "done"
    (shipment,) = (await own_market.orders.access_order(BUYER, number)).shipments
    assert str(shipment.eta) == "2026-12-30"


async def test_a_question_to_the_supplier_does_not_bind_it_when_the_order_has_gone_on(own_market: Marketplace) -> None:
    number = await order(own_market)
    assert await own_market.purchases.ask_to_change(BUYER, number, Terms(Quantity(Decimal(400), "piece")), key())
    assert await send(own_market, "order.state", order_id=number, state="in_production") == "done"
    assert (await own_market.orders.access_order(BUYER, number)).asked is None
    assert await own_market.fulfilment.finish_production(SUPPLIER, number, key())


async def test_a_quotation_of_the_chat_is_revised_until_its_terms_are_agreed(own_market: Marketplace) -> None:
    rfq, number = await quote(own_market)
    async with own_market.database.begin() as connection:
        await add_known(connection, "suppliers", [("S-silk", await find_company(connection, SUPPLIER), "")])
    put = {"quotation_id": "Q-77", "rfq": rfq, "supplier_id": "S-silk", "currency": "USD", "lead_time_days": "20", "incoterm": "FOB"}  # fmt: skip
    assert await own_market.bargaining.counter(BUYER, number, Money(Decimal(9), "USD"), Decimal(300), key())
    assert await send(own_market, "quotation.put", unit_price="9.60", **put) == "done"
    (revised,) = (await own_market.rfqs.access_rfq(BUYER, rfq)).quotations
    assert (revised.number, f"{revised.unit_price.amount:.2f}", revised.standing) == (number, "9.60", "open")
    assert await own_market.bargaining.counter(BUYER, number, Money(Decimal(9), "USD"), Decimal(300), key())
    assert await own_market.bargaining.accept_counter(SUPPLIER, number, revised.rounds[-1].round + 1, key())
    assert await send(own_market, "quotation.put", unit_price="11", **put) == "refused"
    agreed = await own_market.rfqs.access_quotation(BUYER, number)
    assert (f"{agreed.unit_price.amount:.2f}", agreed.standing) == ("9.00", "agreed")
    assert await own_market.quoting.accept_quotation(BUYER, number, key(), agreed.terms[:16])
