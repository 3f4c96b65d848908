"""Runs a gateway in a process of its own, which can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import httpx
import psutil

from tests.fakes.gateway.running import free_port, hire_staff

ROOT = Path(__file__).resolve().parents[3]


@contextlib.asynccontextmanager
async def process(*command: str, **environment: str) -> AsyncIterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})  # noqa: ASYNC220
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@cache
def _forker() -> subprocess.Popen[str]:
    """Starts what forks the gateways of this test process. It ends when this process does, because nobody writes to it then."""
    command = [sys.executable, "-m", "tests.fakes.gateway.forked"]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _fork(environment: dict[str, str]) -> psutil.Process:
    forker = _forker()
    assert forker.stdin is not None
    assert forker.stdout is not None
    print(json.dumps(environment), file=forker.stdin, flush=True)
    return psutil.Process(int(forker.stdout.readline()))


@contextlib.asynccontextmanager
async def gateway_process(
    url: str, folder: Path, rasa_url: str, token: str, **more: str
) -> AsyncIterator[tuple[str, psutil.Process]]:
    port = str(free_port())
    environment = {
        "CARAVAN_VAR": str(folder), "DEMO": "1", "PORT": port, "DATABASE_URL": url, "RASA_URL": rasa_url,
        "RASA_TOKEN": token, "ACTIONS_URL": rasa_url, "REDIS_URL": "", "TELEGRAM_BOT_TOKEN": "",
        **more,
    }  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    await hire_staff(url, folder / "demo-passwords.json")
    child = await asyncio.to_thread(_fork, {**os.environ, **environment})
    try:
        async with asyncio.timeout(60), httpx.AsyncClient(trust_env=False) as http:
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if (await http.get(f"{address}/healthz")).status_code == 200:
                        break
                await asyncio.sleep(0.1)
        yield address, child
    finally:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
        child.wait()
