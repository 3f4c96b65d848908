"""Provides the parts of a gateway that the Telegram channel needs: an inbox, translations, and a web server."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI

from bot.channels.telegram.backoff import Backoff
from bot.channels.telegram.channel import TelegramChannel
from bot.files.blobs import FolderBlobs
from bot.files.files import Files
from bot.files.limits import FileLimits
from bot.messages.inbound import InboundMessage
from tests.fakes import PATIENCE
from tests.fakes.telegram.server import TelegramServer
from tests.fakes.web import web_server

SECRET = "the-webhook-secret_1"
TERMS = Path(__file__).parents[3] / "locales" / "terms" / "telegram.yml"


def translate(name: str, language: str) -> str:
    """Returns the English text of a term after the code of `language`, so that tests see which language was asked
    for."""
    return f"[{language}] {yaml.safe_load(TERMS.read_text())[name]}"


class Inbox:
    """Stands in for the gateway's inbox and remembers received messages. With `away`, the inbox fails as if the
    database were unreachable; while `slow` is not set, the inbox waits."""

    def __init__(self) -> None:
        self.attempts: list[InboundMessage] = []
        self.received: list[InboundMessage] = []
        self.reachability: list[tuple[str, bool]] = []
        self.joined: list[tuple[str, str]] = []
        self.away = False
        self.slow = asyncio.Event()
        self.slow.set()

    async def receive(self, message: InboundMessage) -> None:
        self.attempts.append(message)
        await self.slow.wait()
        if self.away:
            raise ConnectionError("the database is away")
        self.received.append(message)

    async def join(self, channel: str, contact_key: str, album: str) -> None:
        self.joined.append((contact_key, album))

    async def heard(self, contact_key: str, reachable: bool) -> None:
        self.reachability.append((contact_key, reachable))

    async def holds(self, count: int) -> list[InboundMessage]:
        await until(lambda: len(self.received) >= count)
        return self.received


async def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Waits until the condition is true, and raises AssertionError if that takes longer than `seconds`."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not come true in time"
        await asyncio.sleep(0.01)


def keep_files() -> Files:
    """Returns a store of files in a temporary folder, which is deleted when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="files-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    blobs = FolderBlobs(folder)
    return Files(blobs, blobs.incoming, FileLimits())


def channel_on(telegram: TelegramServer, inbox: Inbox, **settings: Any) -> TelegramChannel:
    settings = {
        "token": telegram.token,
        "base_url": telegram.base_url,
        "on_reachability": inbox.heard,
        "backoff": Backoff(0.05, 0.2),
        **settings,
    }
    return TelegramChannel(receive=inbox.receive, join=inbox.join, files=keep_files(), translate=translate, **settings)


@contextlib.asynccontextmanager
async def running(channel: TelegramChannel) -> AsyncIterator[TelegramChannel]:
    await channel.start()
    try:
        yield channel
    finally:
        await channel.stop()


@contextlib.asynccontextmanager
async def polling(**settings: Any) -> AsyncIterator[tuple[TelegramServer, Inbox, TelegramChannel]]:
    """Yields an emulated Telegram, an inbox, and a Telegram channel that polls the emulator."""
    inbox = Inbox()
    async with TelegramServer() as telegram, running(channel_on(telegram, inbox, **settings)) as channel:
        await until(lambda: channel.status == "ok")
        yield telegram, inbox, channel


@contextlib.asynccontextmanager
async def by_webhook() -> AsyncIterator[tuple[TelegramServer, Inbox, TelegramChannel, str]]:
    """Yields an emulated Telegram, an inbox, a Telegram channel that the emulator calls by webhook on a real web
    server, and the address of that server."""
    inbox, listener = Inbox(), socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with TelegramServer() as telegram:
        channel = channel_on(telegram, inbox, public_url=url, secret=SECRET)
        app = FastAPI()
        for router in channel.routers:
            app.include_router(router)
        async with web_server(app, listener), running(channel):
            await until(lambda: channel.status == "ok")
            yield telegram, inbox, channel, url
