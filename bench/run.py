"""`make bench`: everything measured in one run, a table, and bench/results.json.

`python -m bench.run [GROUP …]` measures some of it: `turns`, `long`, `history`, `search`, `idle`, `flood`, `poison`, `control_frames`. A further bench is a function of `GROUPS`
that takes the surroundings and returns results.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from rich.console import Console

from bench.conversations import history, long_conversation
from bench.cost import Parts
from bench.flood import flood
from bench.frames import control_frames
from bench.history import MESSAGES, fill
from bench.idle import idle
from bench.peer.project import CACHE
from bench.poison import poison
from bench.report import RESULTS, Result, table, write
from bench.running import Stack, another_gateway, caravan, many_files, peer
from bench.search import search
from bench.systems import Peer
from bench.texts import kept
from bench.turns import Contender, Say, action_results, compare, plain_results
from tests.fakes.postgres import PostgresServer, durable_server

ROUNDS = 3
ACTION_SECONDS, PLAIN_SECONDS = 15.0, 10.0


@dataclass
class Surroundings:
    """What the benches share: a durable PostgreSQL, a folder for logs, and systems that are started when first asked for."""

    postgres: PostgresServer
    folder: Path
    say: Say
    running: AsyncExitStack
    marketplace_url: str
    _stack: Stack | None = None
    _peer: tuple[Peer, Parts] | None = None
    databases: list[str] = field(default_factory=list)

    async def stack(self) -> Stack:
        """The whole of Caravan on empty databases."""
        if self._stack is None:
            self.say("starting Caravan on PostgreSQL and Redis …")
            starting = caravan(self.postgres.create(), self.marketplace_url, self.folder)
            self._stack = await self.running.enter_async_context(starting)
        return self._stack

    async def peer(self) -> tuple[Peer, Parts]:
        """The stock Rasa project, on the marketplace that Caravan has filled."""
        await self.stack()
        if self._peer is None:
            self.say("starting the peer …")
            self._peer = await self.running.enter_async_context(peer(self.marketplace_url, self.folder))
        return self._peer


async def turns(around: Surroundings) -> list[Result]:
    """`action_turns`, `action_turn_p99`, `rasa_action_turns`, `plain_turns`."""
    stack, (other, others_parts) = await around.stack(), await around.peer()
    client: Parts = {"client": lambda: [psutil.Process()]}
    results = []
    for kind, seconds in (("action", ACTION_SECONDS), ("plain", PLAIN_SECONDS)):
        whole = Contender("Caravan", stack.whole, {**stack.parts(), **client})
        the_peer = Contender("peer", other, {**others_parts, **client})
        if kind == "plain":
            await compare(kind, [whole, the_peer], ROUNDS, seconds, around.say)
            results += plain_results(whole, the_peer)
            continue
        async with stack.rasa() as rasa:
            alone = Contender("Rasa alone", rasa, {**stack.parts("Rasa", "actions"), **client}, stream=1)
            await compare(kind, [whole, the_peer, alone], ROUNDS, seconds, around.say)
        results += action_results(whole, alone, the_peer)
    return results


async def long(around: Surroundings) -> list[Result]:
    """`long_conversation`."""
    stack, (other, _) = await around.stack(), await around.peer()
    return [await long_conversation(stack.whole, other, kept("action"), around.say)]


async def beside_history(around: Surroundings) -> list[Result]:
    """`history`."""
    stack = await around.stack()
    empty_url, full_url = around.postgres.create(), around.postgres.create()
    async with AsyncExitStack() as gateways:
        empty = await gateways.enter_async_context(another_gateway(stack, empty_url, around.folder / "empty"))
        full = await gateways.enter_async_context(another_gateway(stack, full_url, around.folder / "full"))
        around.say(f"writing {MESSAGES:,} messages …")
        await fill(full_url)
        return [await history(empty, full, kept("action"), around.say)]


async def large_catalogue(around: Surroundings) -> list[Result]:
    """`search_p99`, `search_build`."""
    return await search(around.postgres.create(), around.folder, around.say)


async def idle_chats(around: Surroundings) -> list[Result]:
    """`idle_webchats_mb`, `push_p99`."""
    return await idle(await around.stack(), around.folder / "demo-passwords.json", around.say)


async def beside_a_flood(around: Surroundings) -> list[Result]:
    """`flood`."""
    return [await flood(await around.stack(), kept("action"), around.say)]


async def beside_a_poison(around: Surroundings) -> list[Result]:
    """`poison_message`."""
    return [await poison(await around.stack(), kept("action"), around.say)]


async def beside_control_frames(around: Surroundings) -> list[Result]:
    """`control_frames`."""
    return [await control_frames(await around.stack(), kept("action"), around.say)]


GROUPS: dict[str, Callable[[Surroundings], Awaitable[list[Result]]]] = {
    "turns": turns,
    "long": long,
    "history": beside_history,
    "search": large_catalogue,
    "idle": idle_chats,
    "flood": beside_a_flood,
    "poison": beside_a_poison,
    "control_frames": beside_control_frames,
}


async def measure(groups: list[str], say: Say) -> list[Result]:
    """Runs the groups one after the other; nothing else of ours runs meanwhile."""
    results: list[Result] = []
    with durable_server() as postgres, TemporaryDirectory(dir=CACHE) as folder:
        async with AsyncExitStack() as running:
            around = Surroundings(postgres, Path(folder), say, running, postgres.create())
            for name in groups:
                results += await GROUPS[name](around)
    return results


def main() -> int:
    """Measures, prints, writes."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], default=[])
    parser.add_argument("--report", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    many_files()
    console, began = Console(highlight=False), time.monotonic()

    def say(line: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:4.0f} s[/] {line}", soft_wrap=True)

    try:
        results = asyncio.run(measure(arguments.groups or list(GROUPS), say))
    except FileNotFoundError as error:
        console.print(str(error))
        return 2
    write(results, arguments.report)
    console.print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
