"""The same update of Telegram at several doors at once, from somebody whom nobody knew before: one contact, one conversation, one answer each."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from bot.channels.telegram.receiving.webhook import PATH, SECRET_HEADER
from bot.channels.telegram.settings import derive_webhook_secret
from bot.contacts import tables as contacts_tables
from bot.conversation.store import tables as conversation_tables
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway
from tests.fakes.telegram.server import TelegramServer

NOWHERE = "http://127.0.0.1:9"
"""Where the emulator is told to post updates: nowhere, the test does it."""


def update(number: int, text: str) -> dict[str, Any]:
    anna = {"id": 7001, "is_bot": False, "first_name": "Anna", "language_code": "en"}
    chat = {"id": 7001, "type": "private", "first_name": "Anna"}
    message = {"message_id": number, "date": 1_764_000_000, "from": anna, "chat": chat, "text": text}
    return {"update_id": number, "message": message}


async def posted(gateways: list[Gateway], body: dict[str, Any]) -> list[int]:
    """The statuses, after posting it to all of them three times at the same moment."""
    secret = {SECRET_HEADER: derive_webhook_secret(gateways[0].settings.secret_key)}
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        calls = [http.post(gateway.address + PATH, json=body, headers=secret) for gateway in gateways for _ in range(3)]
        return [answer.status_code for answer in await asyncio.gather(*calls)]


async def test_an_update_at_two_gateways_at_once_is_handled_once(postgres_url: str, tmp_path: Path) -> None:
    async with TelegramServer() as telegram:
        anna, rasas = telegram.person(7001), [FakeRasa(), FakeRasa()]
        anna.chat.known = True
        settings: dict[str, Any] = {
            "telegram_bot_token": telegram.token, "telegram_base_url": telegram.base_url, "public_url": NOWHERE,
        }  # fmt: skip
        async with (
            running_gateway(postgres_url, tmp_path, rasas[0], **settings) as one,
            running_gateway(postgres_url, tmp_path, rasas[1], **settings) as two,
        ):
            statuses = await asyncio.gather(
                *(posted([one, two], update(number, f"question {number}")) for number in (1, 2, 3))
            )
            assert {status for answers in statuses for status in answers} == {200}
            await until(lambda: len(anna.received) == 3, 30)
            await anna.stays_quiet(1.5)
            asked = sorted(request["text"] for rasa in rasas for request in rasa.requests)
            assert asked == ["question 1", "question 2", "question 3"]
            assert sorted(message.text[:2] for message in anna.received) == ["1:", "2:", "3:"]
            async with one.caravan.database.read() as connection:
                for table in (contacts_tables.contacts, conversation_tables.conversations):
                    assert (await connection.execute(select(func.count()).select_from(table))).scalar_one() == 1
