"""A foreign shop, connected in each of the documented ways: by views of its database, by import of its tables, and by views
with writes that go out to its own system. In both languages people find its goods, see their orders, send a request and
ask for a person, and nothing in the chat depends on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
import pytest_asyncio

from actions.marketplace.goods.search.records import SearchRequest
from actions.serving.server import create_app
from actions.settings import Settings
from actions.world import open_world
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from tests.fakes.actions.chat import ACCOUNTS, SECRET, TOKEN, Chat, rfqs_of
from tests.fakes.actions.imports import NOW
from tests.fakes.foreign_shop import BUYER, SUPPLIER, build_shop, import_tables, run_sql
from tests.fakes.operator_server import KEYS, OperatorServer, operator_server
from tests.fakes.postgres import PostgresServer

T = TypeVar("T")
HEADERS = {"X-Caravan-Token": TOKEN}
PATIENCE_SECONDS = 30.0
RENDERER = Renderer(load_catalogues())


@dataclass
class Connected:
    """Holds an action server with the shop's goods, and the shop's own system, which writes go out to in one of the ways."""

    client: httpx.AsyncClient
    operator: OperatorServer

    async def has_read_the_views(self) -> bool:
        traffic = (await self.client.get("/oversight", headers=HEADERS)).json()
        return "shipments" in {one["kind"] for one in traffic["views"]}  # which is read last

    async def hears_of_its_number(self, account: str, language: str) -> list[str]:
        """Returns what the account is told of the numbers that the shop's own system has given."""
        answer = await self.client.post("/outbox/notices", json={"accounts": [account]}, headers=HEADERS)
        replies = [one["reply"] for one in answer.json()["notices"]]
        return [RENDERER.text(one, language) for one in replies if one["response"] == "utter_notice_operator_number"]


async def wait_for(ask: Callable[[], Awaitable[T]]) -> T:
    """Asks until there is something, and returns it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if found := await ask():
                return found
            await asyncio.sleep(0.05)


@pytest.fixture
def way(request: pytest.FixtureRequest) -> str:
    """The way in which the shop is connected."""
    return str(getattr(request, "param", "views"))


@pytest_asyncio.fixture
async def shop(
    way: str, database_url: str, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Connected]:
    """Yields the shop connected in this way, by the settings and commands that its operator has. All that runs by itself
    is running."""
    monkeypatch.setitem(ACCOUNTS, BUYER, ("buyer", "en"))
    monkeypatch.setitem(ACCOUNTS, SUPPLIER, ("supplier", "zh"))
    theirs = postgres.borrow()
    await build_shop(theirs)
    async with operator_server() as operator:
        settings = Settings(
            _env_file=None,
            actions_token=TOKEN,
            action_context_secret=SECRET,
            marketplace_database_url=database_url,
            search_index_path=tmp_path / "index",
            operator_database_url=theirs if "views" in way else "",
            operator_url=operator.url if "writes" in way else "",
            operator_secret=KEYS,
            demo=False,
            demo_now=NOW,
        )
        app = create_app(settings)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
                connected = Connected(client, operator)
                if way == "import":
                    status, said = await import_tables(database_url)
                    assert (status, said.count("0 refused")) == (0, 7), said
                else:
                    await wait_for(connected.has_read_the_views)
                await (await open_world()).market.search.refresh()
                yield connected
    await run_sql(theirs, "DROP SCHEMA caravan CASCADE")
    postgres.give_back(theirs)


@pytest.mark.parametrize(
    ("language", "goods", "wanted", "track"),
    [
        ("en", "celadon teapot", "300 teapots", "where is my order 9002?"),
        ("zh", "茶壶", "我要300个茶壶", "我的订单9002到哪了？"),
    ],
)
@pytest.mark.parametrize("way", ["views", "import", "views and writes"], indirect=True)
async def test_find_order_request_and_a_person(
    shop: Connected, way: str, language: str, goods: str, wanted: str, track: str
) -> None:
    buyer = Chat(shop.client, BUYER, language=language)
    found = await buyer.says("find_supplier", goods, product=goods)
    assert "Celadon teapot 800 ml" in str(found.reply["cards"])
    assert "BRL" in str(found.reply)
    market = (await open_world()).market
    theirs = (await market.orders.list_orders(BUYER)).orders
    number = next(one.number for one in theirs if one.state == "shipped")
    shown = await buyer.says("order_status", f"where is {number}", order_number=number)
    assert "COSU6341180190" in str(shown.reply)
    by_its_own_number = await Chat(shop.client, BUYER, language=language).says("order_status", track)
    assert by_its_own_number.reply == shown.reply
    where = {"country": "BR", "city": "Santos"}
    amount = {"value": 300, "unit": "piece"}
    asking = Chat(shop.client, BUYER, language=language)
    asked = await asking.says("request_quote", wanted, product=goods, quantity=amount, country=where, incoterm="FOB")
    assert asked.names == ["utter_confirm_quote"]
    shop.operator.plans = ["lose"]  # its first answer never arrives
    await asking.says("affirm", "yes")
    (request,) = await rfqs_of(BUYER)
    assert [one.number for one in await market.rfqs.list_open_leads(SUPPLIER)] == [request.number]
    person = await buyer.says("human_handoff", "a person please")
    assert person.effects == [{"kind": "handoff", "reason": "asked"}]
    assert "Casa Ipanema" in str((await Chat(shop.client, SUPPLIER).says("list_orders", "我的订单")).reply)
    if way == "views and writes":
        await goes_out_once_and_its_number_is_told(shop, request.number, language)


async def goes_out_once_and_its_number_is_told(shop: Connected, request: str, language: str) -> None:
    """The shop's server checks the signature itself, and gives its number when the request comes again."""
    told = await wait_for(lambda: shop.hears_of_its_number(BUYER, language))
    (event,) = shop.operator.taken.values()
    assert (event["type"], event["account"]) == ("request.create_rfq", BUYER)
    data = event["data"]
    assert (data["rfq"], data["buyer_id"], data["supplier_ids"]) == (request, "7", ["1"])
    assert (data["quantity"], data["unit"], data["destination_country"]) == ("300", "piece", "BR")
    said = {
        "en": f"{request} is entered in our own system under the number PO-1.",
        "zh": f"{request}已录入我们的业务系统，编号为PO-1。",
    }
    assert told == [said[language]]
    assert shop.operator.requests == 2


async def test_the_tables_hold_what_the_views_show(shop: Connected, database_url: str) -> None:
    """The import finds all rows unchanged that the views have brought, so that the ways may follow each other."""
    _, said = await import_tables(database_url, "--dry-run")
    assert said.count(" 0 new, 0 changed, ") == 7, said


async def test_an_admin_sees_what_came_and_takes_goods_out_of_the_search(shop: Connected) -> None:
    assert (await shop.client.get("/oversight")).status_code == 401
    traffic = (await shop.client.get("/oversight", headers=HEADERS)).json()
    assert {one["kind"] for one in traffic["views"]} >= {"products", "orders"}
    found = await shop.client.get("/oversight/goods", params={"said": "TEAPOT"}, headers=HEADERS)
    (teapot,) = found.json()["found"]
    assert (teapot["operator_id"], teapot["paused"]) == ("101", False)
    (buyer,) = (await shop.client.get("/oversight/accounts", params={"said": "ipanema"}, headers=HEADERS)).json()[
        "found"
    ]
    assert (buyer["id"], buyer["name_en"]) == (BUYER, "Casa Ipanema Ltda")
    market = (await open_world()).market
    for paused in (True, False):
        body = {"paused": paused}
        answer = await shop.client.post(f"/oversight/goods/{teapot['id']}/paused", json=body, headers=HEADERS)
        assert answer.json() == {"changed": True}
        await market.search.refresh()
        names = [one.product.en for one in (await market.search.find_listings(SearchRequest(text="teapot"))).listings]
        assert ("Celadon teapot 800 ml" in names) is not paused
    assert (
        await shop.client.post("/oversight/goods/999999/paused", json={"paused": True}, headers=HEADERS)
    ).status_code == 404
    shown = (await shop.client.get(f"/oversight/goods/{teapot['id']}", headers=HEADERS)).json()
    assert (shown["own_id"], shown["source"], shown["view"]) == ("101", "view", "caravan.products")
    correction = {"cells": {"moq": "1"}, "seen": shown["seen"], "by": "ada"}
    answer = (await shop.client.post(f"/oversight/goods/{teapot['id']}", json=correction, headers=HEADERS)).json()
    assert answer["changed"] == {}
    assert "correct it there" in answer["problems"][0]["reason"]
    assert (await shop.client.post("/oversight/outgoing/1", headers=HEADERS)).json() == {"changed": False}
