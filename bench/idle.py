"""Measures the figures `idle_webchats_mb` and `push_p99`: how much memory the gateway needs for thousands of
silent web chats, and how long an agent's messages take to reach some of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from bench.cost import Meter
from bench.load import percentile
from bench.peer.project import ROOT
from bench.report import Result, build_result
from bench.running import Stack
from bench.turns import Say

CHATS = 5_000
SAMPLED = 60
"""How many of the chats the agent writes into."""
REPLIES = 1_000
APART_SECONDS = 0.1
"""How many seconds lie between two messages of the agent."""
OPEN_SECONDS = 600
"""How many seconds the opening of all chats may take."""
SETTLE_SECONDS = 30.0
LATE_SECONDS = 30.0
"""An agent's message that takes longer than this many seconds counts as lost."""
AGENT = "alice"


async def measure_idle(stack: Stack, passwords: Path, say: Say) -> list[Result]:
    """Opens the chats, waits until nothing happens, measures the memory and CPU time of the gateway, and lets
    an agent write. `passwords` is the file with the passwords of the demo's staff."""
    gateway = stack.process("bot serve")
    before = _read_memory(gateway)
    say(f"idle: opening {CHATS:,} web chats …")
    async with _open_crowd(stack.address) as crowd, _sign_in(stack.address, passwords) as agent:
        conversations = (await crowd.read_line(OPEN_SECONDS))["ready"]
        await asyncio.sleep(SETTLE_SECONDS)
        meter = Meter(stack.parts("gateway"))
        await asyncio.sleep(SETTLE_SECONDS)
        share = meter.read()["gateway"] / SETTLE_SECONDS
        weight = _read_memory(gateway)
        say(f"idle: {weight:.0f} MB, {before:.0f} MB without; {100 * share:.0f} % of a core; an agent writes …")
        taken = await _send_replies(agent, crowd, conversations)
    middle, p99 = (1000 * percentile(taken, part) for part in (0.5, 0.99))
    conditions = f"{CHATS:,} sockets open on one gateway with PostgreSQL and Redis"
    no_peer = "No peer: a stock Rasa does not push"
    return [
        build_result(
            "idle_webchats_mb", "MB", weight, None,
            f"{conditions}, {SETTLE_SECONDS:g} s after the last one came: all of the process, {before:.0f} MB of it before the first "
            f"({1000 * (weight - before) / CHATS:.0f} kB a socket); {100 * share:.0f} % of a core while nothing happens. {no_peer}",
            better="lower",
        ),
        build_result(
            "push_p99", "ms", p99, None,
            f"{conditions}; {len(taken)} replies of an agent into {len(conversations)} of them, {1 / APART_SECONDS:g} a second, from the "
            f"console's request to the frame at the client; median {middle:.0f} ms. {no_peer}", better="lower",
        ),
    ]  # fmt: skip


async def _send_replies(agent: Agent, crowd: Crowd, conversations: list[str]) -> list[float]:
    """Sends the agent's messages, and returns how many seconds each took to reach the client."""
    for conversation in conversations:
        await agent.press(conversation, "take")
    sent: dict[str, float] = {}
    posting = set()
    for number in range(REPLIES):
        text = f"Your order is being packed, box {number}"
        sent[text] = time.monotonic()
        posting.add(asyncio.create_task(agent.press(conversations[number % len(conversations)], "reply", text=text)))
        await asyncio.sleep(APART_SECONDS)
    await asyncio.gather(*posting)
    arrived: dict[str, float] = {}
    while len(arrived) < REPLIES:
        line = await crowd.read_line(LATE_SECONDS)
        if line.get("text") in sent:
            arrived[line["text"]] = line["at"]
    return [arrived[text] - sent[text] for text in sent]


class Crowd:
    """Reads the output of `bench.crowd`, the process that opens the chats as their clients."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def read_line(self, seconds: float) -> dict[str, Any]:
        """Returns the next line of the process.

        Raises:
            TimeoutError: no line came in time.
            RuntimeError: the process ended, or a chat was closed.
        """
        assert self._process.stdout is not None
        async with asyncio.timeout(seconds):
            raw = await self._process.stdout.readline()
        line: dict[str, Any] = json.loads(raw) if raw else {"closed": None}
        if "closed" in line:
            raise RuntimeError(f"a chat was closed with {line['closed']}")
        return line


@asynccontextmanager
async def _open_crowd(address: str) -> AsyncIterator[Crowd]:
    command = (sys.executable, "-m", "bench.crowd", address, str(CHATS), str(SAMPLED))
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, limit=2**20)
    try:
        yield Crowd(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


class Agent:
    """Acts as a signed-in member of the staff, by sending the forms of the console's pages."""

    def __init__(self, http: httpx.AsyncClient, csrf: str) -> None:
        self._http = http
        self._csrf = csrf

    async def press(self, conversation: str, step: str, **fields: str) -> None:
        """Presses the button `step`, such as "take" or "reply", on a conversation's page of the console.

        Raises:
            RuntimeError: the console refused the form.
        """
        form = {"csrf": self._csrf, **fields}
        response = await self._http.post(f"/console/conversations/{conversation}/{step}", data=form)
        if response.status_code != 303:
            raise RuntimeError(f"the console answered {response.status_code} to {step}")


@asynccontextmanager
async def _sign_in(address: str, passwords: Path) -> AsyncIterator[Agent]:
    async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as http:
        form = {"csrf": await _read_csrf(http, "/console/sign-in"), "username": AGENT}
        form["password"] = _read_password(passwords)
        await http.post("/console/sign-in", data=form)
        yield Agent(http, await _read_csrf(http, "/console"))


def _read_password(passwords: Path) -> str:
    return str(json.loads(passwords.read_text(encoding="utf-8"))[AGENT])


async def _read_csrf(http: httpx.AsyncClient, path: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', (await http.get(path)).text)
    if found is None:
        raise RuntimeError(f"no form on {path}")
    return found[1]


def _read_memory(process: psutil.Process) -> float:
    """Returns the resident memory of the process in MiB."""
    return float(process.memory_info().rss) / 2**20
