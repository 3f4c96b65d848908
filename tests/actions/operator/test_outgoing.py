"""What people do in the chat goes out to the operator's own system: signed, once, in order, tried again, and its answer told."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import pytest_asyncio
from sqlalchemy import delete, select

from actions.marketplace.base import tables
from actions.marketplace.base.database.tables import idempotency
from actions.marketplace.integrations.outgoing.queue import Queue
from actions.marketplace.integrations.outgoing.sending import Sending
from actions.marketplace.integrations.outgoing.tables import outgoing
from actions.marketplace.trades.orders.placing import OrderFromListing
from actions.world import open_world
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from tests.fakes.actions import trading
from tests.fakes.actions.chat import TOKEN
from tests.fakes.actions.marketplace import NOW
from tests.fakes.operator_server import KEYS, OperatorServer, bomb, operator_server

pytestmark = pytest.mark.asyncio(loop_scope="session")
DOCS = Path(__file__).resolve().parents[3] / "docs"
RENDERER = Renderer(load_catalogues())


@dataclass
class Post:
    """Holds the operator's server and what sends to it, at a time that the test moves on."""

    operator: OperatorServer
    sending: Sending
    client: httpx.AsyncClient
    minutes: list[float]

    async def rounds(self, count: int = 1, minutes: float = 0) -> None:
        for _ in range(count):
            self.minutes[0] += minutes
            await self.sending.work()

    async def rows(self) -> list[Any]:
        async with (await open_world()).market.database.read() as connection:
            return list((await connection.execute(select(outgoing).order_by(outgoing.c.id))).all())

    async def hears(self, account: str, language: str) -> list[str]:
        asked = {"accounts": [account]}
        answer = await self.client.post("/outbox/notices", json=asked, headers={"X-Caravan-Token": TOKEN})
        replies = [one["reply"] for one in answer.json()["notices"]]
        return [RENDERER.text(one, language) for one in replies if one["response"].startswith("utter_notice_operator")]


@pytest_asyncio.fixture(loop_scope="session")
async def post(server: httpx.AsyncClient) -> AsyncIterator[Post]:
    market, minutes = (await open_world()).market, [0.0]
    queue = Queue(market.database, lambda: NOW + dt.timedelta(minutes=minutes[0]))
    async with operator_server() as operator:
        sending = Sending(queue, operator.url, KEYS, seconds=0.3)
        async with market.database.begin() as connection:
            for table in (outgoing, tables.outbox, idempotency):
                await connection.execute(delete(table))
        await sending.work()  # the clock starts: what was before is not sent
        minutes[0] += 1
        yield Post(operator, sending, server, minutes)
        await sending.close()


async def test_writes_go_out_once_with_the_operators_words_and_the_number_is_told(post: Post) -> None:
    number = await trading.order()
    await post.rounds(4)
    events = {one["type"].partition(".")[0]: one for one in post.operator.taken.values()}
    assert events.keys() == {"request", "quotation", "order"}
    assert "Caravan" not in json.dumps(events)
    described = json.loads((DOCS / "events-out.openapi.json").read_text("utf-8"))
    for subject, one in events.items():
        data = {"$ref": f"#/components/schemas/{subject}", "components": described["components"]}
        jsonschema.validate(one["data"], data)
    order = events["order"]
    assert (order["data"]["number"], order["data"]["state"], order["account"]) == (
        number,
        "awaiting_confirmation",
        trading.BUYER,
    )
    assert order["data"]["lines"][0]["unit_price"] == "9.8"
    assert order["data"]["buyer_id"] == "lagos-home"
    await post.rounds(2)
    assert post.operator.requests == 3
    rows = await post.rows()
    theirs = next(row.number for row in rows if row.about == number)
    told = await post.hears(trading.BUYER, "en")
    assert f"{number} is entered in our own system under the number {theirs}." in told
    assert [row.state for row in rows] == ["done"] * 3


async def test_an_order_from_a_listing_goes_out_like_any_other(post: Post) -> None:
    market = await trading.market()
    goods = await market.suppliers.access_listing(await trading.listing())
    wish = OrderFromListing(goods.product_id, goods.moq, goods.unit_price, trading.LAGOS)
    number = await market.placing.place(trading.BUYER, wish, trading.key())
    await post.rounds(2)
    (sent,) = post.operator.taken.values()
    assert (sent["type"].partition(".")[0], sent["data"]["number"]) == ("order", number)


async def test_an_operator_that_is_slow_broken_or_loses_its_answer_gets_it_once(post: Post) -> None:
    await trading.request()
    post.operator.plans = ["500", "hang", "lose"]
    await post.rounds()
    (row,) = await post.rows()
    assert (row.state, row.attempts, row.reason_en) == ("waiting", 1, "status 500: the stock room is closed")
    await post.rounds()  # not yet: it waits two seconds
    assert post.operator.requests == 1
    await post.rounds(4, minutes=1)
    (row,) = await post.rows()
    assert (row.state, row.attempts, row.number) == ("done", 4, "PO-1")
    assert len(post.operator.taken) == 1
    assert len(await post.hears(trading.BUYER, "zh")) == 1


@pytest.mark.parametrize("plan", ["drip", "bomb", "redirect"])
async def test_an_answer_without_end_packed_or_of_elsewhere_holds_nobody_up(post: Post, plan: str) -> None:
    """The sender waits as long as for any answer, unpacks nothing, and goes where the setting says alone."""
    await trading.request()
    post.operator.plans = [plan]
    bomb()  # so that it is there before memory is counted
    tracemalloc.start()
    await asyncio.wait_for(post.rounds(), 5)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 16 * 2**20
    assert post.operator.requests == 1
    assert ((await post.rows())[0].state, len(post.operator.taken)) == ("waiting", 0)
    await post.rounds(minutes=1)
    assert (await post.rows())[0].state == "done"


async def test_a_refusal_is_told_with_its_reason_in_both_languages(post: Post) -> None:
    post.operator.plans = ["refuse"]
    number = await trading.request()
    await post.rounds(2)
    assert (await post.rows())[0].state == "refused"
    assert f"Our own system has not taken {number}: Credit limit reached." in (await post.hears(trading.BUYER, "en"))[0]
    assert f"我们的业务系统未接受{number}：超出信用额度" in (await post.hears(trading.BUYER, "zh"))[0]


async def test_nothing_overtakes_and_what_is_dead_can_be_sent_again(post: Post) -> None:
    request = await trading.request()
    post.operator.plans = ["500"] * 100
    await post.rounds(3, minutes=60 * 30)
    await trading.quotation(request)
    await post.rounds(2, minutes=60 * 30)
    rows = await post.rows()
    assert [(row.about[:3], row.state) for row in rows] == [("RFQ", "dead"), ("QUO", "waiting")]
    post.operator.plans = ["plain"] * 2
    market = (await open_world()).market
    assert await Queue(market.database, lambda: NOW + dt.timedelta(minutes=post.minutes[0])).send_again(rows[0].id)
    await post.rounds(2, minutes=120)
    assert [row.state for row in await post.rows()] == ["done", "done"]
    assert not await post.hears(trading.BUYER, "en")
