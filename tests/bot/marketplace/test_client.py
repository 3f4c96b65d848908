"""The one client of the action servers: who is asked, and how each way to fail is told to the caller."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.marketplace.client import (
    SET_ASIDE,
    ActionServers,
    MarketplaceRefused,
    MarketplaceUnavailable,
    NotInMarketplace,
)
from bot.marketplace.staff.held import ActionServerHeldTexts
from foundation.errors import CaravanError, Retry, Unreadable

Answer = Callable[[httpx.Request], httpx.Response]


def servers(answer: Answer) -> ActionServers:
    return ActionServers(["http://one", "http://two"], "the-token", httpx.MockTransport(answer))


@pytest.mark.parametrize("trouble", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), 500, 503])
async def test_another_server_is_asked_when_one_is_in_trouble(trouble: Exception | int) -> None:
    asked: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.host, request.headers["X-Caravan-Token"]))
        if request.url.host == "two":
            return httpx.Response(200, json={"accounts": ["nordmarkt"]})
        if isinstance(trouble, Exception):
            raise trouble
        return httpx.Response(trouble)

    assert await servers(answer).ask("GET", "/outbox") == {"accounts": ["nordmarkt"]}
    assert asked == [("one", "the-token"), ("two", "the-token")]


async def test_when_none_answers_it_may_be_tried_later() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody")

    with pytest.raises(MarketplaceUnavailable) as caught:
        await servers(refuse).ask("GET", "/held")
    assert isinstance(caught.value, Retry)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, b"{}", NotInMarketplace),
        (401, b"{}", MarketplaceRefused),
        (422, b"{}", MarketplaceRefused),
        (302, b"", MarketplaceRefused),
        (200, b"<html>", Unreadable),
    ],
)
async def test_what_one_server_refuses_no_other_is_asked(status: int, body: bytes, error: type[CaravanError]) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(status, content=body)

    with pytest.raises(error) as caught:
        await servers(answer).ask("GET", "/held")
    assert not isinstance(caught.value, Retry)
    assert asked == ["one"]


async def test_an_answer_without_a_body_is_none() -> None:
    assert await servers(lambda _: httpx.Response(204)).ask("POST", "/outbox/taken", {"ids": [1]}) is None


HELD: dict[str, Any] = {
    "id": 7,
    "rfq": "RFQ-10031",
    "account": "lagos-home",
    "conversation": "v1",
    "text": "add me on wechat",
    "findings": [{"kind": "messenger", "reason": "leaves", "found": "wechat"}],
    "suppliers": ["xinjiang-tomato"],
    "state": "held",
    "created_at": dt.datetime(2026, 11, 25, tzinfo=dt.UTC).isoformat(),
    "decided_by": None,
}


@pytest.mark.parametrize("broken", [{"state": "lost"}, {"findings": None}, {"created_at": "soon"}, {"suppliers": 3}])
async def test_a_held_text_that_cannot_be_read_is_reported_and_hides_no_other(broken: dict[str, Any]) -> None:
    texts = [{**HELD, **broken}, "no text at all", {**HELD, "id": 8}]
    before = SET_ASIDE.labels("held")._value.get()
    held = ActionServerHeldTexts(servers(lambda _: httpx.Response(200, json={"held": texts})))
    assert [one.id for one in await held.waiting()] == [8]
    assert SET_ASIDE.labels("held")._value.get() == before + 2


async def test_an_unknown_text_is_none_and_a_decision_that_cannot_be_read_is_an_error() -> None:
    none = ActionServerHeldTexts(servers(lambda _: httpx.Response(404, json={"detail": "not found"})))
    assert await none.decide(9, "refused", "liwei") is None
    odd = ActionServerHeldTexts(servers(lambda _: httpx.Response(200, json={"held": {}, "decided_now": True})))
    with pytest.raises(Unreadable):
        await odd.decide(9, "refused", "liwei")
