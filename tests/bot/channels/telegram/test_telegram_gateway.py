"""Telegram through the whole gateway: the emulator on one side, a stand-in for Rasa on the other, both databases between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.contacts import tables as contacts_tables
from bot.conversation.delivery import DeliveryWaits
from bot.conversation.store import deliveries as delivery_storage
from bot.conversation.store import tables as conversation_tables
from bot.conversation.store.deliveries import claim_delivery
from bot.database import tables as schema_tables
from bot.serving.waits import Waits
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, telegram_gateway
from tests.fakes.telegram.server import TelegramServer

Outcomes = list[tuple[str, str | None]]


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


async def outcomes(gateway: Gateway) -> Outcomes:
    """State and reason of every delivery, in order."""
    async with gateway.caravan.database.read() as connection:
        query = select(conversation_tables.deliveries.c.state, conversation_tables.deliveries.c.reason).order_by(
            conversation_tables.deliveries.c.id
        )
        return [(row.state, row.reason) for row in await connection.execute(query)]


async def outcomes_become(gateway: Gateway, wanted: Callable[[Outcomes], bool]) -> Outcomes:
    async with asyncio.timeout(20):
        while True:
            found = await outcomes(gateway)
            if wanted(found):
                return found
            await asyncio.sleep(0.05)


async def all_settled(gateway: Gateway) -> Outcomes:
    """The outcomes, once none is open."""
    open_states = {"queued", "sending"}
    return await outcomes_become(gateway, lambda found: bool(found) and not open_states & {state for state, _ in found})


async def test_a_text_is_answered_and_a_button_pressed(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        anna = telegram.person(7001, "zh-hans")
        await anna.starts()
        await anna.receives()
        assert gateway.rasa.requests == []
        await anna.sends("找四川的花椒供应商")
        answer = await anna.receives("1: 找四川的花椒供应商")
        assert gateway.rasa.requests[-1]["language"] == "zh"
        await anna.presses(answer.labels[0])
        await anna.receives("2: ")
        assert gateway.rasa.requests[-1]["intent"] == "list_orders"
        assert gateway.rasa.requests[-1]["state"] == {"turns": 1}
        await anna.sends('/cancel_order{"order_number":"ORD-100234"}')
        await anna.receives("3: /cancel_order")
        assert gateway.rasa.requests[-1]["intent"] is None


async def test_a_redelivered_update_is_handled_once(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        anna = telegram.person(7001)
        update_id = await anna.sends("where is my order please")
        await anna.receives("1: where is my order please")
        update = {
            "update_id": update_id,
            "message": {**anna.messages[0].data, "from": {"id": 7001, "is_bot": False, "first_name": "Anna"}},
        }
        intake = gateway.telegram._intake
        await asyncio.gather(*(intake.take(update) for _ in range(5)))
        await anna.stays_quiet()
        assert len(gateway.rasa.requests) == 1


async def test_a_429_pauses_and_keeps_the_order(database_url: str, tmp_path: Path, telegram: TelegramServer) -> None:
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        anna, ben = telegram.person(7001), telegram.person(7002)
        await anna.starts()
        await anna.receives()
        telegram.fail_next(429, method="sendMessage", retry_after=5)
        for number in range(4):
            await anna.sends(f"number {number} of the burst")
        await until(lambda: not telegram.faults)
        await ben.sends("does anybody else wait")
        await ben.receives("does anybody else wait")

        def answers() -> list[str]:
            return [message.text for message in anna.received if " of the burst" in message.text]

        assert answers() == [], "it waited for the other chat's pause"
        await until(lambda: len(answers()) == 4)
        assert answers() == [f"{number + 1}: number {number} of the burst" for number in range(4)]
        assert {state for state, _ in await all_settled(gateway)} == {"sent"}


async def test_an_unknown_outcome_is_tried_once_more_and_marked(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        anna = telegram.person(7001)
        telegram.fail_next(502, method="sendMessage", accepted=True)
        await anna.sends("hello to the bot")
        await until(lambda: len(anna.received) == 2, 20)
        assert await all_settled(gateway) == [("sent", "resent")]
        telegram.fail_next(502, method="sendMessage", times=2)
        await anna.sends("hello again dear bot")
        await until(lambda: not telegram.faults, 20)
        assert (await all_settled(gateway))[1:] == [("unknown", "unknown")]


async def test_an_unknown_outcome_stays_marked_through_a_429(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        anna = telegram.person(7001)
        telegram.fail_next(502, method="sendMessage", accepted=True)
        telegram.fail_next(429, method="sendMessage", retry_after=1)
        telegram.fail_next(502, method="sendMessage")
        await anna.sends("hello to the bot")
        assert await all_settled(gateway) == [("unknown", "unknown")]
        assert len(anna.received) == 1


async def test_a_sender_that_died_leaves_a_message_that_is_sent_again_and_marked(
    database_url: str, tmp_path: Path, telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = Waits(delivery=DeliveryWaits(abandoned=2.0))
    async with telegram_gateway(database_url, tmp_path, telegram, waits=waits) as gateway:
        anna = telegram.person(7001)

        async def die(*_: Any) -> None:
            raise asyncio.CancelledError

        workers = gateway.caravan.delivery
        monkeypatch.setattr(workers, "_deliver", die)
        await anna.sends("hello to the bot")
        await outcomes_become(gateway, lambda found: found == [("sending", None)])
        monkeypatch.undo()
        await anna.receives("1: hello to the bot")
        assert await all_settled(gateway) == [("sent", "resent")]


async def test_a_sign_in_code_works_once_and_is_kept_as_a_hash(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    async with telegram_gateway(database_url, tmp_path, telegram) as gateway:
        async with httpx.AsyncClient(base_url=gateway.address, trust_env=False, timeout=60) as http:
            code = (await http.post("/demo/telegram-link", json={"account": "huaxia-trade"})).json()["code"]
        anna, thief = telegram.person(7001, "en"), telegram.person(7002, "en")
        await anna.starts(code)
        await anna.receives("huaxia-trade")
        await anna.presses("是，关联")
        await anna.receives("huaxia-trade")
        await thief.starts(code)
        await thief.receives()
        await anna.sends("我的订单在哪里")
        await anna.receives("1: 我的订单在哪里")
        assert gateway.rasa.requests[-1]["role"] == "buyer"
        await thief.sends("show me the orders")
        await thief.receives("1: show me the orders")
        assert gateway.rasa.requests[-1]["role"] == "visitor"
        async with gateway.caravan.database.read() as connection:
            for table in schema_tables.metadata.sorted_tables:
                kept = json.dumps([list(row) for row in await connection.execute(select(table))], default=str)
                assert code not in kept, table.name
        await anna.sends("/unlink")
        await anna.receives()
        await anna.sends("我的订单在哪里呢")
        await anna.receives("1: 我的订单在哪里呢")
        assert gateway.rasa.requests[-1]["role"] == "visitor"


async def test_a_blocked_contact_ends_refused_and_is_served_again_when_back(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    rasa = FakeRasa(pause=asyncio.Event())
    async with telegram_gateway(database_url, tmp_path, telegram, rasa) as gateway:
        anna = telegram.person(7001)
        for text in ("first message here", "second message here", "third message here"):
            await anna.sends(text)
        await rasa.asked(1)
        anna.chat.blocked = True
        assert rasa.pause is not None
        rasa.pause.set()
        await outcomes_become(gateway, lambda found: len(found) == 3)
        assert await all_settled(gateway) == [("refused", "blocked")] * 3
        await anna.unblocks()
        await anna.sends("I am back again")
        await anna.receives("4: I am back again")
        async with gateway.caravan.database.read() as connection:
            assert (await connection.execute(select(contacts_tables.contacts.c.unreachable))).scalar_one() is None


async def test_a_message_that_cannot_be_shown_does_not_hold_up_the_next(
    database_url: str, tmp_path: Path, telegram: TelegramServer
) -> None:
    odd = {"response": "test.echo", "values": {"turn": {"type": "no such kind"}, "text": {}}, "cards": [{"kind": "x"}]}
    async with telegram_gateway(database_url, tmp_path, telegram, FakeRasa(replies=[[odd]])) as gateway:
        anna = telegram.person(7001)
        await anna.sends("show me something odd")
        await anna.sends("and something better")
        await anna.receives("2: and something better")
        assert len(await all_settled(gateway)) == 2


async def test_nobody_asks_the_database_in_a_loop_while_a_429_lasts(
    database_url: str, tmp_path: Path, telegram: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = 0

    async def counted(*args: Any) -> Any:
        nonlocal claims
        claims += 1
        return await claim_delivery(*args)

    monkeypatch.setattr("bot.conversation.delivery.claim_delivery", counted)
    assert delivery_storage.claim_delivery is claim_delivery
    async with telegram_gateway(database_url, tmp_path, telegram):
        anna = telegram.person(7001)
        telegram.fail_next(429, method="sendMessage", retry_after=4)
        for number in range(3):
            await anna.sends(f"number {number} of the burst")
        await until(lambda: not telegram.faults)
        await asyncio.sleep(0.5)
        claims = 0
        await asyncio.sleep(2)
        assert claims < 30
