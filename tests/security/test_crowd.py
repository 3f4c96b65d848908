"""Visitors in any number from one address: how many begin, how many wait, and what the others are told, through the running gateway."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from websockets.asyncio.client import ClientConnection, connect

from bot.contacts.identity import sign_identity
from bot.conversation.store.tables import conversations
from bot.support.store.tables import handoffs
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.gateway.running import Gateway, running_gateway

BEHIND_PROXY = {"trusted_proxies": ["127.0.0.1"]}


class Visitor:
    """A client behind our proxy."""

    def __init__(self, connection: ClientConnection, first: dict[str, Any]) -> None:
        self.connection, self.first = connection, first

    @classmethod
    async def enter(cls, gateway: Gateway, address: str, language: str = "en", **hello: Any) -> Visitor:
        url = gateway.address.replace("http", "ws", 1) + "/chat/ws"
        headers = {"X-Forwarded-For": address, "Accept-Language": language}
        connection = await connect(url, additional_headers=headers, proxy=None)
        wanted = {"type": "hello", "session": None, "last_id": None, "language": language, **hello}
        await connection.send(json.dumps(wanted))
        return cls(connection, json.loads(await connection.recv()))

    async def asks_for_a_person(self, language: str) -> str:
        """The last words before the turn is done."""
        text = "a person please" if language == "en" else "请帮我转接人工客服 person"
        await self.connection.send(json.dumps({"type": "message", "client_id": str(uuid.uuid4()), "text": text}))
        said = ""
        while (frame := json.loads(await asyncio.wait_for(self.connection.recv(), 60)))["type"] != "turn_done":
            said = frame.get("text", said) if frame["type"] == "message" else said
        return said


async def count(gateway: Gateway, table: Any) -> int:
    async with gateway.caravan.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


@pytest.mark.parametrize(("language", "words"), [("en", "sign in and ask again"), ("zh", "登录后再提出")])
async def test_one_address_fills_no_more_than_its_places_in_the_queue(
    database_url: str, tmp_path: Path, language: str, words: str
) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa(), **BEHIND_PROXY) as gateway:
        visitors = [await Visitor.enter(gateway, "203.0.113.7", language) for _ in range(20)]
        said = await asyncio.gather(*(visitor.asks_for_a_person(language) for visitor in visitors))
        assert await count(gateway, handoffs) == 10
        assert sum(words in one for one in said) == 10
        elsewhere = await Visitor.enter(gateway, "203.0.113.8", language)
        assert words not in await elsewhere.asks_for_a_person(language)
        assert await count(gateway, handoffs) == 11
        for visitor in (*visitors, elsewhere):
            await visitor.connection.close()


async def test_visitors_of_an_address_begin_only_so_many_conversations(database_url: str, tmp_path: Path) -> None:
    changes = {**BEHIND_PROXY, "rate_limit_visitors": "3/hour"}
    async with running_gateway(database_url, tmp_path, FakeRasa(), **changes) as gateway:
        known = await Visitor.enter(gateway, "203.0.113.7")
        for _ in range(2):
            assert (await Visitor.enter(gateway, "203.0.113.7")).first["type"] == "welcome"
        for hello in ({}, {"session": "made up, but long enough"}, {"identity": "made.up.too"}):
            refused = (await Visitor.enter(gateway, "203.0.113.7", "zh", **hello)).first
            assert (refused["type"], refused["code"]) == ("error", "rate_limited"), hello
            assert "网络" in refused["text"]
        assert await count(gateway, conversations) == 3
        # Who was here before, who proves who they are, and who comes from elsewhere are let in.
        assert (await Visitor.enter(gateway, "203.0.113.7", session=known.first["session"])).first["type"] == "welcome"
        keys, now = gateway.settings.identity_secret, dt.datetime.now(dt.UTC)
        buyer = sign_identity(keys, "nordmarkt", "buyer", "Anna", now, sub="nordmarkt:anna")
        assert (await Visitor.enter(gateway, "203.0.113.7", identity=buyer)).first["type"] == "welcome"
        assert (await Visitor.enter(gateway, "203.0.113.8")).first["type"] == "welcome"


async def test_the_gateway_knows_whose_chat_is_open(database_url: str, tmp_path: Path) -> None:
    async with running_gateway(database_url, tmp_path, FakeRasa()) as gateway:
        present = gateway.webchat.attendance.present
        visitor = await Visitor.enter(gateway, "203.0.113.7")
        for _ in range(100):
            if present:
                break
            await asyncio.sleep(0.05)
        assert set(present) == {visitor.first["conversation"]}
        await visitor.connection.close()
        for _ in range(100):
            if not present:
                break
            await asyncio.sleep(0.05)
        assert not present
