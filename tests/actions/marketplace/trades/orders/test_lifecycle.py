"""An order goes from its placing to its completion by the steps of one table: each once, told to the other side, and its
totals and payments add up."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from actions.marketplace import Marketplace, NotAllowed, NotFound
from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.records import ByStaff, Destination, Money, Name, Quantity, Role, WriteKey
from actions.marketplace.trades.orders import tables
from actions.marketplace.trades.orders.lifecycle import LIFECYCLE, TO_SHIP, find_step
from actions.marketplace.trades.orders.records import AddedLine, Order, Proposal, Terms
from actions.marketplace.trades.requests.records import NewQuotation, NewRfq
from actions.marketplace.trades.staff_acts.records import NewAct
from tests.fakes.actions.marketplace import NOW

TODAY = NOW.date()
BUYER, SUPPLIER = "nordmarkt", "chengdu-silk"
ACCEPTED, READY, NEW = "ORD-100555", "ORD-100841", "ORD-100410"
TRACKING = "SF1098837261"
_keys = itertools.count(1)


def key() -> WriteKey:
    return WriteKey(f"lifecycle-{next(_keys)}", "test")


def staff_key(market: Marketplace, account: str) -> WriteKey:
    side: Role = "buyer" if account == BUYER else "supplier"
    act = NewAct(f"staff-key-{next(_keys):010}", account, ACCEPTED, "order.start", side, "Asked by telephone.", "alice")
    return market.staff_acts.make_key(act)


async def see(market: Marketplace, number: str, account: str = BUYER) -> Order:
    return await market.orders.access_order(account, number)


async def news(market: Marketplace, account: str) -> list[tuple[str, dict[str, str]]]:
    async with market.database.read() as connection:
        outbox = marketplace_tables.outbox.c
        rows = await connection.execute(select(outbox.kind, outbox.payload).where(outbox.account == account))
        return [(row.kind, row.payload) for row in rows]


async def put_into(market: Marketplace, number: str, state: str) -> None:
    async with market.database.begin() as connection:
        await connection.execute(update(tables.orders).where(tables.orders.c.number == number).values(state=state))


def check_money(order: Order) -> None:
    """Paid, due and pending payments make up the total; those that are void count no more."""
    owed = sum(
        (-one.amount.amount if one.kind == "refund" else one.amount.amount)
        for one in order.payments
        if one.state != "void"
    )
    assert owed == (0 if order.state == "cancelled" else order.total.amount), order.payments


def test_the_table_leads_from_every_open_state_onwards() -> None:
    reached = {step.then for step in LIFECYCLE.values()} - {None}
    assert reached == {
        "accepted", "cancelled", "in_production", "ready_to_ship", "partly_shipped", "shipped", "delivered", "completed",
    }  # fmt: skip
    for state in reached - {"cancelled", "completed"}:
        assert any(find_step(event, str(state)) and step.then for event, step in LIFECYCLE.items()), state


COMMANDS: dict[str, Callable[[Marketplace, str], Awaitable[bool]]] = {
    "confirm": lambda m, n: m.fulfilment.confirm_order(SUPPLIER, n, key()),
    "decline": lambda m, n: m.fulfilment.decline_order(SUPPLIER, n, "no silk left", key()),
    "cancel": lambda m, n: m.purchases.cancel_order(BUYER, n, None, key()),
    "ask_cancel": lambda m, n: m.purchases.ask_to_cancel(BUYER, n, None, key()),
    "change": lambda m, n: m.purchases.change_order(BUYER, n, Terms(Quantity(Decimal(900), "piece")), key()),
    "ask_change": lambda m, n: m.purchases.ask_to_change(BUYER, n, Terms(Quantity(Decimal(900), "piece")), key()),
    "start": lambda m, n: m.fulfilment.start_production(SUPPLIER, n, key()),
    "progress": lambda m, n: m.fulfilment.report_progress(SUPPLIER, n, key(), step="glazing"),
    "finish": lambda m, n: m.fulfilment.finish_production(SUPPLIER, n, key()),
    "set_ship_day": lambda m, n: m.fulfilment.set_ship_day(SUPPLIER, n, TODAY, key()),
    "ship": lambda m, n: m.fulfilment.ship_order(SUPPLIER, n, "DHL", TRACKING, key()),
}
STATES = (
    "awaiting_confirmation", "accepted", "in_production", "ready_to_ship", "partly_shipped", "shipped", "delivered",
    "completed", "disputed", "cancelled",
)  # fmt: skip


@pytest.mark.parametrize("event", sorted(COMMANDS))
async def test_a_command_is_possible_in_the_states_of_the_table_alone(own_market: Marketplace, event: str) -> None:
    for state in STATES:
        await put_into(own_market, ACCEPTED, state)
        before = await see(own_market, ACCEPTED)
        possible = await COMMANDS[event](own_market, ACCEPTED)
        after = await see(own_market, ACCEPTED)
        assert possible is (state in LIFECYCLE[event].before), state  # type: ignore[index]
        if not possible:
            assert after == before, state
            continue
        step = LIFECYCLE[event]  # type: ignore[index]
        assert after.state == (step.then or state)
        assert after.events[-1].kind in (step.writes, "late")
        async with own_market.database.begin() as connection:
            await connection.execute(tables.shipments.delete())
            await connection.execute(tables.order_changes.delete())


async def test_each_command_is_for_one_side_and_for_its_own_orders(own_market: Marketplace) -> None:
    purchases, fulfilment = own_market.purchases, own_market.fulfilment
    wanted = Terms(Quantity(Decimal(900), "piece"))
    for attempt in (
        purchases.cancel_order(SUPPLIER, ACCEPTED, None, key()),
        purchases.change_order(SUPPLIER, ACCEPTED, wanted, key()),
        purchases.report_arrival(SUPPLIER, ACCEPTED, None, key()),
        fulfilment.decline_order(BUYER, ACCEPTED, "no", key()),
        fulfilment.start_production(BUYER, ACCEPTED, key()),
        fulfilment.set_ship_day(BUYER, ACCEPTED, TODAY, key()),
    ):
        with pytest.raises(NotAllowed):
            await attempt
    for stranger in (
        purchases.cancel_order("lagos-home", ACCEPTED, None, key()),
        purchases.report_arrival("lagos-home", ACCEPTED, None, key()),
        fulfilment.start_production("shenzhen-lumen", ACCEPTED, key()),
        fulfilment.decline_order("shenzhen-lumen", ACCEPTED, "no", key()),
    ):
        with pytest.raises(NotFound):
            await stranger
    assert (await see(own_market, ACCEPTED)).events == (await see(own_market, ACCEPTED, SUPPLIER)).events


async def test_staff_act_in_a_customers_name_within_its_role(own_market: Marketplace) -> None:
    assert await own_market.steps.take(SUPPLIER, ACCEPTED, "start", staff_key(own_market, SUPPLIER))
    seen = (await see(own_market, ACCEPTED)).events[-1]
    assert (seen.kind, seen.staff) == ("production_started", ByStaff("supplier", "Asked by telephone."))
    with pytest.raises(NotAllowed):
        await own_market.steps.take(BUYER, ACCEPTED, "finish", staff_key(own_market, BUYER))
    with pytest.raises(NotAllowed):
        await own_market.steps.take(BUYER, ACCEPTED, "close_claims", key())


async def test_a_cancelled_order_gives_back_what_was_paid_once(own_market: Marketplace) -> None:
    once = key()
    paid = (await see(own_market, ACCEPTED)).paid
    for _ in range(2):
        assert await own_market.purchases.cancel_order(BUYER, ACCEPTED, "sold out at last", once)
    order = await see(own_market, ACCEPTED)
    assert [(one.kind, one.state) for one in order.payments] == [
        ("deposit", "paid"),
        ("balance", "void"),
        ("refund", "pending"),
    ]
    assert order.payments[-1].amount == paid
    assert (order.state, order.events[-1].kind, order.events[-1].words) == (
        "cancelled",
        "cancelled",
        "sold out at last",
    )
    assert await news(own_market, SUPPLIER) == [("order_cancelled", {"order": ACCEPTED})]
    check_money(order)


async def test_a_cancellation_in_production_is_the_suppliers_to_agree(own_market: Marketplace) -> None:
    fulfilment, number = own_market.fulfilment, "ORD-100817"
    assert not await own_market.purchases.cancel_order("lagos-home", number, None, key())
    assert await own_market.purchases.ask_to_cancel("lagos-home", number, "we cannot wait", key())
    assert not await own_market.purchases.ask_to_cancel("lagos-home", number, None, key()), "it was asked already"
    asked = (await see(own_market, number, "shenzhen-lumen")).asked
    assert asked is not None
    assert (asked.kind, asked.words) == ("cancel", "we cannot wait")
    assert not await fulfilment.finish_production("shenzhen-lumen", number, key()), "the answer comes first"
    assert not await fulfilment.answer_change("shenzhen-lumen", number, asked.id + 1, True, key())
    assert await fulfilment.answer_change("shenzhen-lumen", number, asked.id, False, key())
    assert (await see(own_market, number, "lagos-home")).state == "in_production"
    assert not await fulfilment.answer_change("shenzhen-lumen", number, asked.id, True, key()), "it was answered"
    assert await own_market.purchases.ask_to_cancel("lagos-home", number, None, key())
    again = (await see(own_market, number, "lagos-home")).asked
    assert again is not None
    assert await fulfilment.answer_change("shenzhen-lumen", number, again.id, True, key())
    order = await see(own_market, number, "lagos-home")
    assert (order.state, order.payments[-1].kind, order.payments[-1].amount) == ("cancelled", "refund", order.paid)
    check_money(order)
    assert [kind for kind, _ in await news(own_market, "lagos-home")] == ["order_change_answered"] * 2
    assert [kind for kind, _ in await news(own_market, "shenzhen-lumen")] == ["order_change_asked"] * 2


async def test_a_new_order_is_changed_at_once_and_its_payments_follow(own_market: Marketplace) -> None:
    wanted = Terms(
        Quantity(Decimal(333), "set"), Destination("NG", Name("Abuja", "阿布贾")), TODAY + timedelta(days=90)
    )
    assert await own_market.purchases.change_order("lagos-home", NEW, wanted, key())
    order = await see(own_market, NEW, "lagos-home")
    assert (order.lines[0].quantity, order.destination, order.expected_on) == (
        wanted.quantity,
        wanted.destination,
        wanted.expected_on,
    )
    assert order.total.amount == order.lines[0].unit_price.amount * 333
    check_money(order)
    change = order.changes[-1]
    assert (change.state, change.wanted, change.before.quantity) == ("made", wanted, Quantity(Decimal(300), "set"))
    assert await news(own_market, SUPPLIER) == [("order_changed", {"order": NEW, "change": str(change.id)})]
    assert not await own_market.purchases.change_order("lagos-home", NEW, wanted, key()), "nothing is new"


@pytest.mark.parametrize("quantity", [1000, 100])
async def test_an_accepted_order_changes_when_the_supplier_agrees(own_market: Marketplace, quantity: int) -> None:
    """With 100 of 800, more has been paid than the new total; the rest is refunded."""
    before = await see(own_market, ACCEPTED)
    wanted = Terms(Quantity(Decimal(quantity), "piece"))
    assert await own_market.purchases.ask_to_change(BUYER, ACCEPTED, wanted, key())
    asked = (await see(own_market, ACCEPTED)).asked
    assert asked is not None
    assert (await see(own_market, ACCEPTED)).total == before.total, "nothing changes before the answer"
    assert await own_market.fulfilment.answer_change(SUPPLIER, ACCEPTED, asked.id, True, key())
    order = await see(own_market, ACCEPTED)
    assert (order.lines[0].quantity, order.state, order.asked) == (wanted.quantity, "accepted", None)
    check_money(order)
    assert [one.kind for one in order.payments if one.state == "pending"] == (["refund"] if quantity == 100 else [])


@pytest.mark.parametrize("takes", [True, False])
async def test_terms_for_a_change_in_production_count_once_the_buyer_takes_them(
    own_market: Marketplace, takes: bool
) -> None:
    assert await own_market.fulfilment.start_production(SUPPLIER, ACCEPTED, key())
    (listing,) = [
        one for one in await own_market.orders.list_offered(BUYER, ACCEPTED) if one.product.zh == "真丝枕套 22姆米"
    ]
    pillows = AddedLine(listing.product_id, listing.product, Quantity(Decimal(200), "piece"), listing.unit_price)
    assert await own_market.purchases.ask_to_change(BUYER, ACCEPTED, Terms(lines=(pillows,)), key())
    before = await see(own_market, ACCEPTED)
    assert before.asked is not None
    terms = Proposal(Money(Decimal(200), "USD"), TODAY + timedelta(days=60))
    change = before.asked.id
    propose, answer = own_market.fulfilment.propose_change, own_market.purchases.answer_proposal
    assert not await answer(BUYER, ACCEPTED, change, takes, key()), "nothing is proposed yet"
    with pytest.raises(ValueError, match="no terms"):
        await propose(SUPPLIER, ACCEPTED, change, Proposal(Money(Decimal(200), "CNY")), key())
    assert await propose(SUPPLIER, ACCEPTED, change, terms, key())
    assert not await propose(SUPPLIER, ACCEPTED, change, terms, key()), "answered already"
    assert (await see(own_market, ACCEPTED)).total == before.total, "nothing changes before the buyer's answer"
    assert await answer(BUYER, ACCEPTED, change, takes, key())
    assert not await answer(BUYER, ACCEPTED, change, takes, key())
    order = await see(own_market, ACCEPTED)
    check_money(order)
    if not takes:
        assert (order.lines, order.ships_on) == (before.lines, before.ships_on)
        return
    assert [line.quantity.value for line in order.lines] == [800, 200, 1]
    assert order.total.amount == before.total.amount + listing.unit_price.amount * 200 + 200
    assert order.ships_on == terms.ships_on
    assert [kind for kind, _ in await news(own_market, SUPPLIER)][-1] == "order_proposal_answered"
    assert [kind for kind, _ in await news(own_market, BUYER)][-1] == "order_change_proposed"


async def test_terms_that_wait_are_over_once_the_order_goes_on(own_market: Marketplace) -> None:
    wanted = Terms(Quantity(Decimal(900), "piece"))
    assert await own_market.purchases.ask_to_change(BUYER, ACCEPTED, wanted, key())
    asked = (await see(own_market, ACCEPTED)).asked
    assert asked is not None
    terms = Proposal(Money(Decimal(50), "USD"))
    assert await own_market.fulfilment.propose_change(SUPPLIER, ACCEPTED, asked.id, terms, key())
    assert await own_market.fulfilment.start_production(SUPPLIER, ACCEPTED, key()), "the supplier has answered"
    assert (await see(own_market, ACCEPTED)).changes[-1].state == "overtaken"
    assert not await own_market.purchases.answer_proposal(BUYER, ACCEPTED, asked.id, True, key())


async def test_a_part_is_never_recorded_as_the_whole(own_market: Marketplace) -> None:
    fulfilment = own_market.fulfilment
    assert await fulfilment.ship_order(SUPPLIER, READY, "DHL", TRACKING, key(), Decimal(500))
    order = await see(own_market, READY)
    assert (order.state, order.left_to_ship, order.shipments[0].quantity) == (
        "partly_shipped",
        Quantity(Decimal(700), "piece"),
        Quantity(Decimal(500), "piece"),
    )
    assert order.events[-1].quantity == Quantity(Decimal(500), "piece")
    shipment = str(order.shipments[0].id)
    assert await news(own_market, BUYER) == [("order_part_shipped", {"order": READY, "shipment": shipment})]
    assert not await fulfilment.ship_order(SUPPLIER, READY, "DHL", "3318810025", key(), Decimal(701))
    assert await own_market.purchases.report_arrival(BUYER, READY, None, key())
    order = await see(own_market, READY)
    assert (order.state, order.claim_until) == ("partly_shipped", NOW + timedelta(days=30))
    assert await fulfilment.ship_order(SUPPLIER, READY, "DHL", "3318810025", key())
    order = await see(own_market, READY)
    assert (order.state, order.left_to_ship.value, order.shipments[1].quantity) == (
        "shipped",
        0,
        Quantity(Decimal(700), "piece"),
    )
    assert not await own_market.purchases.report_arrival(BUYER, READY, order.shipments[0].id, key())
    assert await own_market.purchases.report_arrival(BUYER, READY, order.shipments[1].id, key())
    assert (await see(own_market, READY)).state == "delivered"
    assert TO_SHIP[-1] == "partly_shipped"


async def test_a_wrong_tracking_number_is_corrected_while_the_goods_are_on_their_way(own_market: Marketplace) -> None:
    fulfilment, number = own_market.fulfilment, "ORD-100234"
    (shipment,) = (await see(own_market, number)).shipments
    maker = "jingdezhen-ceramics"
    with pytest.raises(ValueError, match="no carrier"):
        await fulfilment.correct_tracking(maker, number, shipment.id, "13800138000", key())
    assert not await fulfilment.correct_tracking(maker, number, shipment.id + 1, TRACKING, key())
    assert await fulfilment.correct_tracking(maker, number, shipment.id, TRACKING, key(), "SF Express")
    order = await see(own_market, number)
    assert (order.shipments[0].tracking_number, order.shipments[0].carrier) == (TRACKING, "SF Express")
    assert (order.state, order.events[-1].kind) == ("shipped", "tracking_corrected")
    assert await own_market.purchases.report_arrival(BUYER, number, None, key())
    assert not await fulfilment.correct_tracking(maker, number, shipment.id, "3318810025", key())


async def test_a_later_ship_day_moves_the_arrival_and_the_balance(own_market: Marketplace) -> None:
    before = await see(own_market, ACCEPTED)
    assert before.ships_on is not None
    assert before.expected_on is not None
    async with own_market.database.begin() as connection:
        await connection.execute(
            update(tables.payments).where(tables.payments.c.state == "due").values(due_on=before.ships_on)
        )
    day = before.ships_on + timedelta(days=9)
    assert await own_market.fulfilment.set_ship_day(SUPPLIER, ACCEPTED, day, key())
    order = await see(own_market, ACCEPTED)
    assert (order.ships_on, order.expected_on) == (day, before.expected_on + timedelta(days=9))
    assert (order.events[-1].kind, order.events[-1].day) == ("late", day)
    assert [one.due_on for one in order.payments if one.state == "due"] == [day]
    assert await own_market.fulfilment.set_ship_day(SUPPLIER, ACCEPTED, TODAY + timedelta(days=1), key())
    order = await see(own_market, ACCEPTED)
    assert (order.events[-1].kind, order.ships_on) == ("ship_day_set", TODAY + timedelta(days=1))
    with pytest.raises(ValueError, match="over"):
        await own_market.fulfilment.set_ship_day(SUPPLIER, ACCEPTED, TODAY - timedelta(days=1), key())


async def test_words_that_lead_off_the_platform_are_not_written(own_market: Marketplace) -> None:
    with pytest.raises(ValueError, match="passed on"):
        await own_market.fulfilment.decline_order(SUPPLIER, NEW, "加我微信 silk8866 谈", key())
    with pytest.raises(ValueError, match="passed on"):
        await own_market.purchases.cancel_order(BUYER, ACCEPTED, "write to me at max@nordmarkt.example", key())
    place = Terms(destination=Destination("DE", Name("call +49 171 1234567", "call +49 171 1234567")))
    with pytest.raises(ValueError, match="passed on"):
        await own_market.purchases.ask_to_change(BUYER, ACCEPTED, place, key())
    assert (await see(own_market, NEW, SUPPLIER)).state == "awaiting_confirmation"


async def test_the_clock_closes_the_claim_period_when_it_is_over(own_market: Marketplace) -> None:
    number, buyer = "ORD-100859", "lagos-home"
    assert not await own_market.steps.close_claims(number)
    async with own_market.database.begin() as connection:
        own = update(tables.orders).where(tables.orders.c.number == number)
        await connection.execute(own.values(claim_until=NOW - timedelta(minutes=1)))
    assert await own_market.steps.close_claims(number)
    assert not await own_market.steps.close_claims(number)
    assert (await see(own_market, number, buyer)).state == "completed"
    for account in (buyer, "jingdezhen-ceramics"):
        assert await news(own_market, account) == [("order_completed", {"order": number})]


async def test_an_order_from_a_quotation_has_payments_days_and_its_product(own_market: Marketplace) -> None:
    listing = (await see(own_market, READY)).lines[0]
    for said, product in ((listing.product.en, listing.product_id), ("something of silk", None)):
        wish = NewRfq(
            said, Quantity(Decimal(333), "piece"), Destination("DE", Name("Hamburg", "汉堡")), suppliers=(SUPPLIER,)
        )
        rfq = await own_market.rfqs.create_rfq(BUYER, wish, key())
        quotation = NewQuotation(Money(Decimal("9.97"), "USD"), 25, "FOB")
        quoted = await own_market.quoting.submit_quotation(SUPPLIER, rfq.number, quotation, key())
        assert quoted is not None
        number = await own_market.quoting.accept_quotation(BUYER, quoted, key())
        assert number is not None
        order = await see(own_market, number)
        assert order.lines[0].product_id == product
        assert order.lines[0].product.en == said
        assert [(one.kind, one.amount.amount, one.due_on) for one in order.payments] == [
            ("deposit", Decimal("996.00"), TODAY + timedelta(days=7)),
            ("balance", Decimal("2324.01"), TODAY + timedelta(days=25)),
        ]
        check_money(order)
        assert (order.ships_on, order.expected_on) == (TODAY + timedelta(days=25), TODAY + timedelta(days=60))
