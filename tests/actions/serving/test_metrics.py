"""The action server's figures, and who may read them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY

from actions.dialogue import registry, turn
from actions.serving.server import create_app
from actions.settings import Settings
from tests.fakes.actions.chat import Chat

HERE, ELSEWHERE = ("127.0.0.1", 40000), ("192.0.2.7", 40000)


def client_of(token: str, address: tuple[str, int]) -> httpx.AsyncClient:
    app = create_app(Settings(_env_file=None, actions_token="t", metrics_token=token))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=address), base_url="http://actions")


@pytest.mark.parametrize(
    ("token", "address", "headers", "status"),
    [
        ("", HERE, {}, 200),
        ("", ELSEWHERE, {}, 403),
        ("", HERE, {"X-Forwarded-For": "192.0.2.7"}, 403),
        ("a-token", HERE, {}, 403),
        ("a-token", ELSEWHERE, {"Authorization": "Bearer a-token"}, 200),
        ("a-token", ELSEWHERE, {"Authorization": "Bearer a-toke"}, 403),
        ("a-token", ELSEWHERE, {"Authorization": "a-token"}, 403),
    ],
)
async def test_who_may_read(token: str, address: tuple[str, int], headers: dict[str, str], status: int) -> None:
    async with client_of(token, address) as client:
        assert (await client.get("/metrics", headers=headers)).status_code == status


@pytest.mark.asyncio(loop_scope="session")
async def test_actions_are_counted_by_how_they_ended(nordmarkt: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_: turn.Turn) -> list[dict[str, Any]]:
        raise RuntimeError("broken")

    before = {name: counted("action_respond", name) for name in ("done", "failed")}
    unknown = counted("unknown", "refused")
    await nordmarkt.says("order_status", "where is ORD-100234", order_number="ORD-100234")
    monkeypatch.setitem(registry.HANDLERS, "order_status", fails)
    await nordmarkt.post("action_respond", {"text": "x", "intent": {"name": "order_status"}, "entities": []})
    await nordmarkt.post("action_of_nobody", {"text": "x", "intent": {"name": "order_status"}, "entities": []})
    after = {name: counted("action_respond", name) for name in before}
    assert after == {name: count + 1 for name, count in before.items()}
    assert counted("unknown", "refused") == unknown + 1
    assert REGISTRY.get_sample_value("caravan_action_seconds_count", {"action": "action_of_nobody"}) is None


def counted(action: str, outcome: str) -> float:
    return REGISTRY.get_sample_value("caravan_actions_total", {"action": action, "outcome": outcome}) or 0.0
