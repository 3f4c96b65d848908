"""Runs a real gateway on a real port, with a stand-in for Rasa."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from argon2 import PasswordHasher
from starlette.applications import Starlette

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.webchat.channel import WebChatChannel
from bot.channels.webchat.shared import WebChat
from bot.database.engine import open_database
from bot.database.migrations import migrate
from bot.demo.passwords import demo_passwords
from bot.demo.staff import create_demo_staff
from bot.messages.channels import TELEGRAM, WEBCHAT
from bot.serving.bootstrap import Caravan, build_app
from bot.serving.connections import GatewayConfig
from bot.serving.server import GatewayServer
from bot.serving.settings.reading import add_demo_secrets
from bot.serving.settings.settings import Settings
from bot.serving.waits import DEFAULT_WAITS, Waits
from bot.staff.passwords import Passwords
from tests.fakes.gateway.for_telegram import until
from tests.fakes.gateway.rasa import FakeRasa
from tests.fakes.telegram.server import TelegramServer

WEAK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Hashes passwords as weakly as argon2 allows, which is fast, because every test creates its own staff."""


class GivenSettings(Settings):
    """Settings that are all given. They are not looked for in the environment, which takes as long as to check them."""

    @classmethod
    def settings_customise_sources(cls, _: Any, init_settings: Any, **__: Any) -> tuple[Any, ...]:  # type: ignore[override]
        return (init_settings,)


@dataclass
class Gateway:
    address: str
    caravan: Caravan
    rasa: FakeRasa
    settings: Settings
    server: GatewayServer

    @property
    def telegram(self) -> TelegramChannel:
        channel = self.caravan.channels.on[TELEGRAM]
        assert isinstance(channel, TelegramChannel)
        return channel

    @property
    def webchat(self) -> WebChat:
        channel = self.caravan.channels.on[WEBCHAT]
        assert isinstance(channel, WebChatChannel)
        return channel.chat


_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw7").removeprefix("gw")) % 8
_PORTS = itertools.cycle(range(20_000 + 1_500 * _WORKER, 21_500 + 1_500 * _WORKER))
"""The ports of this test process. No other test process uses them, and they are below those that the system gives to
programs, so that nobody takes a port between its choice and its use."""


def free_port() -> int:
    """Returns a port of this test process on which nobody listens."""
    for port in _PORTS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("the ports do not end")


@asynccontextmanager
async def serving(app: Starlette, port: int) -> AsyncIterator[str]:
    """Serves the app on a real port, in this event loop."""
    config = uvicorn.Config(app, "127.0.0.1", port, log_level="error")
    async with running(uvicorn.Server(config)):
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def running(server: uvicorn.Server) -> AsyncIterator[None]:
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
            raise RuntimeError("the server did not start")
        await asyncio.sleep(0.02)
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def running_gateway(
    database_url: str,
    folder: Path,
    rasa: FakeRasa,
    *,
    rasas: str = "",
    waits: Waits = DEFAULT_WAITS,
    **changes: Any,
) -> AsyncIterator[Gateway]:
    """Yields a running gateway that asks the stand-in `rasa`, or the Rasa servers at the addresses `rasas`. `changes`
    are settings of the gateway."""
    port, rasa_port = free_port(), free_port()
    settings = GivenSettings(
        port=port,
        database_url=database_url,
        rasa_url=rasas or f"http://127.0.0.1:{rasa_port}",
        actions_url=f"http://127.0.0.1:{rasa_port}",
        demo_passwords=folder / "passwords.json",
        files_folder=folder / "files",
        **{"demo": True} | changes,
    )
    settings = add_demo_secrets(settings, folder).with_derived_secrets()
    rasa.token = settings.rasa_token
    app = build_app(settings, waits)
    caravan: Caravan = app.state.caravan
    caravan.catalogues.names["test.echo"] = "{turn}: {text}"
    server = GatewayServer(app, "127.0.0.1", port)
    if settings.demo:
        await hire_staff(settings.database_url, settings.demo_passwords)
    async with serving(rasa.app(), rasa_port), running(server):
        try:
            yield Gateway(f"http://127.0.0.1:{port}", caravan, rasa, settings, server)
        finally:
            rasa.resume()  # otherwise a failed test would wait here until its time-out, which would hide why it failed


def limit(gateway: Gateway, **limits: float) -> None:
    """Limits the connections that are opened from now on. The names are those of `ConnectionLimits`."""
    config = gateway.server.config
    assert isinstance(config, GatewayConfig)
    config.connection_limits = replace(config.connection_limits, **limits)


async def hire_staff(database_url: str, passwords: Path) -> None:
    """Creates the demo's staff before the gateway does it, which would need a second to hash their passwords."""
    database = open_database(database_url)
    try:
        await migrate(database)
        async with database.begin() as connection:
            await create_demo_staff(connection, demo_passwords(passwords), WEAK)
    finally:
        await database.close()


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path) -> AsyncIterator[Gateway]:
    async with running_gateway(database_url, tmp_path, FakeRasa()) as gateway:
        yield gateway


@contextlib.asynccontextmanager
async def telegram_gateway(
    database_url: str, folder: Path, telegram: TelegramServer, rasa: FakeRasa | None = None, **changes: Any
) -> AsyncIterator[Gateway]:
    settings = {"telegram_bot_token": telegram.token, "telegram_base_url": telegram.base_url, **changes}
    async with running_gateway(database_url, folder, rasa or FakeRasa(), **settings) as gateway:
        await until(lambda: gateway.telegram.status == "ok")
        yield gateway
