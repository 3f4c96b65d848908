"""Staff act in a customer's name, through the console and the action server: by their role, with a reason, as they were shown it,
once, told to both sides and written down."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete, select

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.base.records import ByStaff
from actions.marketplace.integrations.importing.tables import operator_ids
from actions.marketplace.trades.orders.tables import orders
from actions.trades.orders.cards import full_card
from actions.world import open_world
from bot.marketplace.client import ActionServers
from bot.marketplace.staff.desk import ActionServerTradeDesk
from bot.staff.acts import ACTS
from bot.staff.roles import ROLES
from bot.staff.store.tables import audit_log
from tests.fakes.actions.chat import TOKEN
from tests.fakes.actions.trading import (
    BUYER,
    SUPPLIER,
    claim,
    key,
    market,
    order,
    order_to_ship,
    question,
    quotation,
    request,
)
from tests.fakes.gateway.support_desk import SupportDesk, support_desk
from tests.fakes.staff_acts import REASON, case, news

pytestmark = pytest.mark.asyncio(loop_scope="session")
PEOPLE = {"agent": "alice", "supervisor": "meilin", "admin": "admin"}


@pytest_asyncio.fixture(loop_scope="session")
async def desk(server: httpx.AsyncClient, database_url: str) -> AsyncIterator[SupportDesk]:
    async with (await open_world()).market.database.begin() as connection:
        await connection.execute(delete(marketplace_tables.outbox))
    servers = ActionServers(["http://actions"], TOKEN, server._transport)
    async with support_desk(database_url, trade=ActionServerTradeDesk(servers)) as desk:
        yield desk


async def logged(desk: SupportDesk, action: str = "act.do") -> list[Any]:
    async with desk.database.read() as connection:
        return list(await connection.execute(select(audit_log).where(audit_log.c.action == action)))


async def test_the_rows_of_the_account_and_no_others_those_named_first(desk: SupportDesk) -> None:
    number, other = await order(), await request()
    async with desk.signed_in("meilin") as browser:
        page = await (
            await case(desk, browser, words=f"What about {number.lower().replace('-', ' ')} and ORD-100234?")
        ).rows()
        assert page.index(number) < page.index(other)
        assert "ORD-100234" not in page  # it is nordmarkt's
        assert "Awaiting confirmation" in page
        assert "/acts/order.cancel/" in page
        assert "/acts/order.confirm/" not in page  # that is the supplier's
    async with desk.signed_in("admin") as browser:
        visitor = await desk.waiting("Where is it?", key="a visitor")
        assert "not signed in" in (await browser.get(f"/console/conversations/{visitor}/rows")).text


async def test_rows_cards_and_acts_show_the_operators_own_number_beside_caravans(desk: SupportDesk) -> None:
    number = await order()
    own = f"SO-{number[4:]}"
    async with (await market()).database.begin() as connection:
        found = select(orders.c.id).where(orders.c.number == number)
        row_id = (await connection.execute(found)).scalar_one()
        known = {"kind": "orders", "operator_id": own, "row_id": row_id, "digest": ""}
        await connection.execute(operator_ids.insert().values(known))
    async with desk.signed_in("meilin") as browser:
        here = await case(desk, browser, words=f"What about {number}?")
        rows = await here.rows()
        assert f">{own} ({number})</b>" in rows
        assert f'name="number" value="{number}"' in rows
        assert (
            f"<h1>Cancel the order: {own} ({number})</h1>"
            in (await browser.get(here.path("order.cancel", number))).text
        )
        sent = await browser.step(here.conversation, "send", number=number, once="a" * 32)
        assert sent.status_code == 303
        assert f"Here is {own} ({number}): " in (await browser.read(here.conversation)).text
        assert (await here.does("order.cancel", number)).status_code == 303


async def test_an_order_is_cancelled_in_the_buyers_name_once_told_to_both_and_written_down(desk: SupportDesk) -> None:
    number = await order()
    await news(BUYER), await news(SUPPLIER)
    async with desk.signed_in("meilin") as browser:
        here = await case(desk, browser)
        shown = await here.checks("order.cancel", number)
        for words in ("Awaiting confirmation", "Cancelled", REASON, "in the buyer’s name"):
            assert words in shown.text
        once = f"{key().message_id:k>32}"
        assert (await here.does("order.cancel", number, once)).status_code == 303
        assert (await here.says_yes("order.cancel", number, once, "x")).status_code == 303  # sent twice
        again = await here.checks("order.cancel", number)
    assert again.status_code == 409
    assert f"by support, in the buyer’s name: “{REASON}”" in await _timeline(desk, number)
    assert await news(SUPPLIER) == ["order_cancelled"]
    assert await news(BUYER) == ["staff_acted"]
    row = (await logged(desk))[0]
    assert (row.actor, row.role, row.outcome) == ("meilin", "supervisor", "done")
    assert row.details == {"act": "order.cancel", "number": number, "account": BUYER, "reason": REASON}
    done = await (await market()).orders.access_order(BUYER, number)
    assert done.state == "cancelled"
    assert [one.kind for one in done.events].count("cancelled") == 1


async def _timeline(desk: SupportDesk, number: str) -> str:
    shown = full_card(await (await market()).orders.access_order(BUYER, number))
    return "\n".join(desk.deps.renderer.value(one["value"], "en") for one in shown["fields"])


async def test_roles_decide_and_who_has_the_conversation(desk: SupportDesk) -> None:
    number = await order_to_ship()
    for role, username in PEOPLE.items():
        async with desk.signed_in(username) as browser:
            here = await case(desk, browser, SUPPLIER)
            page = await here.rows() if role == "agent" else ""
            for act in ("order.ship_day", "order.start"):
                assert (await browser.get(here.path(act, number))).status_code == 200, (role, act)
            other = await case(desk, browser, BUYER)
            allowed = ACTS["order.cancel"] in ROLES[role]
            assert (await browser.get(other.path("order.cancel", number))).status_code == (200 if allowed else 404), (
                role
            )
            assert role != "agent" or "/acts/order.decline/" not in page
    async with desk.signed_in("liwei") as browser:
        here = await case(desk, browser, SUPPLIER)
        async with desk.signed_in("meilin") as stranger:
            assert (await stranger.get(here.path("order.start", number))).status_code == 409
        assert (await browser.get(here.path("order.cancel", number))).status_code == 404
        assert (await browser.get(here.path("order.start", "ORD-100555"))).status_code == 404  # another supplier's


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("act", "values", "reason", "says"),
    [
        ("order.ship_day", {"day": "2026-12-20"}, "", "Give a reason"),
        (
            "order.ship_day",
            {"day": "2026-12-20"},
            "Write to boss@silk.cn on WhatsApp +86 138 0013 8000",
            "may not be passed on",
        ),
        ("order.ship_day", {"day": "2020-12-20"}, REASON, "That day is over"),
        ("order.ship_day", {"day": "soon"}, REASON, "A day is not right"),
        (
            "order.ship",
            {"carrier": "DHL", "tracking": "12", "quantity": "300"},
            REASON,
            "No carrier has tracking numbers",
        ),
        ("order.ship", {"carrier": "DHL", "tracking": "SF1098837261", "quantity": "301"}, REASON, "more than is left"),
        (
            "order.ship",
            {"carrier": "Boat & Co", "tracking": "SF1098837261", "quantity": "1"},
            REASON,
            "Choose from the list",
        ),
    ],
)
async def test_what_does_not_fit_is_said_and_changes_nothing(
    desk: SupportDesk, act: str, values: dict[str, str], reason: str, says: str
) -> None:
    number = await order_to_ship()
    before = await (await market()).orders.access_order(SUPPLIER, number)
    async with desk.signed_in("alice") as browser:
        here = await case(desk, browser, SUPPLIER)
        answer = await here.checks(act, number, reason=reason, **values)
        assert (answer.status_code, says in answer.text) == (409, True), answer.text
        forced = await here.says_yes(act, number, "j" * 32, "x", **values)
    assert forced.status_code == 409
    assert await (await market()).orders.access_order(SUPPLIER, number) == before


async def test_who_ships_is_told_what_was_to_be_paid_first(desk: SupportDesk) -> None:
    number = await order_to_ship()
    async with desk.signed_in("alice") as browser:
        here = await case(desk, browser, SUPPLIER)
        page = await here.checks("order.ship", number, carrier="DHL", tracking="SF1098837261", quantity="300")
    assert page.status_code == 200
    assert "agreed to come in before the goods leave" in page.text
    assert "Deposit: " in page.text
    assert "Balance: " in page.text


async def test_an_escalated_claim_is_decided_by_the_staff_for_both_sides(desk: SupportDesk) -> None:
    number = await claim()
    await (await market()).claims.take_step(BUYER, number, "escalate", key(), "v1")
    await news(BUYER), await news(SUPPLIER)
    async with desk.signed_in("liwei") as agent:
        assert (await agent.get((await case(desk, agent)).path("claim.settle", number))).status_code == 404
    async with desk.signed_in("meilin") as browser:
        here = await case(desk, browser)
        assert "Decide: the buyer gets money" in await here.rows()
        too_much = await here.checks("claim.settle", number, amount="99999", currency="USD")
        assert "more than the goods cost" in too_much.text
        assert (await here.does("claim.settle", number, amount="60.00", currency="USD")).status_code == 303
    decided = await (await market()).claims.access_claim(BUYER, number)
    assert (decided.state, decided.agreed and decided.agreed.amount) == ("agreed", 60)
    assert await news(BUYER) == await news(SUPPLIER) == ["claim_settled"]
    paid = (await (await market()).orders.access_order(BUYER, decided.order)).payments
    assert [(one.kind, one.state, one.amount.amount) for one in paid if one.kind == "refund"] == [
        ("refund", "pending", 60)
    ]


async def test_every_other_kind_of_row_too(desk: SupportDesk) -> None:
    asked = await question()
    quoted = await quotation(await request())
    await news(BUYER)
    async with desk.signed_in("meilin") as browser:
        supplier = await case(desk, browser, SUPPLIER)
        answered = await supplier.does("question.answer", asked, answer="Yes, they are glazed inside.")
        assert answered.status_code == 303, answered.text
        assert await news(BUYER) == ["question_answered"]
        buyer = await case(desk, browser)
        countered = await buyer.does("quotation.counter_buyer", quoted, price="9.10", quantity="300")
        assert countered.status_code == 303, countered.text
        accepted = await supplier.does("quotation.accept_counter_supplier", quoted)
        assert accepted.status_code == 303, accepted.text
        ordered = await buyer.does("quotation.accept", quoted)
        assert ordered.status_code == 303, ordered.text
    placed = await (await market()).orders.list_orders(BUYER, ("awaiting_confirmation",))
    assert placed.orders[0].total.amount == 2730
    shown = await (await market()).orders.access_order(BUYER, placed.orders[0].number)
    assert shown.events[0].staff == ByStaff("buyer", REASON)
    assert [row.details["act"] for row in await logged(desk)] == [
        "question.answer", "quotation.counter_buyer", "quotation.accept_counter_supplier", "quotation.accept",
    ]  # fmt: skip
