"""Measures the figure `console_updates_p99`: how long a contact's message takes to reach the console of the agent
who has the conversation, while many agents have many conversations open."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx
from argon2 import PasswordHasher
from sqlalchemy import select
from websockets.asyncio.client import ClientConnection

from bench.cost import Meter
from bench.load import percentile
from bench.report import Result, build_result
from bench.running import Stack
from bench.systems import open_chat
from bench.turns import Say
from bot.database.engine import open_database
from bot.staff.store.agents import add_agent
from bot.staff.store.tables import agents
from bot.support.handoff.answering import do_give
from bot.support.handoff.waiting import do_request_handoff
from foundation.clock import system_clock

AGENTS = 20
CONVERSATIONS = 200
A_SECOND = 20
SECONDS = 30.0
LATE_SECONDS = 20.0
"""A message that an agent's page does not show within this many seconds counts as lost."""
AT_ONCE = 20
"""How many chats are opened at the same time."""
_NUMBERED = re.compile(r"Box (\d+) has arrived")


@dataclass
class Page:
    """Holds the open page of an agent, who looks at one of their conversations, and when it first showed each of
    the numbered messages."""

    agent_id: int
    conversations: Sequence[str]
    shown: dict[int, float] = field(default_factory=dict)
    is_ready: asyncio.Event = field(default_factory=asyncio.Event)
    has_news: asyncio.Event = field(default_factory=asyncio.Event)

    async def watch(self, http: httpx.AsyncClient) -> None:
        """Reads the event stream of the page until it is cancelled."""
        query = {"conversation": self.conversations[0], "after": "0"}
        async with http.stream("GET", "/console/events", params=query, timeout=None) as response:
            response.raise_for_status()
            async for line in response.aiter_lines():
                self.is_ready.set()
                at = time.monotonic()
                for number in _NUMBERED.findall(line):
                    self.shown.setdefault(int(number), at)
                    self.has_news.set()

    async def wait_for(self, number: int, last: int) -> float:
        """Waits until the page has shown this message, or a later one of its conversation instead, and returns
        when that was."""
        same = range(number, last + 1, CONVERSATIONS)
        while not (seen := [self.shown[one] for one in same if one in self.shown]):
            self.has_news.clear()
            await self.has_news.wait()
        return min(seen)


async def measure_desk(stack: Stack, say: Say) -> list[Result]:
    """Opens the chats, gives each to an agent, and lets the contacts write."""
    say(f"desk: {CONVERSATIONS} conversations with {AGENTS} agents …")
    async with AsyncExitStack() as opened:
        chats = await _open_chats(stack.address, opened)
        password = secrets.token_hex(16)
        pages = await _staff_the_desk(stack, [conversation for _, conversation in chats], password)
        watching = await _open_pages(stack, pages, password, opened)
        await asyncio.wait_for(asyncio.gather(*(page.is_ready.wait() for page in pages)), LATE_SECONDS)
        say(f"desk: {A_SECOND} messages a second …")
        meter = Meter(stack.parts("gateway", "PostgreSQL"))
        sent = await _write(chats)
        used = meter.read()
        owners = {conversation: page for page in pages for conversation in page.conversations}
        taken = await _wait_until_shown(sent, owners)
        assert not any(task.done() for task in watching), "the console ended a stream"
    middle, p99 = (1000 * percentile(taken, part) for part in (0.5, 0.99))
    spent = ", ".join(f"{part} {1000 * seconds / len(sent):.1f}" for part, seconds in used.items())
    return [
        build_result(
            "console_updates_p99", "ms", p99, None,
            f"{CONVERSATIONS} conversations open, {AGENTS} agents with an open page each, {len(sent)} messages of contacts, {A_SECOND} a second, "
            f"from the frame sent to the line or message on the page of its agent; PostgreSQL and Redis; median {middle:.0f} ms; "
            f"CPU ms a message: {spent}. No peer: a stock Rasa has no console", better="lower",
        )
    ]  # fmt: skip


async def _open_chats(address: str, opened: AsyncExitStack) -> list[tuple[ClientConnection, str]]:
    slots = asyncio.Semaphore(AT_ONCE)

    async def open_one() -> tuple[ClientConnection, str]:
        async with slots:
            socket = await open_chat(address)
            opened.push_async_callback(socket.close)
            while (welcome := json.loads(await socket.recv()))["type"] != "welcome":
                continue
            while json.loads(await socket.recv())["type"] != "message":
                continue
            return socket, welcome["conversation"]

    return list(await asyncio.gather(*(open_one() for _ in range(CONVERSATIONS))))


async def _staff_the_desk(stack: Stack, conversations: Sequence[str], password: str) -> list[Page]:
    """Adds the agents, and gives each their share of the conversations."""
    database, now = open_database(stack.environment["DATABASE_URL"]), system_clock()
    hashed = PasswordHasher(1, 8, 1).hash(password)
    try:
        async with database.begin() as connection:
            for number in range(AGENTS):
                await add_agent(connection, f"agent{number}", f"Agent {number}", "agent", ["en"], hashed, now)
            of_bench = select(agents.c.id).where(agents.c.username.like("agent%")).order_by(agents.c.id)
            ids = list((await connection.execute(of_bench)).scalars())
        pages = [Page(agent_id, conversations[number::AGENTS]) for number, agent_id in enumerate(ids)]
        for page in pages:
            for conversation in page.conversations:
                async with database.begin() as connection:
                    await do_request_handoff(connection, conversation, "asked", now, waiting_per_address=CONVERSATIONS)
                    assert await do_give(connection, conversation, page.agent_id)
    finally:
        await database.close()
    return pages


async def _open_pages(
    stack: Stack, pages: Sequence[Page], password: str, opened: AsyncExitStack
) -> list[asyncio.Task[None]]:
    """Signs the agents in and opens the stream of each page."""
    watching = []
    for number, page in enumerate(pages):
        http = await opened.enter_async_context(sign_in(stack.address, f"agent{number}", password))
        watching.append(asyncio.create_task(page.watch(http)))
        opened.push_async_callback(_end, watching[-1])
    return watching


@asynccontextmanager
async def sign_in(address: str, username: str, password: str) -> AsyncIterator[httpx.AsyncClient]:
    """Yields a client that is signed in at the console."""
    async with httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as http:
        found = re.search(r'name="csrf" value="([^"]+)"', (await http.get("/console/sign-in")).text)
        assert found is not None
        form = {"csrf": found[1], "username": username, "password": password}
        answer = await http.post("/console/sign-in", data=form)
        if answer.status_code != 303:
            raise RuntimeError(f"the console answered {answer.status_code} to the sign-in of {username}")
        yield http


async def _write(chats: Sequence[tuple[ClientConnection, str]]) -> list[tuple[int, str, float]]:
    """Lets the contacts write in turn, and returns for each message its number, conversation and time."""
    sent, began = [], time.monotonic()
    for number in range(round(A_SECOND * SECONDS)):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
        socket, conversation = chats[number % len(chats)]
        frame = {"type": "message", "client_id": str(uuid.uuid4()), "text": f"Box {number} has arrived"}
        sent.append((number, conversation, time.monotonic()))
        await socket.send(json.dumps(frame))
    return sent


async def _wait_until_shown(sent: Sequence[tuple[int, str, float]], owners: dict[str, Page]) -> list[float]:
    """Returns how many seconds each message took to reach the page of its agent.

    Raises:
        TimeoutError: a message did not come.
    """
    async with asyncio.timeout(LATE_SECONDS):
        return [await owners[conversation].wait_for(number, sent[-1][0]) - at for number, conversation, at in sent]


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
