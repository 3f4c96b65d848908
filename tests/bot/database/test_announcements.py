"""What a transaction changes is told once it is committed: each topic once, early, and never what was rolled back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.database.engine import open_database
from bot.wakeups import Signal, Wakeups
from foundation.database.announcements import announce
from foundation.database.announcing import Database
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway


class Heard(Wakeups):
    """Remembers what was told."""

    def __init__(self) -> None:
        super().__init__(None)
        self.topics: list[str] = []

    async def notify(self, topic: str, *, but: Signal | None = None) -> None:
        self.topics.append(topic)
        await super().notify(topic, but=but)


@pytest.fixture
async def heard(database_url: str) -> AsyncIterator[tuple[Database, Heard]]:
    wakeups = Heard()
    database = open_database(database_url, pool_size=1, listeners=wakeups)
    yield database, wakeups
    await database.close()


async def test_topics_are_told_once_each_and_after_the_commit(heard: tuple[Database, Heard]) -> None:
    database, wakeups = heard
    for opened in (database.begin, database.step):
        async with opened() as connection:
            announce(connection, "staff", "lane")
            announce(connection, "staff")
            assert wakeups.topics == []
        assert wakeups.topics == ["staff", "lane"]
        wakeups.topics.clear()


async def test_what_was_rolled_back_is_told_to_nobody_then_or_later(heard: tuple[Database, Heard]) -> None:
    database, wakeups = heard
    with contextlib.suppress(ZeroDivisionError):
        async with database.begin() as connection:
            announce(connection, "staff")
            raise ZeroDivisionError
    async with database.begin() as connection:  # on the same connection
        await connection.execute(text("SELECT 1"))
    assert wakeups.topics == []


async def test_whoever_knows_already_is_not_woken(heard: tuple[Database, Heard]) -> None:
    database, wakeups = heard
    async with wakeups.listen("staff") as own, wakeups.listen("staff") as other:
        async with database.begin(but=own) as connection:
            announce(connection, "staff")
        assert (await own.wait(0.0), await other.wait(0.0)) == (False, True)


async def test_one_message_of_the_web_chat_wakes_its_conversation_twice(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    await client.say("a first one to warm up please")
    told: list[str] = []
    notify = Wakeups.notify

    async def note(self: Wakeups, topic: str, *, but: Signal | None = None) -> None:
        told.append(topic)
        await notify(self, topic, but=but)

    monkeypatch.setattr(Wakeups, "notify", note)
    await client.say("where is my order please")
    await asyncio.sleep(0.1)
    assert told == [f"conversation:{client.conversation}"] * 2, "when it arrived, and when it was answered"
    told.clear()
    gateway.rasa.effects = [[{"kind": "handoff", "reason": "asked"}]]
    await client.say("get me somebody else please")
    assert sorted(told) == sorted([f"conversation:{client.conversation}"] * 2 + ["staff"])
    await client.close()
