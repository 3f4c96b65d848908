"""Runs a gateway in a process of its own, which can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests.fakes.gateway.running import free_port

ROOT = Path(__file__).resolve().parents[3]


@contextlib.asynccontextmanager
async def process(*command: str, **environment: str) -> AsyncIterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})  # noqa: ASYNC220
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@contextlib.asynccontextmanager
async def gateway_process(
    url: str, folder: Path, rasa_url: str, token: str, **more: str
) -> AsyncIterator[tuple[str, subprocess.Popen[bytes]]]:
    port = str(free_port())
    environment = {
        "CARAVAN_VAR": str(folder), "DEMO": "1", "PORT": port, "DATABASE_URL": url, "RASA_URL": rasa_url,
        "RASA_TOKEN": token, "ACTIONS_URL": rasa_url, "REDIS_URL": "", "TELEGRAM_BOT_TOKEN": "",
        **more,
    }  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    async with process(sys.executable, "-m", "bot", "serve", **environment) as child:
        async with asyncio.timeout(60), httpx.AsyncClient(trust_env=False) as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get(f"{address}/healthz")).status_code == 200:
                        break
                await asyncio.sleep(0.1)
        yield address, child
