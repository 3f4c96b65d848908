"""The gateway's figures, as Prometheus reads them, and who may read them."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.database.engine import open_database
from bot.database.migrations import migrate
from bot.serving.bootstrap import build_app
from bot.serving.settings.reading import add_demo_secrets
from bot.serving.settings.settings import Settings
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway
from tests.fakes.telegram.server import TelegramServer

ClientAt = Callable[[str, tuple[str, int]], httpx.AsyncClient]
HERE, ELSEWHERE = ("127.0.0.1", 40000), ("192.0.2.7", 40000)


class Figures(dict[str, float]):
    """Samples by name and labels, as they are written: `caravan_turns_total{outcome="answered"}`; 0 where there is none."""

    def __missing__(self, name: str) -> float:
        return 0.0


async def figures_of(gateway: Gateway) -> Figures:
    async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as client:
        response = await client.get("/metrics")
    assert response.status_code == 200
    figures = Figures()
    for family in text_string_to_metric_families(response.text):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            figures[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return figures


async def reading(gateway: Gateway, name: str, value: float, seconds: float = 30) -> Figures:
    """Waits until a figure reads so."""
    async with asyncio.timeout(seconds):
        while (figures := await figures_of(gateway))[name] != value:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return figures


def grown(before: Figures, after: Figures, name: str) -> float:
    return after[name] - before[name]


async def test_a_turn_is_counted_by_part(gateway: Gateway) -> None:
    before = await figures_of(gateway)
    client = await ChatClient.open(gateway.address)
    await client.say("hello", client_id="one")
    await client.say("hello", client_id="one")
    during = await figures_of(gateway)
    await client.close()
    assert grown(before, during, 'caravan_turns_total{outcome="answered"}') == 1
    assert grown(before, during, 'caravan_messages_received_total{again="no",channel="webchat"}') == 1
    assert grown(before, during, 'caravan_messages_received_total{again="yes",channel="webchat"}') == 1
    assert grown(before, during, "caravan_lane_wait_seconds_count") == 1
    spent = {}
    for part in ("whole", "dialogue", "commit", "rasa", "nlu", "actions"):
        assert grown(before, during, f'caravan_turn_seconds_count{{part="{part}"}}') == 1, part
        spent[part] = grown(before, during, f'caravan_turn_seconds_sum{{part="{part}"}}')
    assert spent["dialogue"] + spent["commit"] <= spent["whole"]
    assert (spent["rasa"], spent["nlu"], spent["actions"]) == pytest.approx((0.0125, 0.003, 0.004))
    assert during["caravan_sockets_open"] == before["caravan_sockets_open"] + 1
    await reading(gateway, "caravan_sockets_open", before["caravan_sockets_open"])


@pytest.mark.parametrize(("language", "words"), [("en", "start anew"), ("zh", "只能重新开始")])
async def test_a_dialogue_that_began_anew_is_told_once_and_counted(gateway: Gateway, language: str, words: str) -> None:
    began = {
        "state": {"turns": 7}, "effects": [], "understood": None, "started_anew": True,
        "replies": [{"response": "utter_started_anew", "values": {}, "buttons": [], "cards": []}],
    }  # fmt: skip
    before = await figures_of(gateway)
    client = await ChatClient.open(gateway.address, language=language)
    gateway.rasa.fail = [(200, began)]
    first, second = await client.say("hello"), await client.say("again")
    await client.close()
    assert sum(words in message["text"] for message in first) == 1
    assert not any(words in message["text"] for message in second)
    assert gateway.rasa.requests[-1]["state"] == {"turns": 7}, "the new state is carried on"
    assert grown(before, await figures_of(gateway), "caravan_dialogues_started_anew_total") == 1


async def test_what_waits_and_who(gateway: Gateway) -> None:
    before = await figures_of(gateway)
    gateway.rasa.pause = asyncio.Event()
    client = await ChatClient.open(gateway.address)
    await client.send({"type": "message", "client_id": "one", "text": "a person please"})
    await client.send({"type": "message", "client_id": "two", "text": "hello?"})
    await client.wait(lambda frame: frame["type"] == "ack" and frame["client_id"] == "two")
    await gateway.rasa.asked(1)
    held = await figures_of(gateway)
    assert held["caravan_messages_waiting"] == 2
    assert held["caravan_messages_waiting_oldest_seconds"] > 0
    assert held["caravan_lanes_busy"] == before["caravan_lanes_busy"] + 1
    assert held["caravan_handoffs_waiting"] == 0
    gateway.rasa.pause.set()
    await client.wait(lambda frame: frame["type"] == "turn_done" and frame["client_id"] == "two")
    after = await figures_of(gateway)
    assert after["caravan_messages_waiting"] == after["caravan_messages_waiting_oldest_seconds"] == 0
    assert after["caravan_handoffs_waiting"] == 1
    await client.close()


async def test_retries_by_what_failed(gateway: Gateway) -> None:
    before = await figures_of(gateway)
    gateway.rasa.fail = [(503, {"error": "turn_failed"}), (503, {"error": "actions_unavailable"})]
    client = await ChatClient.open(gateway.address)
    await client.say("hello")
    after = await figures_of(gateway)
    await client.close()
    for outcome in ("actions", "failed", "answered"):
        assert grown(before, after, f'caravan_turns_total{{outcome="{outcome}"}}') == 1, outcome


async def test_who_is_held_back_is_counted(database_url: str, tmp_path: Path) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), rate_limit_contact="1/hour") as gateway:
        before = await figures_of(gateway)
        client = await ChatClient.open(gateway.address)
        await client.say("hello")
        gateway.rasa.pause = asyncio.Event()
        for number in range(3):  # the first is free, one is in the limit
            await client.send({"type": "message", "client_id": f"more{number}", "text": "hello?"})
        name = 'caravan_rate_limited_total{limit="contact"}'
        async with asyncio.timeout(20):
            while grown(before, await figures_of(gateway), name) < 1:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        gateway.rasa.pause.set()
        await client.close()


async def test_parts_and_instances(gateway: Gateway) -> None:
    figures = await reading(gateway, 'caravan_part_up{part="rasa"}', 1)
    (instance,) = gateway.caravan.dialogue.instances
    assert figures[f'caravan_rasa_up{{instance="{instance.url}"}}'] == 1
    assert figures['caravan_part_up{part="database"}'] == figures["caravan_database_up"] == 1
    assert 'caravan_part_up{part="telegram"}' not in figures


async def test_without_the_database_nothing_stale_is_told(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    from foundation.database.outages import DatabaseUnavailable

    def away() -> None:
        raise DatabaseUnavailable

    monkeypatch.setattr(gateway.caravan.database, "read", away)
    figures = await figures_of(gateway)
    assert figures["caravan_database_up"] == 0
    assert math.isnan(figures["caravan_messages_waiting"])


async def test_telegram_deliveries_by_outcome(database_url: str, tmp_path: Path) -> None:
    async with (
        TelegramServer() as telegram,
        running_gateway(
            database_url,
            tmp_path,
            FakeRasa(),
            telegram_bot_token=telegram.token,
            telegram_base_url=telegram.base_url,
        ) as gateway,
    ):
        before = await figures_of(gateway)
        anna = telegram.person(7001)
        telegram.fail_next(code=429, method="sendMessage")
        await anna.sends("hello")
        sent = 'caravan_deliveries_total{channel="telegram",outcome="sent"}'
        after = await reading(gateway, sent, before[sent] + 1)
        assert grown(before, after, 'caravan_deliveries_total{channel="telegram",outcome="later"}') == 1
        assert after['caravan_deliveries_waiting{state="queued"}'] == 0


@pytest.fixture
async def client_at(tmp_path: Path) -> ClientAt:
    """A client of a gateway with that token, from that address."""
    url = f"sqlite:///{tmp_path / 'x.db'}"
    database = open_database(url)
    await migrate(database)
    await database.close()

    def build(token: str, address: tuple[str, int]) -> httpx.AsyncClient:
        settings = Settings(_env_file=None, demo=True, database_url=url, metrics_token=token)
        app = build_app(add_demo_secrets(settings, tmp_path).with_derived_secrets())
        return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=address), base_url="http://localhost")

    return build


@pytest.mark.parametrize(
    ("token", "address", "headers", "status"),
    [
        ("", HERE, {}, 200),
        ("", ELSEWHERE, {}, 403),
        ("", HERE, {"X-Forwarded-For": "192.0.2.7"}, 403),
        ("", HERE, {"Forwarded": "for=192.0.2.7"}, 403),
        ("a-token", HERE, {}, 403),
        ("a-token", ELSEWHERE, {"Authorization": "Bearer a-token"}, 200),
        ("a-token", ELSEWHERE, {"Authorization": "Bearer b-token"}, 403),
    ],
)
async def test_who_may_read(
    client_at: ClientAt, token: str, address: tuple[str, int], headers: dict[str, str], status: int
) -> None:
    async with client_at(token, address) as client:
        assert (await client.get("/metrics", headers=headers)).status_code == status
        assert (await client.get("/healthz")).status_code == 200
