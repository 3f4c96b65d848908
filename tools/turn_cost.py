"""Measures how much time, processor time and database work the answer to one message (a turn) costs
on this machine, for docs/scaling.md (`python -m tools.turn_cost`).

The tool starts Caravan with a PostgreSQL that flushes to disk and with a Valkey, and sends messages
in web chats. Before and after the messages, the tool reads the metrics at `/metrics`, the CPU time
of each process, and the statistics of PostgreSQL and Valkey. The texts are those of the benchmark.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from bench.cost import find_postgres
from bench.load import hold
from bench.running import Stack, run_caravan
from bench.texts import read_own_templates, write_scripts
from tests.fakes.postgres import durable_server

SECONDS = float(os.environ.get("SECONDS", "20"))
WARM_SECONDS = 5.0
PARTS = ("whole", "dialogue", "rasa", "nlu", "actions", "commit")
LOADS = (("action", 1), ("action", 8), ("plain", 8))

Figures = dict[str, float]


@dataclass(frozen=True)
class Observer:
    """Reads the metrics and statistics of a running Caravan."""

    stack: Stack
    database: asyncpg.Connection[Any]
    redis: Redis

    async def read(self) -> Figures:
        """Returns the metrics of `/metrics` and the statistics of PostgreSQL and Valkey by name."""
        figures = await self._read_metrics()
        row = await self.database.fetchrow(
            "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS wal, pg_database_size(current_database()) AS size,"
            " (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS transactions"
        )
        figures |= {name: float(value) for name, value in row.items()}
        figures["redis"] = float((await self.redis.info("stats"))["total_commands_processed"])
        return figures

    async def _read_metrics(self) -> Figures:
        async with httpx.AsyncClient(trust_env=False) as client:
            text = (await client.get(f"{self.stack.address}/metrics")).text
        return {
            sample.name + "".join(sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name.startswith(("caravan_turn_seconds_", "caravan_lane_wait_seconds_"))
            and not sample.name.endswith("bucket")
        }


async def measure(observer: Observer, kind: str, at_once: int, stream: int, database_port: int) -> None:
    """Sends messages of this kind in `at_once` chats at the same time, and prints what the answer
    to one message cost."""
    texts = write_scripts(read_own_templates(kind), stream)
    await hold(observer.stack.whole, texts, WARM_SECONDS, at_once)
    before = await observer.read()
    roots = {
        "gateway": observer.stack.process("bot serve"),
        "rasa": observer.stack.process("nlu.serve"),
        "actions": observer.stack.process("-m actions"),
        "postgres": find_postgres(database_port)[0],
        "valkey": observer.stack.process("unixsocket"),
    }
    used_before = {name: read_cpu_seconds(root) for name, root in roots.items()}
    load = await hold(observer.stack.whole, texts, SECONDS, at_once)
    cpu = {name: read_cpu_seconds(root) - used_before[name] for name, root in roots.items()}
    await asyncio.sleep(1.5)  # PostgreSQL publishes its statistics with a delay
    after = await observer.read()
    grown = {name: after[name] - before.get(name, 0.0) for name in after}
    turns = grown["caravan_turn_seconds_countwhole"]
    say(f"{kind}, {at_once} at once: {load.per_second:.1f} turns/s, p50 {1000 * load.percentile(0.5):.0f} ms, "
        f"p99 {1000 * load.percentile(0.99):.0f} ms, {turns:.0f} turns")  # fmt: skip
    means = {part: _mean(grown, f"caravan_turn_seconds_{{}}{part}") for part in PARTS}
    waits = _mean(grown, "caravan_lane_wait_seconds_{}")
    say("  ms a turn: lane wait " + ", ".join([f"{waits:.1f}", *(f"{part} {ms:.1f}" for part, ms in means.items())]))
    say("  CPU ms a turn: " + ", ".join(f"{name} {1000 * used / turns:.1f}" for name, used in cpu.items()))
    say(
        "  a turn: "
        + ", ".join(f"{name} {grown[name] / turns:.0f}" for name in ("transactions", "wal", "size", "redis"))
    )


def read_cpu_seconds(root: psutil.Process) -> float:
    """Returns the CPU seconds that the process and its children have used, including children that
    have ended."""
    own = root.cpu_times()
    alive = [child.cpu_times() for child in root.children(recursive=True)]
    return float(
        sum(
            (own.user, own.system, own.children_user, own.children_system),
            sum(times.user + times.system for times in alive),
        )
    )


def _mean(grown: Figures, name: str) -> float:
    """Returns the mean of a histogram in milliseconds. `name` is the metric name of the histogram
    with a gap for the suffix."""
    count = grown.get(name.format("count"), 0.0)
    return 1000 * grown.get(name.format("sum"), 0.0) / count if count else 0.0


def say(line: str) -> None:
    """Prints a line without buffering."""
    print(line, flush=True)  # noqa: T201


async def run() -> None:
    """Starts Caravan, and measures each kind of load."""
    with durable_server() as server, tempfile.TemporaryDirectory() as folder:
        url, marketplace = server.create(), server.create()
        plain = url.replace("+asyncpg", "")
        async with run_caravan(url, marketplace, Path(folder)) as stack:
            database = await asyncpg.connect(plain)
            async with Redis.from_url(stack.environment["REDIS_URL"]) as redis:
                observer = Observer(stack, database, redis)
                for stream, (kind, at_once) in enumerate(LOADS):
                    await measure(observer, kind, at_once, stream + 10, server.url.port or 0)
            await database.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(run()))
