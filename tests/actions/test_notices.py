"""Notices are declared by their subjects; one that cannot be told is seen, and holds up no other."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from prometheus_client import REGISTRY
from sqlalchemy import delete
from structlog.testing import capture_logs

import actions.marketplace
from actions.marketplace.base import tables
from actions.marketplace.base.outbox import NoticeKind, tell_company
from actions.marketplace.trades.orders.notices import ORDER_CONFIRMED
from actions.notices import DECLARED, FOR_STAFF, KINDS, collect
from actions.trades.orders.notices import NOTICES
from actions.world import open_world
from tests.fakes.actions.chat import TOKEN
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.trading import BUYER as BUYER_OF_CLAIM
from tests.fakes.actions.trading import claim

pytestmark = pytest.mark.asyncio(loop_scope="session")
HEADERS = {"X-Caravan-Token": TOKEN}
BUYER, NUMBER = "nordmarkt", "ORD-100234"


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def write(kind: str, payload: dict[str, str], account: str = BUYER, days_ago: int = 0) -> None:
    async with (await open_world()).market.database.begin() as connection:
        values = {"account": account, "kind": kind, "payload": payload, "created_at": NOW - timedelta(days=days_ago)}
        await connection.execute(tables.outbox.insert().values(values))


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def _nothing_waits(server: httpx.AsyncClient) -> AsyncIterator[None]:
    async def empty() -> None:
        async with (await open_world()).market.database.begin() as connection:
            await connection.execute(delete(tables.outbox))

    await empty()
    yield
    await empty()


async def fetch(server: httpx.AsyncClient) -> list[str | None]:
    """Fetches the buyer's notices, as the gateway does, and takes them. Returns the response of each."""
    answer = await server.post("/outbox/notices", json={"accounts": [BUYER]}, headers=HEADERS)
    assert answer.status_code == 200
    notices = answer.json()["notices"]
    await server.post("/outbox/taken", json={"ids": [one["id"] for one in notices]}, headers=HEADERS)
    return [one["reply"] and one["reply"]["response"] for one in notices]


async def test_an_unknown_kind_is_reported_and_holds_up_nothing(server: httpx.AsyncClient) -> None:
    for _ in range(120):  # more than are fetched at once
        await write("order_praised", {"order": NUMBER})
    await write("order_confirmed", {"order": NUMBER})
    with capture_logs() as lines:
        for _ in range(2):
            assert (await server.get("/outbox", headers=HEADERS)).json() == {"accounts": [BUYER]}
    (line,) = [line for line in lines if line.get("kind") == "order_praised"]
    assert (line["log_level"], line["waiting"]) == ("error", 120)
    assert figure("caravan_notices_unknown") == 120
    assert await fetch(server) == ["utter_notice_order_confirmed"]
    assert (await server.get("/outbox", headers=HEADERS)).json() == {"accounts": []}


async def test_the_version_that_knows_the_kind_tells_it(
    server: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write("order_praised", {"order": NUMBER})
    assert await fetch(server) == []
    monkeypatch.setitem(KINDS, "order_praised", NOTICES[ORDER_CONFIRMED])
    assert await fetch(server) == ["utter_notice_order_confirmed"]


async def test_one_that_cannot_be_told_is_reported_and_holds_up_none_behind_it(server: httpx.AsyncClient) -> None:
    before = figure("caravan_notices_failed_total", kind="order_confirmed")
    await write("order_confirmed", {"odd": "row"})
    await write("order_confirmed", {"order": NUMBER})
    assert await fetch(server) == [None, "utter_notice_order_confirmed"]
    assert figure("caravan_notices_failed_total", kind="order_confirmed") == before + 1


async def test_an_outage_is_no_fault_of_the_notice(server: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    async def is_cut_off(*_: object) -> None:
        raise ConnectionRefusedError

    await write("order_confirmed", {"order": NUMBER})
    with monkeypatch.context() as patched:
        patched.setitem(KINDS, "order_confirmed", is_cut_off)
        answer = await server.post("/outbox/notices", json={"accounts": [BUYER]}, headers=HEADERS)
        assert answer.status_code == 500
    assert await fetch(server) == ["utter_notice_order_confirmed"]


async def test_news_of_something_that_is_gone_are_told_to_nobody(server: httpx.AsyncClient) -> None:
    await write("order_confirmed", {"order": "ORD-999999"})
    await write("order_confirmed", {"order": NUMBER}, days_ago=15)
    assert await fetch(server) == [None]


async def test_a_row_without_its_numbers_is_not_written(server: httpx.AsyncClient) -> None:
    async with (await open_world()).market.database.begin() as connection:
        with pytest.raises(ValueError, match=r"about \['order'\]"):
            await tell_company(connection, ORDER_CONFIRMED, {"rfq": "RFQ-10023"}, NOW, buyer_id=1)


async def test_every_kind_that_is_written_can_be_told() -> None:
    written = set()
    for module in pkgutil.walk_packages(actions.marketplace.__path__, "actions.marketplace."):
        if module.name.endswith(".notices"):
            kinds = vars(importlib.import_module(module.name)).values()
            written |= {kind for kind in kinds if isinstance(kind, NoticeKind)}
    assert written
    assert written == {kind for of_subject in (*DECLARED, *FOR_STAFF) for kind in of_subject}


async def test_what_is_for_the_staff_reaches_no_account(server: httpx.AsyncClient) -> None:
    number = await claim()
    await write("claim_for_staff", {"claim": number}, BUYER_OF_CLAIM)
    told = await server.post("/outbox/notices", json={"accounts": [BUYER_OF_CLAIM]}, headers=HEADERS)
    assert "staff_call.claim" not in told.text
    (call,) = (await server.get("/outbox/calls", headers=HEADERS)).json()["calls"]
    assert (call["reply"]["response"], call["reply"]["values"]["claim"]) == ("staff_call.claim", number)
    assert call["reply"]["cards"][0]["buttons"] == []


async def test_two_kinds_of_one_name_do_not_start() -> None:
    twin = NoticeKind("order_confirmed", frozenset({"rfq"}))
    with pytest.raises(ValueError, match="order_confirmed"):
        collect((NOTICES, {twin: NOTICES[ORDER_CONFIRMED]}))
