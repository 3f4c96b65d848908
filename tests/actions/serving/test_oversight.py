"""An admin corrects and pauses goods, suppliers and accounts through the action server's door, and has refused events taken
in again."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
import pytest
import pytest_asyncio

from actions.marketplace.goods.search.records import SearchRequest
from actions.world import open_world
from tests.fakes.actions.chat import ACCOUNTS, TOKEN, Chat
from tests.fakes.actions.marketplace import NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")
HEADERS = {"X-Caravan-Token": TOKEN}
BUYER, SUPPLIER = "nordmarkt", "chengdu-silk"
_numbers = itertools.count(1)


class Admin:
    def __init__(self, server: httpx.AsyncClient) -> None:
        self._server = server

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        answer = await self._server.request(method, f"/oversight{path}", json=body, headers=HEADERS)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def find(self, what: str, said: str) -> Any:
        return (await self.ask("GET", f"/{what}?said={said}"))["found"][0]

    async def correct(self, what: str, row: object, **cells: str) -> Any:
        seen = (await self.ask("GET", f"/{what}/{row}"))["seen"]
        return await self.ask("POST", f"/{what}/{row}", {"cells": cells, "seen": seen, "by": "ada"})

    async def read(self, what: str, row: object) -> dict[str, str]:
        return {one["name"]: one["value"] for one in (await self.ask("GET", f"/{what}/{row}"))["fields"]}

    async def send(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        answer = await self._server.post("/events", json={"events": events}, headers=HEADERS)
        return list(answer.json()["results"])


@pytest_asyncio.fixture(loop_scope="session")
async def admin(server: httpx.AsyncClient) -> Admin:
    return Admin(server)


async def find_names(text: str) -> list[tuple[str, str]]:
    market = (await open_world()).market
    await market.search.refresh()
    listings = (await market.search.find_listings(SearchRequest(text=text, limit=50))).listings
    return [(one.product.en, one.supplier.slug) for one in listings]


def event(type_: str, **data: Any) -> dict[str, Any]:
    return {"id": f"evt-{next(_numbers)}", "type": type_, "at": NOW.isoformat(), "data": data}


async def test_a_row_that_is_sent_back_as_it_is_changes_nothing(admin: Admin) -> None:
    """All goods, suppliers and accounts of the demo can be read as cells, and cells can be read as a row."""
    for what, said in (("goods", "a"), ("suppliers", "o"), ("accounts", "")):
        for found in (await admin.ask("GET", f"/{what}?said={said}"))["found"]:
            cells = await admin.read(what, found["id"])
            assert await admin.correct(what, found["id"], **cells) == {"changed": {}, "problems": []}


async def test_corrected_goods_are_found_as_they_are_now(admin: Admin) -> None:
    goods = await admin.find("goods", "lamp")
    before = await admin.read("goods", goods["id"])
    answer = await admin.correct("goods", goods["id"], name_en="Zibeline wrap", moq="7", prices="7=31.5; 70=30")
    assert answer["problems"] == []
    assert answer["changed"]["name_en"] == [goods["name_en"], "Zibeline wrap"]
    after = await admin.read("goods", goods["id"])
    assert (after["name_en"], after["moq"], after["prices"]) == ("Zibeline wrap", "7", "7=31.5; 70=30")
    untouched = set(before) - {"name_en", "moq", "prices"}
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert "Zibeline wrap" in [name for name, _ in await find_names("zibeline wrap")]


async def test_accounts_that_the_site_signs_wrongly_are_told(admin: Admin) -> None:
    await admin.send(
        event("account.put", account_id="mara", role="buyer", company_id="K-501", name_en="Lind AB", country="SE", city_en="Lund")
    )  # fmt: skip
    signed = {"K-501": "buyer", "mara": "supplier", BUYER: "buyer", "nobody": "buyer"}
    found = (await admin.ask("POST", "/signed", {"accounts": signed}))["misfits"]
    assert found == [
        {"account": "K-501", "role": "buyer", "is": None, "meant": ["mara"]},
        {"account": "mara", "role": "supplier", "is": "buyer", "meant": []},
        {"account": "nobody", "role": "buyer", "is": None, "meant": []},
    ]


@pytest.mark.parametrize(("language", "reply"), [("en", "utter_sign_in"), ("zh", "utter_sign_in")])
async def test_an_account_that_is_signed_in_another_role_is_a_visitor(
    server: httpx.AsyncClient, language: str, reply: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = Chat(server, BUYER, language=language)
    assert reply not in (await buyer.says("list_orders")).names
    monkeypatch.setitem(ACCOUNTS, BUYER, ("supplier", language))
    signed_wrongly = Chat(server, BUYER, language=language)
    assert reply in (await signed_wrongly.says("list_orders")).names


async def test_rows_are_found_by_words_in_any_order_and_all_without_words(admin: Admin) -> None:
    goods = (await admin.ask("GET", "/goods?said="))["found"]
    assert len(goods) > 20
    first, *_, last = goods[0]["name_en"].split()
    assert goods[0]["id"] in [one["id"] for one in (await admin.ask("GET", f"/goods?said={last} {first}"))["found"]]
    assert (await admin.ask("GET", f"/goods?said={first} xyzzy"))["found"] == []
    (order,) = (await admin.ask("GET", "/orders?said=100234 nordmarkt"))["found"]
    assert (order["number"], order["state"]) == ("ORD-100234", "shipped")
    assert order["buyer_zh"]
    assert (await admin.ask("GET", "/orders?said=xyzzy"))["found"] == []


async def test_a_name_in_one_language_stays_one_and_is_corrected_as_one(admin: Admin) -> None:
    row = (await admin.find("goods", "lamp"))["id"]
    await admin.correct("goods", row, name_en="Desk lamp, brass", name_zh="", other_names_en="", other_names_zh="")
    assert (await admin.read("goods", row))["name_zh"] == ""
    await admin.correct("goods", row, name_en="Desk lamp, copper")
    found = await admin.find("goods", "lamp copper")
    assert (found["name_en"], found["name_zh"]) == ("Desk lamp, copper", "Desk lamp, copper")
    cells = await admin.read("goods", row)
    assert (cells["name_zh"], cells["other_names_en"], cells["other_names_zh"]) == ("", "", "")
    await admin.correct("goods", row, name_en="", name_zh="铜台灯")
    cells = await admin.read("goods", row)
    assert (cells["name_en"], cells["name_zh"]) == ("", "铜台灯")


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("what", "said", "cells", "field", "chinese"),
    [
        ("goods", "tea", {"moq": "many"}, "moq", "不是数字"),
        ("goods", "tea", {"moq": "999999"}, "prices", "起订数量低于最小起订量"),
        ("goods", "tea", {"unit": "parsec"}, "unit", "不是已知的计量单位"),
        ("goods", "tea", {"currency": "TRY"}, "currency", "没有汇率"),
        ("goods", "tea", {"lead_time_days": ""}, "lead_time_days", "不能为空"),
        ("suppliers", "chengdu", {"kind": "shop"}, "kind", "不是可用的值"),
        ("suppliers", "chengdu", {"province": "Atlantis"}, "province", "不是中国的省级行政区"),
        ("accounts", "nordmarkt", {"country": "Atlantis"}, "country", "不是已知的国家或地区"),
    ],
)
async def test_a_wrong_value_is_refused_in_both_languages_and_changes_nothing(
    admin: Admin, what: str, said: str, cells: dict[str, str], field: str, chinese: str
) -> None:
    row = (await admin.find(what, said))["id"]
    before = await admin.read(what, row)
    answer = await admin.correct(what, row, **cells)
    (problem,) = answer["problems"]
    assert answer["changed"] == {}
    assert problem["field"] == field
    assert chinese in problem["reason_zh"]
    assert not any("\u4e00" <= character <= "\u9fff" for character in problem["reason"])
    assert await admin.read(what, row) == before


async def test_what_somebody_else_has_changed_is_not_overwritten_unseen(admin: Admin) -> None:
    row = (await admin.find("suppliers", "Chengdu Silk Road"))["id"]
    seen = (await admin.ask("GET", f"/suppliers/{row}"))["seen"]
    assert (await admin.correct("suppliers", row, employees="321"))["problems"] == []
    late = await admin.ask("POST", f"/suppliers/{row}", {"cells": {"employees": "5"}, "seen": seen, "by": "ada"})
    assert [one["code"] for one in late["problems"]] == ["overtaken"]
    assert (await admin.read("suppliers", row))["employees"] == "321"


async def test_a_paused_supplier_s_goods_are_not_found_nor_ordered(admin: Admin, server: httpx.AsyncClient) -> None:
    buyer = Chat(server, BUYER)
    supplier = await admin.find("suppliers", "Chengdu Silk Road")
    slugs = [slug for _, slug in await find_names("silk scarf")]
    assert SUPPLIER in slugs
    assert await admin.ask("POST", f"/suppliers/{supplier['id']}/paused", {"paused": True}) == {"changed": True}
    assert await admin.ask("POST", f"/suppliers/{supplier['id']}/paused", {"paused": True}) == {"changed": False}
    assert SUPPLIER not in [slug for _, slug in await find_names("silk scarf")]
    assert not await (await open_world()).market.placing.can_order(SUPPLIER)
    named = await buyer.says("supplier_details", supplier["name_en"], company=supplier["name_en"])
    assert supplier["name_en"] not in str(named.replies)
    orders = await Chat(server, SUPPLIER).says("list_orders", "my orders")
    assert "account.paused" not in orders.names  # what is under way goes on
    await admin.ask("POST", f"/suppliers/{supplier['id']}/paused", {"paused": False})
    assert SUPPLIER in [slug for _, slug in await find_names("silk scarf")]


async def test_a_paused_account_sees_no_more_than_a_visitor(admin: Admin, server: httpx.AsyncClient) -> None:
    buyer = Chat(server, BUYER)
    mine = await buyer.says("list_orders", "my orders")
    assert mine.names != ["account.paused"]
    asked = await buyer.says(
        "request_quote", "300 mugs please", product="mugs", quantity={"value": 300, "unit": "piece"}
    )
    assert any(name.startswith(("utter_quote_form", "utter_confirm_quote")) for name in asked.names)
    await admin.ask("POST", f"/accounts/{BUYER}/paused", {"paused": True})
    try:
        assert (await admin.find("accounts", BUYER))["paused"] is True
        yes = await buyer.says("affirm", "yes")
        assert not {"utter_quote_sent", "utter_confirm_quote"} & {*yes.names}
        for intent, text in (("list_orders", "my orders"), ("order_status", "where is ORD-100234")):
            answer = await buyer.says(intent, text)
            assert answer.names == ["account.paused"]
            assert "ORD-" not in str(answer.replies)
        found = await buyer.says("find_supplier", "I need tea sets", product="tea sets")
        assert found.reply["cards"]
        market = (await open_world()).market
        kinds = ("quotation",)
        assert BUYER not in await market.outbox.list_waiting_accounts(kinds)
    finally:
        await admin.ask("POST", f"/accounts/{BUYER}/paused", {"paused": False})
    assert (await buyer.says("list_orders", "my orders")).names == mine.names


async def test_a_refused_event_is_taken_in_once_what_it_lacked_is_there(admin: Admin) -> None:
    put = event("supplier.put", supplier_id="RE-1", name_en="Replay Works", city="Ningbo")
    goods = {"unit": "piece", "moq": "10", "lead_time_days": "5", "category": "Bells", "currency": "USD", "price": "2"}
    early = event("product.put", product_id="RE-P", supplier_id="RE-1", name_en="Replayed bell", **goods)
    (refused,) = await admin.send(early)
    assert refused["outcome"] == "refused"
    (shown,) = [one for one in (await admin.ask("GET", ""))["events"] if one["id"] == early["id"]]
    assert shown["given"] == early
    assert (await admin.ask("POST", "/events", {"ids": [early["id"]]}))["results"][0]["outcome"] == "refused"
    assert (await admin.send(put))[0]["outcome"] == "done"
    (again,) = (await admin.ask("POST", "/events", {"ids": [early["id"]]}))["results"]
    assert again == {"id": early["id"], "outcome": "done"}
    assert (await admin.ask("POST", "/events", {"ids": [early["id"]]}))["results"] == []
    assert (await admin.send(early))[0] == {"id": early["id"], "outcome": "done", "repeated": True}
    assert "Replayed bell" in [name for name, _ in await find_names("replayed bell")]
    (kept,) = [one for one in (await admin.ask("GET", ""))["events"] if one["id"] == early["id"]]
    assert kept["given"] is None


async def test_all_refused_events_are_taken_in_in_their_order_and_none_over_a_newer_one(admin: Admin) -> None:
    goods = {"unit": "piece", "moq": "10", "lead_time_days": "5", "category": "Bells", "currency": "USD"}
    later = {**event("product.put", product_id="RA-P", supplier_id="RA-1", name_en="Late gong", price="3", **goods), "at": "2026-11-25T09:00:00+08:00"}  # fmt: skip
    earlier = {**event("product.put", product_id="RA-P", supplier_id="RA-1", name_en="Early gong", price="2", **goods), "at": "2026-11-25T08:00:00+08:00"}  # fmt: skip
    assert [one["outcome"] for one in await admin.send(later, earlier)] == ["refused", "refused"]
    await admin.send(event("supplier.put", supplier_id="RA-1", name_en="Gong Works", city="Ningbo"))
    results = (await admin.ask("POST", "/events", {"ids": None}))["results"]
    outcomes = {one["id"]: one["outcome"] for one in results}
    assert (outcomes[earlier["id"]], outcomes[later["id"]]) == ("done", "done")
    assert "Late gong" in [name for name, _ in await find_names("gong")]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("change", "code"),
    [({"type": "order.fly"}, "not_one_of"), ({"at": "2031-01-01T00:00:00Z"}, "future"), ({"at": "soon"}, "no_zone"), ({"data": "\0\ud800"}, "missing")],
)  # fmt: skip
async def test_what_can_hardly_be_read_is_shown_as_well(admin: Admin, change: dict[str, Any], code: str) -> None:
    strange = event("order.state", order_id="X", state="shipped") | change
    (refused,) = await (await open_world()).market.events.take([strange])
    assert refused.problems[0]["code"] == code
    shown = {one["id"]: one for one in (await admin.ask("GET", ""))["events"]}
    assert shown[strange["id"]]["problems"][0]["code"] == code
    assert (await admin.ask("POST", "/events", {"ids": [strange["id"]]}))["results"][0]["outcome"] == "refused"


async def test_nobody_corrects_what_is_not_there(server: httpx.AsyncClient) -> None:
    for path in ("goods/999999", "goods/abc", "suppliers/0", "accounts/nobody"):
        assert (await server.get(f"/oversight/{path}", headers=HEADERS)).status_code == 404
        for body, end in (({"cells": {}, "seen": "", "by": "ada"}, ""), ({"paused": True}, "/paused")):
            answer = await server.post(f"/oversight/{path}{end}", json=body, headers=HEADERS)
            assert answer.status_code == 404
