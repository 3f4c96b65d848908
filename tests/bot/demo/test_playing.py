"""A demo is reset by a door of its own, which no page of a browser opens, and tells what it understood."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest

from bot.support.store.handoffs import list_active_handoffs
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway


def http_to(gateway: Gateway) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60)


async def waiting(gateway: Gateway) -> int:
    async with gateway.caravan.database.read() as connection:
        return len(await list_active_handoffs(connection))


async def test_a_reset_empties_the_queue_and_the_marketplace_and_keeps_conversations(gateway: Gateway) -> None:
    clients = [await ChatClient.open(gateway.address, account) for account in (None, "nordmarkt")]
    for client in clients:
        await client.say("a person please")
    assert await waiting(gateway) == 2
    async with http_to(gateway) as http:
        assert (await http.post("/demo/reset")).status_code == 204
    assert gateway.rasa.resets == 1
    assert await waiting(gateway) == 0
    for client in clients:
        replies = await client.say("hello again")
        assert "hello again" in replies[-1]["text"], "the bot goes on in the same conversation"
        await client.close()


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
async def test_no_page_of_a_browser_resets_it(gateway: Gateway, origin: str) -> None:
    async with http_to(gateway) as http:
        refused = await http.post("/demo/reset", headers={"Origin": origin})
    assert refused.status_code == 403
    assert gateway.rasa.resets == 0


async def test_without_its_action_server_it_says_so_and_leaves_the_queue(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await ChatClient.open(gateway.address)
    await client.say("a person please")
    monkeypatch.setattr(gateway.caravan.actions, "_urls", ("http://127.0.0.1:1",))
    async with http_to(gateway) as http:
        assert (await http.post("/demo/reset")).status_code == 503
    assert await waiting(gateway) == 1
    await client.close()


async def test_it_tells_its_time_and_whether_the_desk_is_staffed(gateway: Gateway) -> None:
    async with http_to(gateway) as http:
        told = (await http.get("/demo/hours")).json()
    now = dt.datetime.fromisoformat(told["now"])
    assert abs(now - gateway.caravan.clock()) < dt.timedelta(minutes=1)
    assert isinstance(told["staffed"], bool)


async def test_the_end_of_a_turn_tells_how_it_was_understood(gateway: Gateway) -> None:
    acts = [{"act": "answer", "kind": "value", "confidence": 0.9}]
    entities = [{"entity": "quantity", "value": 500}]
    gateway.rasa.understood.append({"intent": "inform", "confidence": 0.8, "entities": entities, "acts": acts})
    client = await ChatClient.open(gateway.address)
    await client.say("500")
    done = await client.wait(lambda frame: frame["type"] == "turn_done")
    assert done["understood"] == {"intent": "inform", "acts": acts, "values": entities, "about": []}
    await client.close()
