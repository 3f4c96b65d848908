"""Several gateways, one bot: one of them polls, another takes over when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database.engine import open_database
from bot.database.leases.lease import GatewayLease
from bot.database.migrations import migrate
from foundation.database.announcing import Database
from foundation.jobs import shared_lease
from tests.fakes import PATIENCE
from tests.fakes.gateway.processes import gateway_process
from tests.fakes.gateway.rasa_double import build_app
from tests.fakes.gateway.running import free_port, serving
from tests.fakes.telegram.server import TelegramServer


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    await migrate(database)
    yield database
    await database.close()


async def test_one_holds_it_until_it_gives_it_back(database: Database) -> None:
    one, two = (GatewayLease(database, "poll", name, seconds=30) for name in ("a:1", "b:1"))
    assert await one.try_to_hold()
    assert not await two.try_to_hold()
    assert await one.try_to_hold()
    await one.give_back()
    assert await two.try_to_hold()
    assert not await one.try_to_hold()
    await two.give_back()


async def test_it_is_renewed_while_its_holder_lives_and_runs_out_when_it_is_dead(database: Database) -> None:
    one, two = (GatewayLease(database, "poll", name, seconds=4) for name in ("a:1", "b:1"))
    assert await one.try_to_hold()
    for _ in range(3):
        await asyncio.sleep(2)
        assert not await two.try_to_hold()
        assert await one.try_to_hold()
    assert one._renewing is not None
    one._renewing.cancel()  # as dead as a task can be
    async with asyncio.timeout(PATIENCE):
        while not await two.try_to_hold():  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    assert not await one.try_to_hold()
    await two.give_back()


async def test_who_was_killed_and_is_back_at_its_place_does_not_wait_for_itself(database: Database) -> None:
    assert await GatewayLease(database, "poll", "a:1", seconds=30).try_to_hold()
    assert await GatewayLease(database, "poll", "a:1", seconds=30).try_to_hold()


async def test_of_two_gateways_at_once_one_gets_it(database: Database) -> None:
    leases = [GatewayLease(database, "poll", f"{number}:1") for number in range(6)]
    held = await asyncio.gather(*(lease.try_to_hold() for lease in leases))
    assert held.count(True) == 1
    for lease in leases:
        await lease.give_back()


async def test_two_gateways_poll_one_at_a_time_through_a_kill(postgres_url: str, tmp_path: Path) -> None:
    token, port = "t" * 32, free_port()
    async with (
        TelegramServer() as telegram,
        serving(build_app(token), port) as rasa_url,
        contextlib.AsyncExitStack() as stack,
    ):
        bot = {"TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.base_url}
        gateways = [
            await stack.enter_async_context(gateway_process(postgres_url, tmp_path, rasa_url, token, **bot))
            for _ in range(2)
        ]
        anna = telegram.person(7001)
        await anna.sends("where is ORD-200001?")
        await anna.receives("ORD-200001 (turn 1)", timeout=30)
        await asyncio.sleep(shared_lease.SECONDS / 3 + 4)  # the other has asked for the lease in the meantime
        assert {call.code for call in telegram.called("getUpdates")} == {200}, "two polled at once"
        database = open_database(postgres_url)
        holder = await _holder(database)
        [dead] = [child for address, child in gateways if address.rsplit(":", 1)[1] == holder.rsplit(":", 1)[1]]
        os.kill(dead.pid, signal.SIGKILL)
        began = time.monotonic()
        await anna.sends("where is ORD-200002?")
        await anna.receives("ORD-200002 (turn 2)", timeout=60)
        assert time.monotonic() - began < 45
        assert await _holder(database) != holder
        await database.close()


async def _holder(database: Database) -> str:
    from sqlalchemy import text

    async with database.read() as connection:
        return str((await connection.execute(text("SELECT holder FROM leases WHERE name LIKE '%poll%'"))).scalar_one())
