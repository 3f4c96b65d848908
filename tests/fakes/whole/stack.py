"""Starts all of Caravan in the same way as `make run`, with an emulated Telegram."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.supervisor.plan import find_free_port
from tests.fakes.postgres import PostgresServer
from tests.fakes.telegram.server import TelegramServer

ROOT = Path(__file__).resolve().parents[3]
READY_SECONDS = 400
SETTLED_SECONDS = 10
_WAITING = re.compile(r"^caravan_(?:messages_waiting|deliveries_waiting\{.*\}) (\S+)$", re.MULTILINE)
OPERATOR = "o" * 40
"""The key with which the operator's own system signs its events."""
IN_HOURS = "2026-11-25T10:00:00+08:00"
"""A moment at which the desk is open."""


@dataclass
class Stack:
    """Holds a running Caravan: its address, the folder of its data (`var`), the process that runs all others, the
    emulated Telegram, the file with its output, and the URLs of its databases on PostgreSQL, by their settings."""

    address: str
    var: Path
    process: asyncio.subprocess.Process
    telegram: TelegramServer
    output: Path
    databases: dict[str, str] = field(default_factory=dict)

    @property
    def passwords(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.var / "demo-passwords.json").read_text())
        return found

    async def parts(self) -> dict[str, str]:
        async with httpx.AsyncClient(base_url=self.address, trust_env=False, timeout=60) as client:
            return dict((await client.get("/readyz")).json()["parts"])

    async def settles(self) -> None:
        """Waits until every message is answered and every reply sent, `SETTLED_SECONDS` at most: a chat that cannot be
        reached may keep its replies for long."""
        async with httpx.AsyncClient(base_url=self.address, trust_env=False, timeout=60) as client:
            ends = time.monotonic() + SETTLED_SECONDS
            while time.monotonic() < ends:
                waiting = _WAITING.findall((await client.get("/metrics")).text)
                if not any(float(number) for number in waiting):
                    return
                await asyncio.sleep(0.05)

    async def telegram_link(self, account: str) -> str:
        """Returns a one-time code to connect a Telegram chat to the account, as "Continue on Telegram" on the
        storefront gives it."""
        async with httpx.AsyncClient(base_url=self.address, trust_env=False, timeout=60) as client:
            response = await client.post("/demo/telegram-link", json={"account": account})
            return str(response.json()["code"])


@asynccontextmanager
async def running_stack(var: Path, **environment: str) -> AsyncIterator[Stack]:
    """Starts all of Caravan and stops it again. If Caravan ends before it is ready, the test fails with its output."""
    async with TelegramServer() as telegram:
        port = find_free_port()
        settings = {
            "CARAVAN_VAR": str(var),
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "DEMO": "1",
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_BASE_URL": telegram.base_url,
            **environment,
        }
        output = var / "supervisor.log"
        with output.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.supervisor", cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log
            )
        stack = Stack(f"http://127.0.0.1:{port}", var, process, telegram, output)
        try:
            await _ready(stack)
            yield stack
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
                await asyncio.wait_for(process.wait(), 60)


@asynccontextmanager
async def running_on_postgresql(postgres: PostgresServer, var: Path, **environment: str) -> AsyncIterator[Stack]:
    """Starts all of Caravan and stops it again, like `running_stack`, but on two new PostgreSQL databases."""
    databases = {name: postgres.create() for name in ("DATABASE_URL", "MARKETPLACE_DATABASE_URL")}
    async with running_stack(var, **databases, **environment) as stack:
        stack.databases = databases
        yield stack
    for url in databases.values():
        postgres.drop(url)


async def _ready(stack: Stack) -> None:
    async with (
        httpx.AsyncClient(base_url=stack.address, trust_env=False, timeout=60) as client,
        asyncio.timeout(READY_SECONDS),
    ):
        while True:
            if stack.process.returncode is not None:
                raise AssertionError(f"Caravan did not start:\n{stack.output.read_text()}")
            try:
                if (await client.get("/readyz")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.3)
