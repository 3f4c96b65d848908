"""Runs the whole storm with the real Rasa. The exit status is 1 when a promise was broken.

python -m tests.chaos                          SQLite, then PostgreSQL and Redis
python -m tests.chaos --database postgresql --seed 7
python -m tests.chaos --two                    two gateways, Rasa processes and action servers, on PostgreSQL and Redis
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from tests.chaos.run import Findings, gather_people, storm
from tests.chaos.script import sourcing
from tests.chaos.sites import several, supervised
from tests.fakes.databases import own_postgres

HURTS = {"gateway": 6, "rasa": 4, "actions": 4, "redis": 3, "database": 4, "supervisor": 3}
HURTS_OF_TWO = {
    "gateway 0": 3,
    "gateway 1": 3,
    "rasa 0": 2,
    "rasa 1": 2,
    "actions 0": 2,
    "actions 1": 2,
    "redis": 3,
    "database": 3,
}


async def run_storm(options: argparse.Namespace, database: str) -> Findings:
    """Starts Caravan on the database, lets people write while it is hurt, and returns the findings."""
    chance = random.Random(options.seed)
    scripts = [sourcing(200 + number, options.messages, chance) for number in range(options.conversations)]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True)))
        postgres = stack.enter_context(own_postgres()) if database == "postgresql" else None
        if postgres is not None:
            urls = (await postgres.create("caravan"), await postgres.create("marketplace"))
        else:
            urls = (f"sqlite:///{folder}/caravan.db", f"sqlite:///{folder}/marketplace.db")
        if options.two:
            site = await stack.enter_async_context(
                several(folder, urls, each=2, redis=True, real=True, postgres=postgres)
            )
        else:
            site = await stack.enter_async_context(supervised(folder, urls, postgres))
        counts = HURTS_OF_TWO if options.two else HURTS
        hurts = [part for part, count in counts.items() for _ in range(count)]
        chance.shuffle(hurts)
        people = gather_people(site, scripts, options.telegram, chance)
        findings = await storm(site, people, hurts, options.minutes * 60, tell=True)
        if findings.faults and options.keep:
            _copy_logs(folder, Path(options.keep))
        return findings


def _copy_logs(folder: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("**/*.log"):
        (target / log.name).write_bytes(log.read_bytes())
    print(f"logs are in {target}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description="Kills everything while people write.")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--two", action="store_true", help="two of each process, on PostgreSQL and Redis")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--conversations", type=int, default=40)
    parser.add_argument("--telegram", type=int, default=12, help="how many of the conversations are on Telegram")
    parser.add_argument("--messages", type=int, default=50, help="messages in each conversation")
    parser.add_argument(
        "--minutes", type=float, default=40, help="a message that is not answered by then counts as lost"
    )
    parser.add_argument("--keep", default="", help="folder into which the logs are copied when a promise was broken")
    options = parser.parse_args()
    chosen = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    broken = False
    for database in ("postgresql",) if options.two else chosen:
        print(f"== {database}, seed {options.seed}", flush=True)
        findings = asyncio.run(run_storm(options, database))
        print(findings, flush=True)
        broken = broken or bool(findings.faults)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
