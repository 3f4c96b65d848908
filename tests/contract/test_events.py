"""Events of the operator's own system, through both servers and on both databases: signed at the gateway's door, taken in
once and whole, told in the chat; what is forged, stale, doubled, out of order or malformed gets a clear answer and changes nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import delete

from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.integrations.events.events import Events
from actions.marketplace.integrations.events.tables import events as events_table
from actions.marketplace.integrations.events.types import EVENT_TYPES
from actions.world import open_world
from bot.contacts.identity import Identity
from bot.contacts.store import do_link, ensure_contact
from bot.conversation.store.conversations import add_conversation
from bot.conversation.store.messages import list_messages
from bot.database.engine import open_database
from bot.database.leases.lease import GatewayLease
from bot.marketplace.client import ActionServers
from bot.marketplace.events import PATH, check_signature, events_router
from bot.marketplace.notices import SECONDS, Notices, NoticeWaits
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from foundation.clock import system_clock
from foundation.database.announcing import Database
from foundation.signatures import HEADER, sign_body
from tests.fakes.actions.chat import TOKEN
from tests.fakes.actions.imports import TABLES, rows_of, run_import, write_tables
from tests.fakes.actions.marketplace import NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")
RENDERER = Renderer(load_catalogues())
KEYS = {"old": "a" * 40, "new": "b" * 40}
PEOPLE = {
    "anna": ("buyer", "en"),
    "lianhe": ("supplier", "zh"),
    "nordmarkt": ("buyer", "en"),
    "chengdu-silk": ("supplier", "zh"),
}
_counter = iter(range(1, 10_000))


def at(minutes: float = 0) -> str:
    return (NOW - dt.timedelta(hours=1) + dt.timedelta(minutes=minutes)).isoformat()


def event(type_: str, id_: str | None = None, when: str | None = None, **data: Any) -> dict[str, Any]:
    return {"id": id_ or f"evt-{next(_counter)}", "type": type_, "at": when or at(), "data": data}


@dataclass
class Shop:
    """Holds the operator's own system: it signs events and sends them to the gateway, beside whose database a conversation
    of each account is open."""

    client: httpx.AsyncClient
    gateway: Database
    servers: ActionServers
    url: str
    talks: dict[str, str] = field(default_factory=dict)

    async def post(self, body: bytes, header: str | None) -> httpx.Response:
        return await self.client.post(PATH, content=body, headers={} if header is None else {HEADER: header})

    async def sends(self, *events: Any, key: str = "new", age: float = 0) -> list[dict[str, Any]]:
        body = json.dumps({"events": events}).encode()
        answer = await self.post(body, sign_body(KEYS[key], key, int(time.time() - age), body))
        assert answer.status_code == 200, answer.text
        return list(answer.json()["results"])

    async def outcomes(self, *events: Any) -> list[str]:
        return [result["outcome"] for result in await self.sends(*events)]

    async def hears(self, account: str) -> list[str]:
        """Lets the gateway do what it does every two seconds, and gather nothing. Returns the notices in the chat of the
        account, as they read."""
        lease = GatewayLease(self.gateway, "notices", "x")
        await Notices(self.gateway, self.servers, lease, NoticeWaits(gather=0)).hand_on()
        async with self.gateway.read() as connection:
            rows = await list_messages(connection, self.talks[account])
        return [RENDERER.message(row, PEOPLE[account][1]).text for row in rows if row.author == "system"]

    async def state(self, *names: str) -> dict[str, list[dict[str, Any]]]:
        """Returns the rows of the marketplace; without names, of all tables but those that record events."""
        found = await rows_of(self.url, *names)
        return found if names else {name: rows for name, rows in found.items() if name not in ("events", "counters")}


@pytest_asyncio.fixture(loop_scope="session")
async def shop(
    server: httpx.AsyncClient, marketplace: tuple[str, Any], database_url: str, tmp_path: Path
) -> AsyncIterator[Shop]:
    market = (await open_world()).market
    await run_import(marketplace[0], write_tables(tmp_path, TABLES))
    async with market.database.begin() as connection:
        await connection.execute(delete(marketplace_tables.outbox))
        await connection.execute(delete(events_table))
    gateway = open_database(database_url)
    servers = ActionServers(["http://actions"], TOKEN, server._transport)
    app = FastAPI()
    app.include_router(events_router(servers, KEYS, system_clock))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        found = Shop(client, gateway, servers, marketplace[0])
        async with gateway.begin() as connection:
            until = system_clock().replace(year=2100)
            for account, (role, language) in PEOPLE.items():
                contact = await ensure_contact(connection, "webchat", account, language)
                identity = Identity(account, role, "p", account, jti=account, until=until)
                await do_link(connection, contact.id, identity)
                found.talks[account] = await add_conversation(connection, contact.id, "webchat")
        yield found
    await gateway.close()


async def test_an_order_moves_on_and_both_sides_are_told(shop: Shop) -> None:
    moved = event("order.state", order_id="SO-1", state="ready_to_ship", expected_on="2026-12-18")
    assert await shop.outcomes(moved) == ["done"]
    order = await (await open_world()).market.orders.access_order("anna", "ORD-500001")
    assert (order.state, order.events[-1].kind, str(order.expected_on)) == (
        "ready_to_ship",
        "production_finished",
        "2026-12-18",
    )
    (told,) = await shop.hears("anna")
    assert (
        told
        == "News of order SO-1 (ORD-500001) (Brass door hinge and 1 more, 500 pieces) with Ningbo Lianhe Hardware Co., Ltd.: Ready to ship."
    )
    (told,) = await shop.hears("lianhe")
    assert "ORD-500001" in told
    assert "待发货" in told
    assert SECONDS < 3


async def test_changes_before_anybody_heard_are_told_once_as_they_are_now(shop: Shop) -> None:
    steps = ("accepted", "in_production", "ready_to_ship")
    moved = [event("order.state", when=at(n), order_id="SO-3", state=state) for n, state in enumerate(steps)]
    assert await shop.outcomes(*moved) == ["done"] * 3
    (together,) = await shop.hears("anna")
    assert together.startswith("2 things have happened")
    assert together.endswith("Ready to ship.")


async def test_payments_and_shipments_are_told(shop: Shop) -> None:
    paid = event(
        "payment.put", payment_id="PAY-2", order_id="SO-1", kind="balance", state="paid", amount=917.00, paid_at=at()
    )
    assert await shop.outcomes(paid) == ["done"]
    sent = {"shipment_id": "SH-9", "order_id": "SO-1", "carrier": "DHL", "tracking_number": "JJD000390012345678901", "shipped_at": at()}  # fmt: skip
    for step, more in enumerate(({}, {"eta": "2026-12-01"}, {"eta": "2026-12-01", "arrived_at": at(3)}), 1):
        await shop.hears("anna")
        assert await shop.outcomes(event("shipment.put", when=at(step), **sent, **more)) == ["done"]
    paid_up, left, expected, arrived = await shop.hears("anna")
    assert "Balance of $917.00, paid" in paid_up
    assert "DHL" in left
    assert "expected to arrive on 1 Dec 2026" in expected
    assert "arrived on" in arrived
    assert len(await shop.hears("lianhe")) == 3


async def test_an_order_made_in_the_chat_is_called_by_its_number(shop: Shop) -> None:
    assert await shop.outcomes(event("order.state", order_id="ORD-100555", state="in_production")) == ["done"]
    assert "In production" in (await shop.hears("nordmarkt"))[-1]
    assert "生产中" in (await shop.hears("chengdu-silk"))[-1]
    (result,) = await shop.sends(event("order.state", order_id="ORD-500001", state="cancelled"))
    assert (result["outcome"], result["problems"][0]["code"]) == ("refused", "other_id")


async def test_a_quotation_reaches_the_buyer(shop: Shop) -> None:
    quoted = {"quotation_id": "Q-1", "rfq": "RFQ-10023", "supplier_id": "S-1", "unit_price": 1.32, "currency": "USD", "lead_time_days": 25, "incoterm": "FOB"}  # fmt: skip
    assert await shop.outcomes(
        event("quotation.put", when=at(1), **quoted),
        event("quotation.put", when=at(2), **quoted | {"unit_price": 1.30}),
        event("quotation.put", when=at(3), **quoted | {"unit_price": 1.30}),
    ) == ["done", "done", "unchanged"]
    together = (await shop.hears("nordmarkt"))[-1]
    quoted_at = together.index("Ningbo Lianhe Hardware Co., Ltd. has quoted")
    assert quoted_at < together.index("Ningbo Lianhe Hardware Co., Ltd. has changed")
    (result,) = await shop.sends(event("quotation.put", **quoted | {"rfq": "RFQ-99999", "quotation_id": "Q-2"}))
    assert result["problems"][0]["reason"] == "names a request that is not here"


async def test_goods_change_in_price_stock_and_sale(shop: Shop) -> None:
    market = (await open_world()).market
    await market.search.refresh()
    assert await shop.outcomes(
        event("product.price", product_id="P-1", prices=[{"minimum": 100, "unit_price": 2.2}, {"minimum": 1000, "unit_price": 1.9}]),
        event("product.stock", product_id="P-1", stock=42),
    ) == ["done", "done"]  # fmt: skip
    (hinge,) = (await market.search.find_listings(SearchRequest(text="brass door hinge", limit=1))).listings
    assert ([str(tier.unit_price) for tier in hinge.tiers], hinge.stock and hinge.stock.value) == (["2.20", "1.90"], 42)
    assert await shop.outcomes(event("product.paused", product_id="P-1", paused=True)) == ["done"]
    after = await market.search.find_listings(SearchRequest(text="brass door hinge", limit=5))
    assert hinge.product_id not in [one.product_id for one in after.listings]
    assert await shop.outcomes(event("product.paused", when=at(1), product_id="P-1", paused=False)) == ["done"]


async def test_accounts_come_and_go(shop: Shop) -> None:
    new = event("account.put", account_id="clara", role="buyer", company_id="B-1", name_en="Berg Living GmbH", country="DE", city_en="Hamburg")  # fmt: skip
    assert await shop.outcomes(new) == ["done"]
    market = (await open_world()).market
    assert (await market.orders.list_orders("clara")).total == 3
    assert await shop.outcomes(event("account.closed", when=at(1), account_id="clara")) == ["done"]
    assert (await market.orders.list_orders("clara")).total == 0
    assert (await shop.sends(event("account.closed", when=at(2), account_id="clara")))[0]["problems"][0][
        "code"
    ] == "not_here"


async def test_a_whole_order_of_several_lines_comes_in(shop: Shop) -> None:
    order = {"order_id": "SO-50", "buyer_id": "B-1", "supplier_id": "S-1", "state": "awaiting_confirmation", "placed_at": at(), "currency": "USD", "incoterm": "FOB"}  # fmt: skip
    lines = [{"product_id": "P-1", "quantity": 100, "unit_price": 2.1}, {"goods_en": "Mould", "quantity": 1, "unit": "piece", "unit_price": "250"}]  # fmt: skip
    assert await shop.outcomes(event("order.put", **order, lines=lines)) == ["done"]
    assert "待确认" in (await shop.hears("lianhe"))[-1]
    (result,) = await shop.sends(event("order.put", **order | {"order_id": "SO-51"}, lines=[*lines, {"quantity": 0}]))
    assert result["outcome"] == "refused"
    assert "SO-51" not in {row["operator_id"] for row in (await shop.state("operator_ids"))["operator_ids"]}


async def test_the_same_event_twice_is_done_once(shop: Shop) -> None:
    moved = event("order.state", order_id="SO-3", state="accepted")
    assert await shop.sends(moved, moved) == [
        {"id": moved["id"], "outcome": "done"},
        {"id": moved["id"], "outcome": "done", "repeated": True},
    ]
    answers = await asyncio.gather(*(shop.sends(moved) for _ in range(5)))
    assert all(answer[0].get("repeated") for answer in answers)
    assert len(await shop.hears("anna")) == 1
    (result,) = await shop.sends({**moved, "data": {"order_id": "SO-3", "state": "cancelled"}})
    assert (result["outcome"], result["problems"][0]["code"]) == ("refused", "id_used")


async def test_several_at_once_with_one_id_are_done_once(shop: Shop) -> None:
    moved = event("order.state", order_id="SO-3", state="cancelled")
    answers = await asyncio.gather(*(shop.sends(moved) for _ in range(6)))
    assert sorted(bool(answer[0].get("repeated")) for answer in answers) == [False] + [True] * 5
    assert len(await shop.hears("anna")) == 1


async def test_an_older_event_does_not_undo_a_newer_one(shop: Shop) -> None:
    assert await shop.outcomes(
        event("order.state", when=at(10), order_id="SO-2", state="delivered"),
        event("order.state", when=at(5), order_id="SO-2", state="in_production"),
        event("product.stock", when=at(5), product_id="P-2", stock=5),
        event("product.price", when=at(1), product_id="P-2", price=9.9),
        event("product.stock", when=at(4), product_id="P-2", stock=9),
    ) == ["done", "stale", "done", "done", "stale"]
    order = next(row for row in (await shop.state("orders"))["orders"] if row["claim_until"] and row["state"] == "delivered" and row["incoterm"] == "CIF" and row["number"] != "ORD-100188")  # fmt: skip
    assert order["state"] == "delivered"


async def test_a_refused_event_can_be_sent_again(shop: Shop) -> None:
    early = event("payment.put", payment_id="PAY-70", order_id="SO-70", kind="full", state="due", amount=10)
    (refused,) = await shop.sends(early)
    assert refused["outcome"] == "refused"
    assert refused["problems"][0]["field"] == "order_id"
    order = {"order_id": "SO-70", "buyer_id": "B-1", "supplier_id": "S-1", "state": "accepted", "placed_at": at(), "currency": "USD", "incoterm": "FOB", "product_id": "P-1", "quantity": 1, "unit_price": 10}  # fmt: skip
    assert await shop.outcomes(event("order.put", **order), early) == ["done", "done"]


MALFORMED: dict[str, tuple[Any, str]] = {
    "no object": (17, "bad_json"),
    "no id": ({"type": "order.state", "at": at(), "data": {}}, "not_an_id"),
    "a bad id": ({"id": "a\x00", "type": "order.state", "at": at(), "data": {}}, "not_an_id"),
    "an unknown type": (event("order.eaten"), "not_one_of"),
    "no zone": (event("order.state", when="2026-11-25T00:00:00", order_id="SO-1", state="shipped"), "no_zone"),
    "no time": ({**event("order.state"), "at": 5}, "no_zone"),
    "the future": (event("order.state", when="2031-01-01T00:00:00Z", order_id="SO-1", state="shipped"), "future"),
    "no data": ({**event("order.state"), "data": []}, "missing"),
    "a missing field": (event("order.state", order_id="SO-1"), "missing"),
    "an unknown field": (event("order.state", order_id="SO-1", state="shipped", colour="red"), "no_such_field"),
    "a bad value": (event("order.state", order_id="SO-1", state="eaten"), "not_one_of"),
    "nobody's order": (event("order.state", order_id="SO-999", state="shipped"), "not_here"),
    "a nested value": (event("product.stock", product_id="P-1", stock={"n": 1}), "not_plain"),
    "a price of nothing": (event("product.price", product_id="P-1"), "missing"),
    "a huge number": (event("product.stock", product_id="P-1", stock=10**14), "out_of_range"),
    "no number": (event("product.stock", product_id="P-1", stock=1e300), "not_a_number"),
}


async def test_a_malformed_event_is_refused_and_changes_nothing(shop: Shop) -> None:
    """Those beside it are done."""
    before = await shop.state()
    for number, (case, (given, code)) in enumerate(MALFORMED.items(), 1):
        good = event("product.stock", when=at(number / 60), product_id="P-3", stock=next(_counter) + 1000)
        refused, done = await shop.sends(given, good)
        assert (refused["outcome"], refused["problems"][0]["code"]) == ("refused", code), case
        assert done["outcome"] == "done", case
        assert refused["problems"][0]["reason"]
        assert refused["problems"][0]["reason_zh"]
    after = await shop.state()
    ignored = {"products", "operator_ids", "catalogue"}
    assert {name: rows for name, rows in after.items() if name not in ignored} == {
        name: rows for name, rows in before.items() if name not in ignored
    }


async def test_what_is_not_signed_is_refused(shop: Shop) -> None:
    body = json.dumps({"events": [event("order.state", order_id="SO-1", state="cancelled")]}).encode()
    now = int(time.time())
    right = sign_body(KEYS["new"], "new", now, body)
    forged = {
        None: "unsigned",
        "": "unsigned",
        "v1=abc": "unsigned",
        sign_body(KEYS["new"], "other", now, body): "unknown_key",
        sign_body("guess", "new", now, body): "forged",
        sign_body(KEYS["old"], "new", now, body): "forged",
        right.replace(f"time={now}", f"time={now + 1}"): "forged",
        sign_body(KEYS["new"], "new", now - 301, body): "stale",
        sign_body(KEYS["new"], "new", now + 360, body): "future",
    }
    before = await shop.state()
    for header, error in forged.items():
        answer = await shop.post(body, header)
        assert (answer.status_code, answer.json()["error"]) == (401, error), header
    assert (await shop.post(body + b" ", right)).json()["error"] == "forged"
    assert await shop.state() == before
    for text in (b"", b"no json", b"[]", b"{}", b'{"events": []}', b'{"events": {}}', rb'{"events": ["\ud800"]}'):
        answer = await shop.post(text, sign_body(KEYS["new"], "new", now, text))
        assert (answer.status_code, answer.json()["error"]) == (400, "malformed")
    many = json.dumps({"events": [1] * 501}).encode()
    assert (await shop.post(many, sign_body(KEYS["new"], "new", now, many))).json()["error"] == "too_many"


async def test_keys_are_rotated_by_having_two(shop: Shop) -> None:
    for key in KEYS:
        stock = event("product.stock", when=at(next(_counter)), product_id="P-3", stock=next(_counter))
        assert (await shop.sends(stock, key=key))[0]["outcome"] in ("done", "refused", "unchanged")
    body = b"{}"
    check_signature(sign_body(KEYS["old"], "old", 1000, body), body, KEYS, dt.datetime.fromtimestamp(1000, dt.UTC))


async def test_without_an_action_server_the_request_may_be_sent_again(shop: Shop) -> None:
    app = FastAPI()
    app.include_router(events_router(ActionServers(["http://127.0.0.1:9"], TOKEN), KEYS, system_clock))
    body = json.dumps({"events": [event("order.state", order_id="SO-1", state="shipped")]}).encode()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:
        answer = await client.post(
            PATH, content=body, headers={HEADER: sign_body(KEYS["new"], "new", int(time.time()), body)}
        )
    assert (answer.status_code, answer.json()["error"], answer.headers["retry-after"]) == (503, "unavailable", "2")


async def test_an_event_that_fails_in_the_middle_leaves_nothing_half_done(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from actions.marketplace.integrations.events import telling

    async def fails(*_: Any, **__: Any) -> None:
        raise ValueError("in the middle")

    moved = event("order.state", order_id="SO-1", state="completed")
    before = await shop.state()
    with monkeypatch.context() as patched:
        patched.setattr(telling, "tell_company", fails)
        (result,) = await shop.sends(moved)
    assert (result["outcome"], result["problems"][0]["code"]) == ("refused", "does_not_fit")
    assert await shop.state() == before
    assert await shop.outcomes(moved) == ["done"]


async def test_a_batch_after_an_outage_is_taken_up_where_it_ended(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The action server dies after the first event; the operator's system sends the same request again."""
    batch = [
        event("order.state", when=at(n), order_id="SO-1", state=state)
        for n, state in enumerate(("accepted", "in_production"), 20)
    ]
    taken = Events._take
    count = 0

    async def dies(self: Events, given: Any) -> Any:
        nonlocal count
        count += 1
        if count == 2:
            raise OSError("the database is gone")
        return await taken(self, given)

    body = json.dumps({"events": batch}).encode()
    with monkeypatch.context() as patched:
        patched.setattr(Events, "_take", dies)
        answer = await shop.post(body, sign_body(KEYS["new"], "new", int(time.time()), body))
        assert answer.status_code == 503
    results = await shop.sends(*batch)
    assert [(one["outcome"], one.get("repeated", False)) for one in results] == [("done", True), ("done", False)]


async def test_every_type_of_event_is_tried_here() -> None:
    text = open(__file__, encoding="utf-8").read()  # noqa: ASYNC230, SIM115
    untried = [name for name in EVENT_TYPES if f'event("{name}"' not in text]
    assert untried == ["supplier.put", "product.put", "certificate.put"]


async def test_catalogue_records_come_as_events(shop: Shop) -> None:
    supplier = {"supplier_id": "S-80", "name_en": "Event Maker", "city": "Ningbo"}
    product = {"product_id": "P-80", "supplier_id": "S-80", "name_en": "Event lamp", "category": "Lighting", "unit": "piece", "moq": 10, "lead_time_days": 5, "currency": "USD", "price": 3.5}  # fmt: skip
    certificate = {"certificate_id": "C-80", "supplier_id": "S-80", "certificate": "CE", "number": "1", "issuer": "SGS", "valid_until": "2029-01-01"}  # fmt: skip
    given = [{"id": f"put-{n}", "type": name, "at": at(), "data": data} for n, (name, data) in enumerate((("product.put", product), ("supplier.put", supplier), ("product.put", product), ("certificate.put", certificate)))]  # fmt: skip
    assert await shop.outcomes(*given) == ["refused", "done", "done", "done"]
    async with (await open_world()).market.database.read() as connection:
        names = (await connection.execute(catalogue_tables.products.select())).all()
    assert "Event lamp" in [row.name_en for row in names]
