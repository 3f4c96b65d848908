"""What `/readyz` tells of the action servers: up, and how much of a search index is built."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from bot.marketplace.client import ActionServers, check_actions
from bot.serving.health import Health, health_router

URLS = ("http://one", "http://two")


def answering(**bodies: dict[str, object] | None) -> ActionServers:
    def answer(request: httpx.Request) -> httpx.Response:
        body = bodies[request.url.host]
        if body is None:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, json=body)

    return ActionServers(URLS, "token", httpx.MockTransport(answer))


OK: dict[str, object] = {"status": "ok"}


@pytest.mark.parametrize(
    ("one", "two", "state", "progress"),
    [
        (OK, OK, "ok", {}),
        (OK, None, "ok", {}),
        (None, None, "down", {}),
        (OK | {"search_index": 0.43}, None, "ok", {"search_index": 0.43}),
        (OK | {"search_index": 0.43}, OK | {"search_index": 0.1}, "ok", {"search_index": 0.1}),
    ],
)
async def test_readiness_tells_how_much_of_the_search_index_is_built(
    one: dict[str, object] | None, two: dict[str, object] | None, state: str, progress: dict[str, float]
) -> None:
    noted = {"search_index": 0.05}
    servers = answering(one=one, two=two)
    health = Health({"actions": lambda: check_actions(servers, noted)}, noted)
    await health.look()
    await servers.close()
    app = FastAPI()
    app.include_router(health_router(health))
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        body = (await client.get("/readyz")).json()
    assert body["parts"] == {"actions": "starting" if state == "down" else state}
    assert body.get("progress", {}) == progress
