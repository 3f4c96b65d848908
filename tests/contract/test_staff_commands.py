"""Staff carry out every command of the trade in a customer's name through the console: with a reason, told to both sides, and
written into the timeline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.records import Quantity
from actions.marketplace.trades.orders.records import Order, Terms
from actions.world import open_world
from bot.conversation.store.buttons import add_buttons
from bot.conversation.store.messages import add_message
from bot.marketplace.client import ActionServers
from bot.marketplace.staff.desk import ActionServerTradeDesk
from foundation.clock import system_clock
from tests.fakes.actions.chat import TOKEN
from tests.fakes.actions.trading import (
    BUYER,
    SUPPLIER,
    claim,
    key,
    listing,
    market,
    order,
    order_delivered,
    order_in_parts,
    order_to_ship,
    quotation,
    request,
)
from tests.fakes.gateway.support_desk import SupportDesk, support_desk
from tests.fakes.staff_acts import REASON, Case, case, news

pytestmark = pytest.mark.asyncio(loop_scope="session")
DONE, WRONG, NONE = 303, 409, 404


@pytest_asyncio.fixture(loop_scope="session")
async def desk(server: httpx.AsyncClient, database_url: str) -> AsyncIterator[SupportDesk]:
    async with (await open_world()).market.database.begin() as connection:
        await connection.execute(delete(marketplace_tables.outbox))
    servers = ActionServers(["http://actions"], TOKEN, server._transport)
    async with support_desk(database_url, trade=ActionServerTradeDesk(servers)) as desk:
        yield desk


@asynccontextmanager
async def acting_for(
    desk: SupportDesk, who: str, words: str = "Please do it", by: str = "meilin"
) -> AsyncIterator[Case]:
    async with desk.signed_in(by) as browser:
        here = await case(desk, browser, who, words)
        await news(BUYER), await news(SUPPLIER)
        yield here


async def does(here: Case, act: str, number: str, told: str, **values: str) -> None:
    """Does the act, and sees that the customer is told what was done, and the other side what it means."""
    answer = await here.does(act, number, **values)
    assert answer.status_code == DONE, answer.text
    own, other = (BUYER, SUPPLIER) if here.who == BUYER else (SUPPLIER, BUYER)
    assert (await news(own), await news(other)) == (["staff_acted"], [told])


async def see(number: str) -> Order:
    return await (await market()).orders.access_order(BUYER, number)


def is_by_staff(shown: Order) -> bool:
    staff = shown.events[-1].staff
    return staff is not None and staff.reason == REASON


async def test_progress_of_production_is_reported_by_any_agent(desk: SupportDesk) -> None:
    number = await order_to_ship()
    async with acting_for(desk, SUPPLIER, by="alice") as here:
        for values, problem in (
            ({}, "Say how much is finished"),
            ({"made": "300"}, "the whole order or more"),
            ({"step": "ask me at boss@silk.cn"}, "may not be passed on"),
        ):
            answer = await here.checks("order.progress", number, **values)
            assert (answer.status_code, problem in answer.text) == (WRONG, True), values
        shown = await here.checks("order.progress", number, made="120", step="glazing")
        assert "120 of 300 sets" in shown.text
        await does(here, "order.progress", number, "production_progress", made="120", step="glazing")
    now = await see(number)
    assert (now.state, now.events[-1].kind, now.events[-1].quantity) == (
        "in_production", "production_progress", Quantity(Decimal(120), "set"),
    )  # fmt: skip
    assert is_by_staff(now)


async def test_a_shipment_is_put_off_and_its_quantity_corrected(desk: SupportDesk) -> None:
    number = await order_in_parts()
    first, second = (await see(number)).shipments
    async with acting_for(desk, SUPPLIER, by="alice") as here:
        assert (
            await here.checks("order.arrival_late", number, shipment=str(first.id), day="2020-01-01")
        ).status_code == WRONG
        await does(here, "order.arrival_late", number, "arrival_late", shipment=str(first.id), day="2027-02-01")
        assert is_by_staff(await see(number))
        too_much = await here.checks("order.correct_quantity", number, shipment=str(first.id), quantity="101")
        assert "more than is left" in too_much.text
        await does(here, "order.correct_quantity", number, "quantity_corrected", shipment=str(first.id), quantity="90")
    now = await see(number)
    assert (now.state, [one.quantity and one.quantity.value for one in now.shipments]) == ("partly_shipped", [90, 200])
    assert str(now.shipments[0].eta) == "2027-02-01"
    assert now.shipments[1] == second
    assert is_by_staff(now)


async def test_a_supplier_names_terms_for_a_change_and_the_buyer_takes_them(desk: SupportDesk) -> None:
    number = await order_to_ship()
    wanted = Terms(Quantity(Decimal(400), "set"))
    assert await (await market()).purchases.ask_to_change(BUYER, number, wanted, key())
    before = (await see(number)).total.amount
    async with acting_for(desk, SUPPLIER) as supplier:
        assert (
            "Give a cost or another day" in (await supplier.checks("order.propose_terms", number, currency="USD")).text
        )
        shown = await supplier.checks("order.propose_terms", number, cost="200.00", currency="USD", day="2027-01-20")
        assert "$4,120.00" in shown.text  # 400 at 9.80, and 200
        values = {"cost": "200.00", "currency": "USD", "day": "2027-01-20"}
        await does(supplier, "order.propose_terms", number, "order_change_proposed", **values)
        assert is_by_staff(await see(number))
    async with acting_for(desk, BUYER) as buyer:
        shown = await buyer.checks("order.take_terms", number)
        assert "$4,120.00" in shown.text
        await does(buyer, "order.take_terms", number, "order_proposal_answered")
        assert (await buyer.checks("order.leave_terms", number)).status_code == WRONG
    now = await see(number)
    assert (before, now.total.amount, str(now.ships_on)) == (2940, 4120, "2027-01-20")
    assert is_by_staff(now)


async def test_the_buyer_leaves_the_order_as_it_was(desk: SupportDesk) -> None:
    number = await order_to_ship()
    trade = await market()
    assert await trade.purchases.ask_to_change(BUYER, number, Terms(Quantity(Decimal(400), "set")), key())
    async with acting_for(desk, SUPPLIER) as supplier:
        await does(supplier, "order.propose_terms", number, "order_change_proposed", cost="200", currency="USD")
    async with acting_for(desk, BUYER) as buyer:
        await does(buyer, "order.leave_terms", number, "order_proposal_answered")
    assert (await see(number)).total.amount == 2940


async def test_goods_of_the_same_supplier_become_a_line_once_the_supplier_agrees(desk: SupportDesk) -> None:
    number = await order_to_ship()
    offered = await (await market()).orders.list_offered(BUYER, number)
    goods = next(one for one in offered if one.unit_price.currency == "USD")
    amount = goods.moq.value * 2
    async with acting_for(desk, BUYER) as buyer:
        form = (await buyer.browser.get(buyer.path("order.add", number))).text
        assert goods.product.en in form
        few = await buyer.checks("order.add", number, goods=str(goods.product_id), quantity="1")
        assert "less than the minimum order" in few.text
        await does(
            buyer, "order.add", number, "order_change_asked", goods=str(goods.product_id), quantity=f"{amount:f}"
        )
    async with acting_for(desk, SUPPLIER) as supplier:
        await does(supplier, "order.agree", number, "order_change_answered")
    now = await see(number)
    assert (len(now.lines), now.lines[1].product_id, now.lines[1].quantity.value) == (2, goods.product_id, amount)
    assert now.total.amount == sum(one.total.amount for one in now.lines)


async def test_a_wish_about_the_goods_goes_to_the_supplier(desk: SupportDesk) -> None:
    number = await order_to_ship()
    async with acting_for(desk, BUYER) as buyer:
        await does(buyer, "order.change", number, "order_change_asked", items="the lids in blue, please")
    asked = (await see(number)).asked
    assert asked is not None
    assert asked.wanted.items == "the lids in blue, please"


async def test_new_goods_are_offered_for_a_claim_and_taken(desk: SupportDesk) -> None:
    number = await claim()
    async with acting_for(desk, SUPPLIER) as supplier:
        assert "more than was ordered" in (await supplier.checks("claim.replace", number, pieces="301")).text
        await does(supplier, "claim.replace", number, "claim_offer", pieces="12")
    async with acting_for(desk, BUYER) as buyer:
        assert "12 sets sent anew" in (await buyer.checks("claim.accept_offer", number)).text
        await does(buyer, "claim.accept_offer", number, "claim_offer_accepted")
    agreed = await (await market()).claims.access_claim(BUYER, number)
    assert (agreed.state, agreed.agreed, agreed.replaces) == ("agreed", None, Quantity(Decimal(12), "set"))
    assert all(one.staff for one in agreed.events[1:])


async def test_a_claim_is_opened_in_the_buyers_name(desk: SupportDesk) -> None:
    number = await order_delivered()
    values = {"kind": "damaged", "affected": "12", "wish": "refund", "description": "The lids are in pieces."}
    async with acting_for(desk, BUYER) as buyer:
        assert "$117.60" in (await buyer.checks("order.claim", number, **values)).text
        await does(buyer, "order.claim", number, "claim_opened", **values)
        second = await buyer.checks("order.claim", number, **values)
        assert second.status_code == 200
        assert (await buyer.does("order.claim", number, **values)).status_code == WRONG  # one is open already
    (opened,) = await (await market()).claims.list_claims(BUYER, order=number)
    assert (opened.state, opened.kind, opened.events[0].staff and opened.events[0].staff.side) == (
        "open",
        "damaged",
        "buyer",
    )
    (done,) = await (await market()).staff_acts.list_acts([opened.number])
    assert (done.act, done.side, done.reason) == ("order.claim", "buyer", REASON)


async def test_a_supplier_quotes_revises_and_declines(desk: SupportDesk) -> None:
    rfq, other = await request(), await request()
    terms = {"currency": "USD", "lead_days": "25", "incoterm": "FOB", "port": "Shanghai", "note": "with your logo"}
    async with acting_for(desk, SUPPLIER) as supplier:
        assert (
            "whole days"
            in (await supplier.checks("request.quote", rfq, price="9.80", **terms | {"lead_days": "2.5"})).text
        )
        await does(supplier, "request.quote", rfq, "quotation", price="9.80", **terms)
        ((_, quoted),) = [
            pair for pair in await (await market()).rfqs.list_quotations(SUPPLIER) if pair[0].number == rfq
        ]
        form = (await supplier.browser.get(supplier.path("quotation.revise", quoted.number))).text
        assert 'value="9.8"' in form
        same = {**terms, "valid_until": quoted.valid_until.isoformat()}
        assert (
            "Nothing would change"
            in (await supplier.checks("quotation.revise", quoted.number, price="9.80", **same)).text
        )
        shown = await supplier.checks("quotation.revise", quoted.number, price="9.40", **same)
        assert "$9.40" in shown.text
        assert "25 days" not in shown.text.partition("<table")[2]  # what stays is not listed
        await does(supplier, "quotation.revise", quoted.number, "quotation_revised", price="9.40", **same)
        await does(supplier, "request.decline", other, "request_declined")
        assert (await supplier.checks("request.decline", other)).status_code == WRONG
    revised = await (await market()).rfqs.access_quotation(BUYER, quoted.number)
    assert (revised.unit_price.amount, revised.note, revised.port and revised.port.en) == (
        Decimal("9.40"),
        "with your logo",
        "Shanghai",
    )
    (refusal,) = (await (await market()).rfqs.access_rfq(BUYER, other)).refusals
    assert refusal.reason == REASON


async def test_what_was_shown_or_is_searched_for_is_ordered_sampled_and_asked_about(desk: SupportDesk) -> None:
    product = await listing()
    row = f"LST-{product}"
    place = {"city": "Lagos", "country": "NG"}
    async with acting_for(desk, BUYER) as buyer:
        assert f"/acts/listing.order/{row}" not in await buyer.rows()
        await show_listing(desk, buyer.conversation, product)
        assert f"/acts/listing.order/{row}" in await buyer.rows()
        few = await buyer.checks("listing.order", row, quantity="1", **place)
        assert "less than the minimum order" in few.text
        offer = await (await market()).suppliers.access_listing(product, 1000)
        await does(buyer, "listing.order", row, "order_placed", quantity="1000", **place)
        placed = (await (await market()).orders.list_orders(BUYER, ("awaiting_confirmation",))).orders[0]
        assert placed.total.amount == offer.unit_price.amount * 1000
        assert is_by_staff(await see(placed.number))
        await does(buyer, "listing.sample", row, "sample_requested", quantity="2", address="12 Marina Road", **place)
        await does(buyer, "listing.ask", row, "question_asked", question="Is it safe in a dishwasher?")
        await does(buyer, "listing.request", row, "lead", quantity="1000", to="this", incoterm="FOB", **place)
        found = await buyer.browser.get(f"/console/conversations/{buyer.conversation}/rows?goods=tea+set")
        assert "/acts/listing.order/LST-" in found.text
    async with acting_for(desk, SUPPLIER) as supplier:
        assert (await supplier.browser.get(supplier.path("listing.order", row))).status_code == NONE
        assert (
            "listing."
            not in (await supplier.browser.get(f"/console/conversations/{supplier.conversation}/rows?goods=tea")).text
        )


async def show_listing(desk: SupportDesk, conversation: str, product: int) -> None:
    """Shows a listing in the conversation as the bot does, with a button that is about it."""
    meant: dict[str, Any] = {"token": "shown", "conversation_id": conversation, "label": {}, "intent": "request_quote"}
    meant |= {"entities": {"product_id": product}, "created_at": system_clock(), "expires_at": system_clock()}
    button = {"label": {"type": "term", "name": "button.request_quote", "values": {}}, "token": "shown"}
    async with desk.database.begin() as connection:
        await add_buttons(connection, [meant])
        await add_message(
            connection, conversation, "bot", reply={"response": "utter_ok", "values": {}, "buttons": [button]}
        )


async def test_an_order_is_placed_once_however_often_the_form_is_sent(desk: SupportDesk) -> None:
    row, values = f"LST-{await listing()}", {"quantity": "1000", "city": "Lagos", "country": "NG"}
    orders = (await market()).orders
    async with acting_for(desk, BUYER) as buyer:
        before = (await orders.list_orders(BUYER)).total
        shown = await buyer.checks("listing.order", row, **values)
        seen = shown.text.partition('name="seen" value="')[2].partition('"')[0]
        for _ in range(2):
            assert (await buyer.says_yes("listing.order", row, "o" * 32, seen, **values)).status_code == DONE
        assert (await orders.list_orders(BUYER)).total == before + 1
        assert (await buyer.says_yes("listing.sample", row, "o" * 32, seen, **values)).status_code == WRONG


async def test_each_side_asks_the_other_about_what_they_share(desk: SupportDesk) -> None:
    number, rfq = await order(), await request()
    quoted = await quotation(rfq)
    question = {"question": "Which glaze is it?"}
    async with acting_for(desk, BUYER, by="alice") as buyer:
        await does(buyer, "order.ask_supplier", number, "question_asked", **question)
        await does(buyer, "quotation.ask", quoted, "question_asked", **question)
    async with acting_for(desk, SUPPLIER, by="alice") as supplier:
        await does(supplier, "order.ask_buyer", number, "question_asked", **question)
        await does(supplier, "request.ask", rfq, "question_asked", **question)
        held = await supplier.checks("request.ask", rfq, question="Write to boss@silk.cn")
        assert "may not be passed on" in held.text


@pytest.mark.parametrize(
    ("act", "who"),
    [
        ("order.propose_terms", SUPPLIER), ("order.take_terms", BUYER), ("order.add", BUYER), ("claim.replace", SUPPLIER),
        ("order.claim", BUYER), ("request.quote", SUPPLIER), ("request.decline", SUPPLIER), ("quotation.revise", SUPPLIER),
        ("listing.order", BUYER),
    ],
)  # fmt: skip
async def test_what_binds_a_customer_is_not_for_agents(desk: SupportDesk, act: str, who: str) -> None:
    async with acting_for(desk, who, by="alice") as here:
        assert (await here.browser.get(here.path(act, "ORD-100841"))).status_code == NONE
        assert (await here.says_yes(act, "ORD-100841", "z" * 32, "x")).status_code == NONE
