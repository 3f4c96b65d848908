"""Measures everything in one run, and writes a table and bench/results.json (`make bench`).

`python -m bench.run [GROUP …]` measures only some groups of figures; `GROUPS` lists their names. To add
a measurement, add a function to `GROUPS` that takes the `Surroundings` and returns results.
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

from bench.conversations import measure_history, measure_long_conversation
from bench.cost import Parts
from bench.desk import measure_desk
from bench.flood import measure_flood
from bench.frames import measure_control_frames
from bench.history import MESSAGES, fill
from bench.idle import measure_idle
from bench.peer.project import CACHE
from bench.poison import measure_poison
from bench.report import RESULTS, Result, build_table, write
from bench.running import Stack, allow_many_files, run_another_gateway, run_caravan, run_peer
from bench.search import measure_search
from bench.systems import Peer
from bench.texts import read_own_templates, read_templates
from bench.turns import Contender, Say, action_results, compare, plain_results
from tests.fakes.postgres import PostgresServer, durable_server

ROUNDS = 3
ACTION_SECONDS, PLAIN_SECONDS = 15.0, 10.0


@dataclass
class Surroundings:
    """Holds what the measurements share: a PostgreSQL server that writes every commit to disk, a folder for
    logs, and the measured systems, which are started when they are first needed."""

    postgres: PostgresServer
    folder: Path
    say: Say
    running: AsyncExitStack
    marketplace_url: str
    _stack: Stack | None = None
    _peer: tuple[Peer, Parts] | None = None
    databases: list[str] = field(default_factory=list)

    async def start_stack(self) -> Stack:
        """Returns the running Caravan, which began with empty databases. The first call starts Caravan."""
        if self._stack is None:
            self.say("starting Caravan on PostgreSQL and Redis …")
            starting = run_caravan(self.postgres.create(), self.marketplace_url, self.folder)
            self._stack = await self.running.enter_async_context(starting)
        return self._stack

    async def start_peer(self) -> tuple[Peer, Parts]:
        """Returns the running peer, a stock Rasa project that uses the marketplace's database of Caravan, and the
        peer's processes. The first call starts the peer."""
        await self.start_stack()
        if self._peer is None:
            self.say("starting the peer …")
            self._peer = await self.running.enter_async_context(run_peer(self.marketplace_url, self.folder))
        return self._peer


async def run_turns(around: Surroundings) -> list[Result]:
    """Measures `action_turns`, `action_turn_p99`, `rasa_action_turns` and `plain_turns`."""
    stack, (other, others_parts) = await around.start_stack(), await around.start_peer()
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


async def run_long(around: Surroundings) -> list[Result]:
    """Measures `long_conversation`."""
    stack, (other, _) = await around.start_stack(), await around.start_peer()
    return [await measure_long_conversation(stack.whole, other, read_templates("action"), around.say)]


async def run_history(around: Surroundings) -> list[Result]:
    """Measures `history`."""
    stack = await around.start_stack()
    empty_url, full_url = around.postgres.create(), around.postgres.create()
    async with AsyncExitStack() as gateways:
        empty = await gateways.enter_async_context(run_another_gateway(stack, empty_url, around.folder / "empty"))
        full = await gateways.enter_async_context(run_another_gateway(stack, full_url, around.folder / "full"))
        around.say(f"writing {MESSAGES:,} messages …")
        await fill(full_url)
        return [await measure_history(empty, full, read_own_templates("action"), around.say)]


async def run_search(around: Surroundings) -> list[Result]:
    """Measures `search_p99` and `search_build`."""
    return await measure_search(around.postgres.create(), around.folder, around.say)


async def run_idle(around: Surroundings) -> list[Result]:
    """Measures `idle_webchats_mb` and `push_p99`."""
    return await measure_idle(await around.start_stack(), around.folder / "demo-passwords.json", around.say)


async def run_desk(around: Surroundings) -> list[Result]:
    """Measures `console_updates_p99`."""
    return await measure_desk(await around.start_stack(), around.say)


async def run_flood(around: Surroundings) -> list[Result]:
    """Measures `flood`."""
    return [await measure_flood(await around.start_stack(), read_own_templates("action"), around.say)]


async def run_poison(around: Surroundings) -> list[Result]:
    """Measures `poison_message`."""
    return [await measure_poison(await around.start_stack(), read_own_templates("action"), around.say)]


async def run_control_frames(around: Surroundings) -> list[Result]:
    """Measures `control_frames`."""
    return [await measure_control_frames(await around.start_stack(), read_own_templates("action"), around.say)]


GROUPS: dict[str, Callable[[Surroundings], Awaitable[list[Result]]]] = {
    "turns": run_turns,
    "long": run_long,
    "history": run_history,
    "search": run_search,
    "idle": run_idle,
    "desk": run_desk,
    "flood": run_flood,
    "poison": run_poison,
    "control_frames": run_control_frames,
}


async def measure(groups: list[str], say: Say) -> list[Result]:
    """Measures the groups one after the other, and returns all their results."""
    results: list[Result] = []
    CACHE.mkdir(exist_ok=True)
    with durable_server() as postgres, TemporaryDirectory(dir=CACHE) as folder:
        async with AsyncExitStack() as running:
            around = Surroundings(postgres, Path(folder), say, running, postgres.create())
            for name in groups:
                results += await GROUPS[name](around)
    return results


def main() -> int:
    """Measures, prints and writes the results, and returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], default=[])
    parser.add_argument("--report", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    allow_many_files()
    console, began = Console(highlight=False), time.monotonic()

    def say(line: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:4.0f} s[/] {line}", soft_wrap=True)

    try:
        results = asyncio.run(measure(arguments.groups or list(GROUPS), say))
    except FileNotFoundError as error:
        console.print(str(error))
        return 2
    write(results, arguments.report)
    console.print(build_table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
