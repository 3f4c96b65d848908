"""A foreign shop's database, connected by views alone: in both languages people find its goods, see their orders, send a
request and ask for a person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.ports.views.passes import Asked, Passes
from actions.marketplace.ports.views.reading import Source
from actions.serving.server import create_app
from actions.settings import Settings
from actions.world import open_world
from tests.fakes.actions.chat import ACCOUNTS, SECRET, TOKEN, Chat, rfqs_of
from tests.fakes.actions.imports import NOW
from tests.fakes.foreign_shop import build_shop, run_sql
from tests.fakes.postgres import PostgresServer

BUYER, SUPPLIER = "compras@casaipanema.example", "supplier-1"


@pytest_asyncio.fixture
async def shop(
    database_url: str, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    """Yields an action server whose marketplace is what the views of the shop show."""
    monkeypatch.setitem(ACCOUNTS, BUYER, ("buyer", "en"))
    monkeypatch.setitem(ACCOUNTS, SUPPLIER, ("supplier", "zh"))
    theirs = postgres.borrow()
    await build_shop(theirs)
    settings = Settings(
        _env_file=None,
        actions_token=TOKEN,
        action_context_secret=SECRET,
        marketplace_database_url=database_url,
        search_index_path=tmp_path / "index",
        operator_database_url=theirs,
        demo=False,
        demo_now=NOW,
    )
    app, source = create_app(settings, works_due=False), Source(theirs)
    async with app.router.lifespan_context(app):
        market = (await open_world()).market
        await Passes(market.database, source, lambda: NOW).run(Asked(full=True))
        await market.search.refresh()
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
            yield client
    await source.close()
    await run_sql(theirs, "DROP SCHEMA caravan CASCADE")
    postgres.give_back(theirs)


@pytest.mark.parametrize(
    ("language", "goods", "wanted"), [("en", "celadon teapot", "300 teapots"), ("zh", "茶壶", "我要300个茶壶")]
)
async def test_find_order_request_and_a_person(shop: httpx.AsyncClient, language: str, goods: str, wanted: str) -> None:
    buyer = Chat(shop, BUYER, language=language)
    found = await buyer.says("find_supplier", goods, product=goods)
    assert "Celadon teapot 800 ml" in str(found.reply["cards"])
    assert "BRL" in str(found.reply)
    market = (await open_world()).market
    theirs = (await market.orders.list_orders(BUYER)).orders
    number = next(one.number for one in theirs if one.state == "shipped")
    shown = await buyer.says("order_status", f"where is {number}", order_number=number)
    assert "COSU6341180190" in str(shown.reply)
    where = {"country": "BR", "city": "Santos"}
    amount = {"value": 300, "unit": "piece"}
    asking = Chat(shop, BUYER, language=language)
    asked = await asking.says("request_quote", wanted, product=goods, quantity=amount, country=where, incoterm="FOB")
    assert asked.names == ["utter_confirm_quote"]
    await asking.says("affirm", "yes")
    (request,) = await rfqs_of(BUYER)
    assert [one.number for one in await market.rfqs.list_open_leads(SUPPLIER)] == [request.number]
    person = await buyer.says("human_handoff", "a person please")
    assert person.effects == [{"kind": "handoff", "reason": "asked"}]
    assert "Casa Ipanema" in str((await Chat(shop, SUPPLIER).says("list_orders", "我的订单")).reply)


async def test_an_admin_sees_what_came_and_takes_goods_out_of_the_search(shop: httpx.AsyncClient) -> None:
    headers = {"X-Caravan-Token": TOKEN}
    assert (await shop.get("/oversight")).status_code == 401
    traffic = (await shop.get("/oversight", headers=headers)).json()
    assert {one["kind"] for one in traffic["views"]} >= {"products", "orders"}
    found = await shop.get("/oversight/goods", params={"said": "TEAPOT"}, headers=headers)
    (teapot,) = found.json()["found"]
    assert (teapot["operator_id"], teapot["paused"]) == ("101", False)
    (buyer,) = (await shop.get("/oversight/accounts", params={"said": "ipanema"}, headers=headers)).json()["found"]
    assert (buyer["id"], buyer["name_en"]) == (BUYER, "Casa Ipanema Ltda")
    market = (await open_world()).market
    for paused in (True, False):
        body = {"paused": paused}
        answer = await shop.post(f"/oversight/goods/{teapot['id']}/paused", json=body, headers=headers)
        assert answer.json() == {"changed": True}
        await market.search.refresh()
        names = [one.product.en for one in (await market.search.find_listings(SearchRequest(text="teapot"))).listings]
        assert ("Celadon teapot 800 ml" in names) is not paused
    assert (
        await shop.post("/oversight/goods/999999/paused", json={"paused": True}, headers=headers)
    ).status_code == 404
    shown = (await shop.get(f"/oversight/goods/{teapot['id']}", headers=headers)).json()
    assert (shown["own_id"], shown["source"], shown["view"]) == ("101", "view", "caravan.products")
    correction = {"cells": {"moq": "1"}, "seen": shown["seen"]}
    answer = (await shop.post(f"/oversight/goods/{teapot['id']}", json=correction, headers=headers)).json()
    assert answer["changed"] == {}
    assert "correct it there" in answer["problems"][0]["reason"]
    assert (await shop.post("/oversight/outgoing/1", headers=headers)).json() == {"changed": False}
